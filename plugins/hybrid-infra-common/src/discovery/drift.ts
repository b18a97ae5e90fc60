import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_DECLARED_AS,
  ANNOTATION_DISCOVERED_AT,
  ANNOTATION_DISCOVERED_BY,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_RESOURCE_UID,
  ANNOTATION_SITE,
  DISCOVERED_NAMESPACE,
  DISCOVERY_SCOPE_TYPE,
  kubernetesIdAlias,
  type DiscoveryScope,
} from './annotations';

/** A scope with the age of what it knows. @public */
export interface ScopeState {
  /** For example `aws:aws-primary:rds`. */
  id: string;
  title: string;
  site?: string;
  /** When it was last read whole. */
  discoveredAt?: string;
  ageSeconds?: number;
  intervalSeconds: number;
  /** Too old to say what is missing. */
  stale: boolean;
  found: number;
}

/** A declared entity and the id under which it should be found. @public */
export interface DeclaredResource {
  entityRef: string;
  title: string;
  resourceId: string;
}

/** A found resource that no entity declares. @public */
export interface UndeclaredResource {
  /** The entity under which it stands in the catalog. */
  entityRef: string;
  title: string;
  type: string;
  site?: string;
  resourceId: string;
  scope: string;
  /** What it says it belongs to, although no such entity is declared. */
  declaredAs?: string;
}

/**
 * What is declared against what is there, both ways.
 * @public
 */
export interface Drift {
  scopes: ScopeState[];
  /** Declared and found. */
  matched: Array<DeclaredResource & { foundAs: string }>;
  /** Declared, and not there although its scope was read. */
  missing: Array<DeclaredResource & { scope: string }>;
  /** There, and declared by nobody. */
  undeclared: UndeclaredResource[];
  /** Declared, and nobody can say: no scope covers it, or the scope is stale. */
  unknown: Array<DeclaredResource & { reason: string }>;
}

const CLOCKS_DIFFER_SECONDS = 60;

const annotation = (entity: Entity, name: string) =>
  entity.metadata.annotations?.[name];
const titleOf = ({ metadata }: Entity) => metadata.title ?? metadata.name;
const refOf = (entity: Entity) =>
  stringifyEntityRef(entity).toLocaleLowerCase('en-US');
const ids = (entity: Entity) =>
  (annotation(entity, ANNOTATION_RESOURCE_ID) ?? '')
    .split(',')
    .map(id => id.trim())
    .filter(Boolean);

const siteOf = (entity: Entity) =>
  (entity.spec?.resilience as { site?: string } | undefined)?.site;

/** What a declared workload and its objects in the site's cluster share. */
function kubernetesAlias(entity: Entity): string | undefined {
  const id = annotation(entity, 'backstage.io/kubernetes-id');
  const site = siteOf(entity);
  return id && site ? kubernetesIdAlias(site, id) : undefined;
}

/** ARNs of buckets: each region and account has its own list of them. */
const WITHOUT_REGION = /^arn:[^:]*:[^:]*::/;
const isFound = (entity: Entity) =>
  entity.metadata.namespace === DISCOVERED_NAMESPACE;

function scopeStates(entities: readonly Entity[], now: number) {
  return entities
    .filter(entity => {
      const discovery = entity.spec?.discovery as
        | Partial<DiscoveryScope>
        | undefined;
      // Whoever registers entities may write anything.
      return (
        isFound(entity) &&
        entity.spec?.type === DISCOVERY_SCOPE_TYPE &&
        Array.isArray(discovery?.covers) &&
        typeof discovery.intervalSeconds === 'number'
      );
    })
    .map(entity => {
      const { covers, intervalSeconds, found } = entity.spec
        ?.discovery as unknown as DiscoveryScope;
      const discoveredAt = annotation(entity, ANNOTATION_DISCOVERED_AT);
      const ageSeconds =
        discoveredAt === undefined
          ? undefined
          : (now - Date.parse(discoveredAt)) / 1000;
      const state: ScopeState = {
        id: annotation(entity, ANNOTATION_DISCOVERED_BY) ?? titleOf(entity),
        title: titleOf(entity),
        site: annotation(entity, ANNOTATION_SITE),
        discoveredAt,
        ageSeconds: ageSeconds && Math.max(0, ageSeconds),
        intervalSeconds,
        // NaN, of a time that cannot be read, is stale too, and so is a time
        // that is yet to come, but for clocks that differ a little.
        stale: !(
          ageSeconds !== undefined &&
          ageSeconds >= -CLOCKS_DIFFER_SECONDS &&
          ageSeconds <= Math.max(3 * intervalSeconds, 60)
        ),
        found,
      };
      return { covers, state };
    });
}

