import {
  judgeReading,
  worstFinding,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import {
  WAFV2_LOAD_BALANCERS,
  type ProtectedLoadBalancers,
  type WebAcl,
} from './signals';

/** What a web ACL is worth by its own rules. */
export function judgeAcl(acl: WebAcl, before: string): Finding {
  const { name, rules, defaultAction } = acl;
  if (rules.length === 0 && defaultAction !== 'block') {
    return {
      verdict: 'at-risk',
      reason: `The web ACL ${name} before ${before} has no rules: it lets everything through.`,
    };
  }
  const idle = rules.filter(({ action }) => action === 'count').length;
  const harmless = rules.every(({ action }) => /^(count|allow)$/.test(action));
  if (harmless && defaultAction !== 'block') {
    return {
      verdict: 'at-risk',
      reason: `All ${
        rules.length
      } rules of the web ACL ${name} before ${before} only ${
        idle === rules.length ? 'count' : 'count or allow'
      }: nothing is blocked.`,
    };
  }
  return {
    verdict: 'met',
    reason: `The web ACL ${name} stands before ${before}, with ${
      rules.length
    } rules${idle > 0 ? `, of which ${idle} only count` : ''}.`,
  };
}

export const aclOnLoadBalancers: Check = {
  id: 'aws.wafv2.acl-on-load-balancers',
  title: 'Web firewall before every public load balancer',
  description:
    'A web ACL of the edge protects what goes through CloudFront alone. A load balancer that the internet reaches needs a regional one, in each region of its own.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'A web ACL with rules that act (none is breached; without acting rules is at risk)',
    origin: 'design 3.2; formulae, linter rule 5',
  },
  signals: [WAFV2_LOAD_BALANCERS],
  remediation:
    'Associate the region’s web ACL with the load balancer; create it from the other region’s when there is none.',
  appliesTo: (entity, estate) => isInAws(estate, entity, 'web-firewall'),
  evaluate: (context): CheckOutcome =>
    judgeReading<ProtectedLoadBalancers>(
      context,
      WAFV2_LOAD_BALANCERS,
      'What WAF says',
      ({ region, loadBalancers }) => {
        if (loadBalancers.length === 0) {
          return {
            verdict: 'unknown',
            reason: `${region} has no public load balancer that a web ACL could stand before.`,
          };
        }
        const findings = loadBalancers.map(
          ({ name, acl }): Finding =>
            acl
              ? judgeAcl(acl, name)
              : {
                  verdict: 'breached',
                  reason: `${name} in ${region} is public and has no web ACL before it.`,
                },
        );
        return worstFinding(
          findings,
          findings.map(({ reason }) => reason).join(' '),
        );
      },
    ),
};
