import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';

/** A site is a region of AWS when its entity says which. */
const ANNOTATION_REGION = 'twinshore.io/aws-region';

export function nameOf(entity: Entity): string {
  return entity.metadata.title ?? entity.metadata.name;
}

/** Region of AWS that the entity's site is; undefined for every other site. */
export function regionOf(
  estate: EstateView,
  entity: Entity,
): string | undefined {
  const site = resilienceOf(entity)?.site;
  if (!site) {
    return undefined;
  }
  const namespace = entity.metadata.namespace ?? 'default';
  const declared =
    estate.getEntity(`resource:${namespace}/${site}`) ??
    estate.getEntity(`resource:default/${site}`);
  return declared?.metadata.annotations?.[ANNOTATION_REGION];
}

/** A resource of the type, on a site that is a region of AWS. */
export function isInAws(
  estate: EstateView,
  entity: Entity,
  type: string,
): boolean {
  return (
    entity.kind === 'Resource' &&
    entity.spec?.type === type &&
    regionOf(estate, entity) !== undefined
  );
}

/** Entities that this one is declared to be copied to. */
export function copiesOf(estate: EstateView, entity: Entity): Entity[] {
  return (resilienceOf(entity)?.replicates ?? []).flatMap(
    ({ to }) => estate.getEntity(to) ?? [],
  );
}

/** Entities that are declared to be copied to this one. */
export function originalsOf(estate: EstateView, entity: Entity): Entity[] {
  const ref = refOf(entity);
  return [...estate.entities()].filter(other =>
    (resilienceOf(other)?.replicates ?? []).some(
      ({ to }) => to.toLocaleLowerCase('en-US') === ref,
    ),
  );
}
