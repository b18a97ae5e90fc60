import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';
import { regionOf } from '../aws/placement';

/** Says that a database in a region of AWS is run by something else than RDS. */
const ANNOTATION_SERVICE = 'twinshore.io/database-service';

/** A database on a site that is a region of AWS is taken for one of RDS. */
export function isRdsInstance(estate: EstateView, entity: Entity): boolean {
  const service = entity.metadata.annotations?.[ANNOTATION_SERVICE];
  return (
    entity.kind === 'Resource' &&
    entity.spec?.type === 'database' &&
    (service === undefined
      ? regionOf(estate, entity) !== undefined
      : service === 'rds')
  );
}

/** The RDS instance that the entity is declared to be a read replica of. */
export function replicaSource(
  estate: EstateView,
  entity: Entity,
): Entity | undefined {
  const ref = refOf(entity);
  for (const other of estate.entities()) {
    const copies = resilienceOf(other)?.replicates ?? [];
    if (
      copies.some(
        ({ to, mode }) =>
          mode === 'asynchronous' && to.toLocaleLowerCase('en-US') === ref,
      ) &&
      isRdsInstance(estate, other)
    ) {
      return other;
    }
  }
  return undefined;
}
