import { refOf } from '@twinshore/plugin-dr-status-common';
import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { nameOf } from '../aws/placement';
import { failingOverTo } from '../aws/relations';
import { listed } from '../aws/viewSignal';
import { isLoadBalancer, viewLoadBalancer } from './loadBalancerView';
import { ELBV2_LOAD_BALANCER, type PresentLoadBalancer } from './signals';

/** Listeners in a form in which equal ones are equal. */
const listenersOf = ({ listeners }: PresentLoadBalancer) =>
  listeners
    .map(({ protocol, port, sslPolicy, redirectsToHttps }) =>
      [
        `${protocol} ${port}`,
        sslPolicy && `(${sslPolicy})`,
        redirectsToHttps && '(sends on to https)',
      ]
        .filter(Boolean)
        .join(' '),
    )
    .sort();

export const sameListeners: Check = {
  id: 'aws.elbv2.same-listeners',
  title: 'Listeners as at the active site',
  description:
    'The load balancer that takes over listens on the same ports, with the same protocols and TLS policies, as the one that users come to now.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'The same listeners in both regions (a difference is at risk)',
    origin: 'design 7.3 (exact replica)',
  },
  signals: [ELBV2_LOAD_BALANCER],
  remediation:
    'Apply the load balancer’s definition to both regions from the same code.',
  appliesTo: (entity, estate) =>
    isLoadBalancer(entity, estate) &&
    failingOverTo(estate, entity).some(other => isLoadBalancer(other, estate)),
  evaluate(context): CheckOutcome {
    const here = viewLoadBalancer(context);
    if ('outcome' in here) {
      return here.outcome;
    }
    const active = failingOverTo(context, context.entity).find(other =>
      isLoadBalancer(other, context),
    )!;
    const there = viewLoadBalancer(context, refOf(active));
    if ('outcome' in there) {
      return {
        verdict: 'unknown',
        reason: `There is nothing to compare with. ${there.outcome.reason}`,
        readings: [here.reading, ...there.outcome.readings],
      };
    }
    const readings = [here.reading, there.reading];
    const own = listenersOf(here.balancer);
    const wanted = listenersOf(there.balancer);
    if (wanted.length === 0) {
      return {
        verdict: 'unknown',
        reason: `There is nothing to compare with: ${nameOf(
          active,
        )} has no listener.`,
        readings,
      };
    }
    const missing = wanted.filter(each => !own.includes(each));
    const extra = own.filter(each => !wanted.includes(each));
    const name = nameOf(context.entity);
    return missing.length === 0 && extra.length === 0
      ? {
          verdict: 'met',
          reason: `${name} listens as ${nameOf(active)} does: ${listed(own)}.`,
          readings,
        }
      : {
          verdict: 'at-risk',
          reason: [
            missing.length > 0 && `${name} lacks ${listed(missing)}.`,
            extra.length > 0 &&
              `${nameOf(active)} does not have ${listed(extra)}.`,
          ]
            .filter(Boolean)
            .join(' '),
          readings,
        };
  },
};
