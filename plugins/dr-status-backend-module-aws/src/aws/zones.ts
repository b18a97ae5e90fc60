import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';

/** What AWS calls the zone that an entity stands for. */
const ANNOTATION_ZONE = 'twinshore.io/aws-availability-zone';

/** Availability zones that the entity is declared to stand in. */
export function declaredZones(estate: EstateView, entity: Entity): string[] {
  return (resilienceOf(entity)?.zones ?? []).flatMap(
    ref => estate.getEntity(ref)?.metadata.annotations?.[ANNOTATION_ZONE] ?? [],
  );
}
