import type { Entity } from '@backstage/catalog-model';
import type {
  CheckContext,
  CheckOutcome,
  EstateView,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { viewSignal } from '../aws/viewSignal';
import {
  ELBV2_LOAD_BALANCER,
  type LoadBalancer,
  type PresentLoadBalancer,
} from './signals';

export function isLoadBalancer(entity: Entity, estate: EstateView): boolean {
  return isInAws(estate, entity, 'load-balancer');
}

/** The load balancer as ELB describes it, or the outcome when it cannot be seen. */
export function viewLoadBalancer(
  context: CheckContext,
  entityRef?: string,
):
  | { balancer: PresentLoadBalancer; reading: Reading }
  | { outcome: CheckOutcome } {
  const view = viewSignal<LoadBalancer>(
    context,
    ELBV2_LOAD_BALANCER,
    'What ELB says',
    entityRef,
  );
  if ('outcome' in view) {
    return view;
  }
  const { value, reading } = view;
  return value.missing
    ? {
        outcome: {
          verdict: 'breached',
          reason: `ELB in ${value.region} no longer has the load balancer ${value.name}.`,
          readings: [reading],
        },
      }
    : { balancer: value, reading };
}
