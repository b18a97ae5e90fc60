import type {
  Check,
  CheckOutcome,
  Finding,
} from '@twinshore/plugin-dr-status-node';
import { listed } from '../aws/viewSignal';
import { declaredZones } from '../aws/zones';
import { isLoadBalancer, viewLoadBalancer } from './loadBalancerView';
import { ELBV2_LOAD_BALANCER, type PresentLoadBalancer } from './signals';

/** Zones that the design asks for where the entity declares none. */
const WANTED_ZONES = 3;

function judge(balancer: PresentLoadBalancer, declared: string[]): Finding {
  const { name, state, stateReason, zones } = balancer;
  const because = stateReason ? ` (${stateReason.replace(/\.$/, '')})` : '';
  if (state === 'failed') {
    return { verdict: 'breached', reason: `${name} has failed${because}.` };
  }
  if (state !== 'active' && !/^(active_impaired|provisioning)$/.test(state)) {
    return {
      verdict: 'unknown',
      reason: `${name} has a state that is not understood: ${state || 'none'}.`,
    };
  }
  const lacking = declared.filter(zone => !zones.includes(zone));
  if (state === 'active' && lacking.length === 0) {
    const few = zones.length < WANTED_ZONES && declared.length === 0;
    return {
      verdict: few ? 'at-risk' : 'met',
      reason: `${name} is active in ${listed(zones)}${
        few ? `, of ${WANTED_ZONES} zones wanted` : ''
      }.`,
    };
  }
  return {
    verdict: 'at-risk',
    reason:
      state === 'active'
        ? `${name} is active, but not in ${listed(lacking)}.`
        : `${name} is ${
            state === 'provisioning'
              ? 'still being set up'
              : 'impaired: it works, and cannot grow'
          }${because}.`,
  };
}

export const loadBalancerActive: Check = {
  id: 'aws.elbv2.load-balancer-active',
  title: 'Load balancer active in all zones',
  description:
    'ELB says that the load balancer is active, and has it in every zone that it is declared in.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Active in every declared zone (impaired, being set up or lacking a zone is at risk; failed or gone is breached)',
    origin: 'design 3.2, 4.1',
  },
  signals: [ELBV2_LOAD_BALANCER],
  remediation:
    'Free addresses in its subnets when it is impaired. Add the missing zone’s subnet to the load balancer.',
  appliesTo: isLoadBalancer,
  evaluate(context): CheckOutcome {
    const view = viewLoadBalancer(context);
    return 'outcome' in view
      ? view.outcome
      : {
          ...judge(view.balancer, declaredZones(context, context.entity)),
          readings: [view.reading],
        };
  },
};
