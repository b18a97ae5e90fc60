import {
  RELATION_DEPENDS_ON,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  EntityPosture,
  Summary,
  Verdict,
} from '@twinshore/plugin-dr-status-common';
import {
  TIERS,
  type RedundancyGroup,
  type Replication,
  type Sizing,
  type Tier,
} from '@twinshore/plugin-hybrid-infra-common';

/** A declared entity of the estate, joined with what is known of it now. */
export interface EstateItem {
  /** Full, lower-case entity ref. */
  ref: string;
  name: string;
  title: string;
  kind: string;
  /** `spec.type`, or the kind where there is none. */
  type: string;
  /** Name of the site, or `global`, `bridge`. */
  site: string;
  tier?: Tier;
  /** Refs of the zones it stands in. */
  zones: string[];
  owner?: string;
  system?: string;
  role?: string;
  redundancy?: RedundancyGroup;
  replicates: Replication[];
  failsOverTo: string[];
  dependsOn: string[];
  cidrs: string[];
  sizing?: Sizing;
  verdict: Verdict;
  /** No check watches it: not a verdict, and never drawn as one. */
  unwatched: boolean;
  reason?: string;
  observedAt?: string;
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return value && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function asString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asStrings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is string => typeof entry === 'string')
    : [];
}

/** Refs in the block may leave out kind and namespace, as elsewhere in the catalog. */
function normaliseRef(ref: string, entity: Entity): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, {
        defaultKind: 'resource',
        defaultNamespace: entity.metadata.namespace ?? 'default',
      }),
    );
  } catch {
    return undefined;
  }
}

function normaliseRefs(refs: unknown, entity: Entity): string[] {
  return asStrings(refs).flatMap(ref => normaliseRef(ref, entity) ?? []);
}

function relationTargets(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef.toLocaleLowerCase('en-US'));
}

function replications(value: unknown, entity: Entity): Replication[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value.flatMap(entry => {
    const record = asRecord(entry);
    const to = asString(record?.to);
    const target = to && normaliseRef(to, entity);
    if (!record || !target) {
      return [];
    }
    const over = asString(record.over);
    return [
      {
        to: target,
        mode: record.mode as Replication['mode'],
        over: over && normaliseRef(over, entity),
      },
    ];
  });
}

/**
 * Reads an entity without trusting it: the catalog validates the block, but a
 * page must not fall over one entity that slipped through. Entities without a
 * site are not of the estate.
 */
export function toEstateItem(
  entity: Entity,
  posture: ReadonlyMap<string, EntityPosture> | undefined,
): EstateItem | undefined {
  const block = asRecord(entity.spec?.resilience);
  const site = asString(block?.site);
  if (!block || !site) {
    return undefined;
  }
  const ref = stringifyEntityRef(entity);
  const tier = asString(block.tier);
  const redundancy = asRecord(block.redundancy);
  const group = asString(redundancy?.group);
  const needs = Number(redundancy?.needs);
  const known = posture?.get(ref);
  return {
    ref,
    name: entity.metadata.name,
    title: entity.metadata.title ?? entity.metadata.name,
    kind: entity.kind,
    type: asString(entity.spec?.type) ?? entity.kind.toLocaleLowerCase('en-US'),
    site,
    tier: TIERS.find(candidate => candidate === tier),
    zones: normaliseRefs(block.zones, entity),
    owner: relationTargets(entity, RELATION_OWNED_BY)[0],
    system: relationTargets(entity, RELATION_PART_OF).find(target =>
      target.startsWith('system:'),
    ),
    role: asString(block.role),
    redundancy:
      group && Number.isInteger(needs) && needs > 0
        ? { group, needs }
        : undefined,
    replicates: replications(block.replicates, entity),
    failsOverTo: normaliseRefs(block.failsOverTo, entity),
    dependsOn: relationTargets(entity, RELATION_DEPENDS_ON),
    cidrs: asStrings(block.cidrs),
    sizing: asRecord(block.sizing) as Sizing | undefined,
    verdict: known?.verdict ?? 'unknown',
    // Without any posture nobody can say whether something watches it.
    unwatched: known ? known.unwatched : posture !== undefined,
    reason: known?.reason,
    observedAt: known?.observedAt,
  };
}

/** All entities of the estate in the order of their titles. */
export function toEstateItems(
  entities: readonly Entity[],
  summary: Summary | undefined,
): EstateItem[] {
  const posture =
    summary && new Map(summary.entities.map(entry => [entry.entityRef, entry]));
  return entities
    .flatMap(entity => toEstateItem(entity, posture) ?? [])
    .sort((a, b) => a.title.localeCompare(b.title, 'en'));
}