/**
 * Compares the declared entities with what discovery has put beside them. An
 * entity is expected to be found when it carries a resource id; a resource is
 * declared when an entity carries its id or uid, or when its own tag or label
 * names an entity that exists, or both carry the same `backstage.io/kubernetes-id`
 * at the same site. What was not read lately is unknown, never
 * missing and never well.
 *
 * @param entities - all of the catalog that the reader may see
 * @param now - milliseconds since the epoch
 * @public
 */
export function driftOf(entities: readonly Entity[], now: number): Drift {
  const scopes = scopeStates(entities, now);
  const found = entities.filter(
    entity => isFound(entity) && entity.spec?.type !== DISCOVERY_SCOPE_TYPE,
  );
  const declared = entities.filter(entity => !isFound(entity));
  const declaredRefs = new Set(declared.map(refOf));

  const foundById = new Map<string, Entity[]>();
  const foundByRef = new Map<string, Entity[]>();
  for (const entity of found) {
    const uid = annotation(entity, ANNOTATION_RESOURCE_UID);
    for (const id of [...ids(entity), ...(uid ? [uid] : [])]) {
      foundById.set(id, [...(foundById.get(id) ?? []), entity]);
    }
    const ref = annotation(entity, ANNOTATION_DECLARED_AS);
    if (ref && declaredRefs.has(ref)) {
      foundByRef.set(ref, [...(foundByRef.get(ref) ?? []), entity]);
    }
  }

  /**
   * The scope that found it, or else one that would; a stale one first, because
   * it may be there.
   */
  const scopeOf = (resourceId: string, entity: Entity, there?: Entity) => {
    const foundBy = there && annotation(there, ANNOTATION_DISCOVERED_BY);
    const site = siteOf(entity);
    const candidates = scopes
      .filter(({ covers, state }) =>
        foundBy
          ? state.id === foundBy
          : covers.some(prefix => resourceId.startsWith(prefix)) &&
            // What one site does not have says nothing of the others.
            (!WITHOUT_REGION.test(resourceId) ||
              !site ||
              !state.site ||
              site === 'global' ||
              site === state.site),
      )
      .map(({ state }) => state);
    return candidates.find(({ stale }) => stale) ?? candidates[0];
  };

  const drift: Drift = {
    scopes: scopes.map(({ state }) => state),
    matched: [],
    missing: [],
    undeclared: [],
    unknown: [],
  };
  const matched = new Set<Entity>([...foundByRef.values()].flat());
  for (const entity of declared) {
    const entityRef = refOf(entity);
    const title = titleOf(entity);
    const kubernetes = kubernetesAlias(entity);
    const wanted = new Map(
      [
        ...ids(entity),
        // Expected only where somebody looks: the annotation has other uses.
        ...(kubernetes && scopeOf(kubernetes, entity) ? [kubernetes] : []),
      ].map(id => [id, foundById.get(id) ?? []] as const),
    );
    for (const byTag of foundByRef.get(entityRef) ?? []) {
      const [id = ''] = ids(byTag);
      // A uid stands for the same resource.
      if (![...wanted.values()].flat().includes(byTag)) {
        wanted.set(id, [byTag]);
      }
    }
    for (const [resourceId, allThere] of wanted) {
      const [there] = allThere;
      const resource = { entityRef, title, resourceId };
      const scope = scopeOf(resourceId, entity, there);
      allThere.forEach(each => matched.add(each));
      if (!scope) {
        drift.unknown.push({
          ...resource,
          reason: 'no discovery reads where it would be found',
        });
      } else if (scope.stale) {
        drift.unknown.push({
          ...resource,
          reason: `${scope.title} was not read lately`,
        });
      } else if (there) {
        drift.matched.push({ ...resource, foundAs: refOf(there) });
      } else {
        drift.missing.push({ ...resource, scope: scope.id });
      }
    }
  }
  for (const entity of found) {
    const declaredAs = annotation(entity, ANNOTATION_DECLARED_AS);
    if (!matched.has(entity)) {
      drift.undeclared.push({
        entityRef: refOf(entity),
        title: titleOf(entity),
        type: String(entity.spec?.type ?? 'resource'),
        site: annotation(entity, ANNOTATION_SITE),
        resourceId: ids(entity)[0] ?? '',
        scope: annotation(entity, ANNOTATION_DISCOVERED_BY) ?? '',
        ...(declaredAs && { declaredAs }),
      });
    }
  }
  const byTitle = (a: { title: string }, b: { title: string }) =>
    a.title.localeCompare(b.title, 'en');
  drift.scopes.sort((a, b) => a.id.localeCompare(b.id, 'en'));
  for (const list of [
    drift.matched,
    drift.missing,
    drift.undeclared,
    drift.unknown,
  ]) {
    list.sort(byTitle);
  }
  return drift;
}
