import { refOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckContext,
  CheckOutcome,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { isInAws, nameOf } from '../aws/placement';
import { failingOverTo } from '../aws/relations';
import { listed, viewSignal } from '../aws/viewSignal';
import { WAFV2_LOAD_BALANCERS, type ProtectedLoadBalancers } from './signals';

const WHAT = 'What WAF says';

/** Rules before the load balancers, in a form in which equal ones are equal. */
function rulesOf({ loadBalancers }: ProtectedLoadBalancers): Set<string> {
  return new Set(
    loadBalancers.flatMap(({ acl }) =>
      acl
        ? [
            `otherwise ${acl.defaultAction}`,
            ...acl.rules.map(
              ({ name, statement, action }) =>
                `${name} (${statement}, ${action})`,
            ),
          ]
        : [],
    ),
  );
}

function judge(
  context: CheckContext,
  here: ProtectedLoadBalancers,
  there: ProtectedLoadBalancers,
  readings: Reading[],
): CheckOutcome {
  const own = rulesOf(here);
  const wanted = rulesOf(there);
  if (own.size === 0 || wanted.size === 0) {
    return {
      verdict: 'unknown',
      reason: `${
        own.size === 0 ? here.region : there.region
      } has no web ACL before a load balancer: there is nothing to compare.`,
      readings,
    };
  }
  const missing = [...wanted].filter(rule => !own.has(rule));
  const extra = [...own].filter(rule => !wanted.has(rule));
  if (missing.length === 0 && extra.length === 0) {
    return {
      verdict: 'met',
      reason: `${own.size - 1} rules and the default action are the same in ${
        here.region
      } and ${there.region}.`,
      readings,
    };
  }
  return {
    verdict: 'at-risk',
    reason: [
      missing.length > 0 &&
        `${nameOf(context.entity)} lacks ${listed(missing)}`,
      extra.length > 0 &&
        `${missing.length > 0 ? 'it' : nameOf(context.entity)} has ${listed(
          extra,
        )}, which ${there.region} has not`,
    ]
      .filter(Boolean)
      .join('; ')
      .concat('.'),
    readings,
  };
}

export const sameRules: Check = {
  id: 'aws.wafv2.same-rules',
  title: 'Web firewall rules as at the active site',
  description:
    'The rule sets before the load balancers of both regions are the same: names, statements and actions. Conditions are compared by a digest.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'The same rules in both regions (a difference is at risk)',
    origin: 'design 7.3 (exact replica)',
  },
  signals: [WAFV2_LOAD_BALANCERS],
  remediation:
    'Apply the web ACL’s definition to both regions from the same code.',
  appliesTo: (entity, estate) =>
    isInAws(estate, entity, 'web-firewall') &&
    failingOverTo(estate, entity).some(other =>
      isInAws(estate, other, 'web-firewall'),
    ),
  evaluate(context): CheckOutcome {
    const here = viewSignal<ProtectedLoadBalancers>(
      context,
      WAFV2_LOAD_BALANCERS,
      WHAT,
    );
    if ('outcome' in here) {
      return here.outcome;
    }
    const active = failingOverTo(context, context.entity).find(other =>
      isInAws(context, other, 'web-firewall'),
    )!;
    const there = viewSignal<ProtectedLoadBalancers>(
      context,
      WAFV2_LOAD_BALANCERS,
      WHAT,
      refOf(active),
    );
    return 'outcome' in there
      ? {
          ...there.outcome,
          readings: [here.reading, ...there.outcome.readings],
        }
      : judge(context, here.value, there.value, [here.reading, there.reading]);
  },
};
