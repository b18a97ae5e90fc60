import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { Resilience } from '@twinshore/plugin-hybrid-infra-common';

/** The entity's `spec.resilience` block, if it has one. @public */
export function resilienceOf(entity: Entity): Partial<Resilience> | undefined {
  const block = entity.spec?.resilience;
  return typeof block === 'object' && block !== null && !Array.isArray(block)
    ? (block as Partial<Resilience>)
    : undefined;
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

/** Systems, domains and sites speak for what is in them. */
export function isAggregate(entity: Entity): boolean {
  return entity.kind === 'System' || entity.kind === 'Domain' || isSite(entity);
}

/** Site of the entity; a site's own name for itself; `global` where none is said. */
export function siteOf(entity: Entity): string {
  return isSite(entity)
    ? entity.metadata.name
    : resilienceOf(entity)?.site ?? 'global';
}
