import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import type {
  CheckContext,
  CheckOutcome,
  EstateView,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { viewSignal } from '../aws/viewSignal';
import { ELASTICACHE_GROUP, type ElastiCacheGroup } from './signals';

export type PresentGroup = Extract<ElastiCacheGroup, { missing: false }>;

/** A cache on a site that is a region of AWS is taken for one of ElastiCache. */
export function isElastiCache(estate: EstateView, entity: Entity): boolean {
  return isInAws(estate, entity, 'cache');
}

/** The group as ElastiCache describes it, or the outcome when it cannot be seen. */
export function viewGroup(
  context: CheckContext,
  entity: Entity,
): { group: PresentGroup; reading: Reading } | { outcome: CheckOutcome } {
  const view = viewSignal<ElastiCacheGroup>(
    context,
    ELASTICACHE_GROUP,
    'The replication group',
    refOf(entity),
  );
  if ('outcome' in view) {
    return view;
  }
  const { value, reading } = view;
  return value.missing
    ? {
        outcome: {
          verdict: 'breached',
          reason: `ElastiCache in ${value.region} no longer has the replication group ${value.identifier}.`,
          readings: [reading],
        },
      }
    : { group: value, reading };
}
