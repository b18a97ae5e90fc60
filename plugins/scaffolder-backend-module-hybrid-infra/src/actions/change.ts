import { InputError } from '@backstage/errors';
import type { DrTwinPlan } from '../drTwin/plan';

/** Folder of the task's workspace that holds the checkout. */
export const CHECKOUT = 'change';

/** The plan as an earlier step put it out. */
export function planFrom(value: Record<string, unknown>): DrTwinPlan {
  for (const key of [
    'name',
    'site',
    'cidr',
    'subnets',
    'workload',
    'addressProof',
  ]) {
    if (!(key in value)) {
      throw new InputError(
        `plan: "${key}" is missing; pass the output "plan" of twinshore:dr-twin:plan`,
      );
    }
  }
  return value as unknown as DrTwinPlan;
}
