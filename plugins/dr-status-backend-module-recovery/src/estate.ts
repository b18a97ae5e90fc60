import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';

/** What the recovery rests on and how it hangs together, all from the catalog. */

const ANNOTATION_ID = 'backstage.io/kubernetes-id';
const ANNOTATION_NAMESPACE = 'backstage.io/kubernetes-namespace';
const ANNOTATION_CLUSTER = 'backstage.io/kubernetes-cluster';

export function nameOf(entity: Entity): string {
  return entity.metadata.title ?? entity.metadata.name;
}

export function annotationOf(
  entity: Entity,
  annotation: string,
): string | undefined {
  return entity.metadata.annotations?.[annotation];
}

export function isOfType(entity: Entity, ...types: string[]): boolean {
  return (
    entity.kind === 'Resource' &&
    typeof entity.spec?.type === 'string' &&
    types.includes(entity.spec.type)
  );
}

function find(
  estate: EstateView,
  ref: unknown,
  from: Entity,
  defaultKind?: string,
): Entity | undefined {
  try {
    return estate.getEntity(
      stringifyEntityRef(
        parseEntityRef(String(ref), {
          defaultKind,
          defaultNamespace: from.metadata.namespace,
        }),
      ).toLocaleLowerCase('en-US'),
    );
  } catch {
    // The catalog reports references that cannot be read.
    return undefined;
  }
}

/** What the entity says that it depends on, of the types asked for. */
export function dependenciesOf(
  estate: EstateView,
  entity: Entity,
  ...types: string[]
): Entity[] {
  const { dependsOn } = entity.spec ?? {};
  return (Array.isArray(dependsOn) ? dependsOn : [])
    .flatMap(ref => find(estate, ref, entity) ?? [])
    .filter(found => types.length === 0 || isOfType(found, ...types));
}

/** Components by what they are declared to be parts of. */
function partsByWhole(estate: EstateView): Map<Entity, Entity[]> {
  const parts = new Map<Entity, Entity[]>();
  for (const each of estate.entities()) {
    const ref = each.kind === 'Component' && each.spec?.subcomponentOf;
    const whole = ref ? find(estate, ref, each, 'component') : undefined;
    if (whole) {
      parts.set(whole, [...(parts.get(whole) ?? []), each]);
    }
  }
  return parts;
}

/** Components that are declared to be parts of another. */
export function partsOf(estate: EstateView, whole: Entity): Entity[] {
  return partsByWhole(estate).get(whole) ?? [];
}

export function takeOversOf(estate: EstateView, entity: Entity): Entity[] {
  return (resilienceOf(entity)?.failsOverTo ?? []).flatMap(
    ref => estate.getEntity(ref) ?? [],
  );
}

/** What fails over to each entity: what it stands in for. */
export function stoodInFor(estate: EstateView): Map<Entity, Entity[]> {
  const from = new Map<Entity, Entity[]>();
  for (const each of estate.entities()) {
    for (const to of takeOversOf(estate, each)) {
      from.set(to, [...(from.get(to) ?? []), each]);
    }
  }
  return from;
}

/**
 * All that the entity rests on: dependencies, parts and what takes over, and
 * theirs.
 */
export function allBeneath(estate: EstateView, entity: Entity): Entity[] {
  const parts = partsByWhole(estate);
  const found = new Set<Entity>([entity]);
  for (const each of found) {
    for (const next of [
      ...dependenciesOf(estate, each),
      ...takeOversOf(estate, each),
      ...(parts.get(each) ?? []),
    ]) {
      found.add(next);
    }
  }
  found.delete(entity);
  return [...found];
}

/** An entity that stands for a workload of one cluster. */
export interface Workload {
  entity: Entity;
  cluster: Entity;
  /** As the Kubernetes source names it. */
  signal: string;
  namespace?: string;
}

function clustersOf(estate: EstateView): Entity[] {
  return [...estate.entities()].filter(each =>
    isOfType(each, 'kubernetes-cluster'),
  );
}

/**
 * The workload that a component stands for: in the cluster that its annotation
 * names, else in the only one of its site.
 */
function workloadOf(entity: Entity, clusters: Entity[]): Workload | undefined {
  const id = annotationOf(entity, ANNOTATION_ID);
  if (id === undefined || entity.kind !== 'Component') {
    return undefined;
  }
  const named = annotationOf(entity, ANNOTATION_CLUSTER);
  const site = resilienceOf(entity)?.site;
  const candidates = clusters.filter(each =>
    named === undefined
      ? site !== undefined && resilienceOf(each)?.site === site
      : annotationOf(each, ANNOTATION_CLUSTER) === named ||
        each.metadata.name === named,
  );
  return candidates.length === 1
    ? {
        entity,
        cluster: candidates[0],
        signal: `kubernetes.workload/${id}`,
        namespace: annotationOf(entity, ANNOTATION_NAMESPACE),
      }
    : undefined;
}

/** The workloads among these entities, or in all the estate. */
export function workloadsOf(
  estate: EstateView,
  among: Iterable<Entity> = estate.entities(),
): Workload[] {
  const clusters = clustersOf(estate);
  return [...among].flatMap(each => workloadOf(each, clusters) ?? []);
}

export function workloadsIn(estate: EstateView, cluster: Entity): Workload[] {
  return workloadsOf(estate).filter(workload => workload.cluster === cluster);
}
