import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';

type Objective = 'errorRate' | 'latencyP99Seconds' | 'availability';

/** The target of an objective that the entity declares itself. */
export function targetOf(
  entity: Entity,
  objective: Objective,
): number | undefined {
  const target = resilienceOf(entity)?.objectives?.[objective];
  return typeof target === 'number' ? target : undefined;
}

/** What is measured declares the target itself; a domain speaks for all of it. */
export const declares = (objective: Objective) => (entity: Entity) =>
  ['Resource', 'Component', 'API'].includes(entity.kind) &&
  targetOf(entity, objective) !== undefined;
