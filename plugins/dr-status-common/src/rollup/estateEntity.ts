import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  normaliseResilienceRef,
  type Resilience,
} from '@twinshore/plugin-hybrid-infra-common';

const blocks = new WeakMap<Entity, Partial<Resilience>>();

/**
 * The entity's `spec.resilience` block, if it has one, with every reference in
 * its full form: in the catalog people may leave the kind out (`resource` is
 * meant) and the namespace (the entity's own).
 * @public
 */
export function resilienceOf(entity: Entity): Partial<Resilience> | undefined {
  const known = blocks.get(entity);
  if (known) return known;
  const block = entity.spec?.resilience;
  if (typeof block !== 'object' || block === null || Array.isArray(block)) {
    return undefined;
  }
  const full = withFullRefs(block as Partial<Resilience>, ref =>
    fullRef(ref, entity.metadata.namespace),
  );
  blocks.set(entity, full);
  return full;
}

function withFullRefs(
  block: Partial<Resilience>,
  full: (ref: string) => string,
): Partial<Resilience> {
  return {
    ...block,
    ...(block.locatedIn && { locatedIn: full(block.locatedIn) }),
    ...(block.zones && { zones: block.zones.map(full) }),
    ...(block.failsOverTo && { failsOverTo: block.failsOverTo.map(full) }),
    ...(block.replicates && {
      replicates: block.replicates.map(replication => ({
        ...replication,
        to: full(replication.to),
        ...(replication.over && { over: full(replication.over) }),
      })),
    }),
  };
}

/** What cannot be read as a reference stays as it is: the catalog reports it. */
function fullRef(ref: string, namespace?: string): string {
  try {
    return normaliseResilienceRef(ref, namespace);
  } catch {
    return ref;
  }
}

/** Full entity ref in lower case. @public */
export function refOf(entity: Entity): string {
  return stringifyEntityRef(entity).toLocaleLowerCase('en-US');
}

export function titleOf(entity: Entity): string {
  return entity.metadata.title ?? entity.metadata.name;
}

export function typeOf(entity: Entity): string {
  const type = entity.spec?.type;
  return typeof type === 'string' ? type : entity.kind.toLowerCase();
}

/** Entity ref of the owner, if there is one. */
export function ownerOf(entity: Entity): string | undefined {
  const relation = entity.relations?.find(({ type }) => type === 'ownedBy');
  const owner = relation?.targetRef ?? entity.spec?.owner;
  return typeof owner === 'string' ? owner : undefined;
}

export function isSite(entity: Entity): boolean {
  return entity.kind === 'Resource' && entity.spec?.type === 'site';
}

/** Systems, domains and sites speak for what is in them, an API for who provides it. */
export function isAggregate(entity: Entity): boolean {
  return ['System', 'Domain', 'API'].includes(entity.kind) || isSite(entity);
}

/** Refs of the APIs that a component provides. */
export function providedApis(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === 'providesApi')
    .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US'));
}

/** Site of the entity; a site's own name for itself; `global` where none is said. */
export function siteOf(entity: Entity): string {
  return isSite(entity)
    ? entity.metadata.name
    : resilienceOf(entity)?.site ?? 'global';
}
