import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  worstFinding,
  type Check,
  type CheckOutcome,
  type EstateView,
  type Finding,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { dependenciesOf } from '../aws/relations';
import { listed } from '../aws/viewSignal';
import { isLoadBalancer, viewLoadBalancer } from './loadBalancerView';
import {
  ELBV2_LOAD_BALANCER,
  type Listener,
  type PresentLoadBalancer,
} from './signals';

const WANTED = 'TLSv1.3';

/** Load balancers whose listeners the entity speaks of: its own, or those it depends on. */
function balancersOf(estate: EstateView, entity: Entity): Entity[] {
  if (isLoadBalancer(entity, estate)) {
    return [entity];
  }
  return entity.spec?.type === 'tls-endpoints'
    ? dependenciesOf(estate, entity).filter(each =>
        isLoadBalancer(each, estate),
      )
    : [];
}

function judgeListener(
  { name }: PresentLoadBalancer,
  { port, sslPolicy, sslProtocols, redirectsToHttps }: Listener,
): Finding {
  const label = `Port ${port} of ${name}`;
  if (sslProtocols === null) {
    return redirectsToHttps
      ? { verdict: 'met', reason: `${label} sends on to https.` }
      : { verdict: 'breached', reason: `${label} serves without TLS.` };
  }
  const allows = `${label} allows ${listed(sslProtocols)} (${sslPolicy})`;
  if (sslProtocols.length === 0) {
    return {
      verdict: 'unknown',
      reason: `ELB does not describe the policy ${sslPolicy} of port ${port} of ${name}.`,
    };
  }
  if (!sslProtocols.includes(WANTED)) {
    return {
      verdict: 'breached',
      reason: `${allows}, and not ${WANTED}.`,
    };
  }
  return sslProtocols.length > 1
    ? {
        verdict: 'at-risk',
        reason: `${allows}: TLS 1.3 is offered, not enforced.`,
      }
    : { verdict: 'met', reason: `${allows} alone.` };
}

function judge(balancer: PresentLoadBalancer): Finding {
  const findings = balancer.listeners.map(each =>
    judgeListener(balancer, each),
  );
  return balancer.listeners.some(({ sslProtocols }) => sslProtocols !== null)
    ? worstFinding(findings, findings.map(each => each.reason).join(' '))
    : {
        verdict: 'breached',
        reason: `${balancer.name} has no listener with TLS.`,
      };
}

export const tls13Only: Check = {
  id: 'aws.elbv2.tls13-only',
  title: 'Listeners take TLS 1.3 alone',
  description:
    'The protocols that the policies of the load balancer’s listeners allow, as ELB describes them.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Exactly TLSv1.3 (older ones beside it are at risk; without it, or without TLS, is breached)',
    origin: 'design 6.2',
  },
  signals: [ELBV2_LOAD_BALANCER],
  remediation:
    'Set the listener’s security policy to ELBSecurityPolicy-TLS13-1-3-2021-06, after asking who still connects with TLS 1.2 (access log, field ssl_protocol).',
  appliesTo: (entity, estate) => balancersOf(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const readings: Reading[] = [];
    const findings: Finding[] = [];
    for (const balancer of balancersOf(context, context.entity)) {
      const view = viewLoadBalancer(context, refOf(balancer));
      if ('outcome' in view) {
        readings.push(...view.outcome.readings);
        findings.push(view.outcome);
      } else {
        readings.push(view.reading);
        findings.push(judge(view.balancer));
      }
    }
    const { verdict, reason } = worstFinding(
      findings,
      findings.map(each => each.reason).join(' '),
    );
    return { verdict, reason, readings };
  },
};
