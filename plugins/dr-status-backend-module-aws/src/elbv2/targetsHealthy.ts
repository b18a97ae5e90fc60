import {
  worstFinding,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { listed } from '../aws/viewSignal';
import { isLoadBalancer, viewLoadBalancer } from './loadBalancerView';
import {
  ELBV2_LOAD_BALANCER,
  type PresentLoadBalancer,
  type TargetGroup,
} from './signals';

const LEAST_HEALTHY = 2;

const sum = (
  { targets }: TargetGroup,
  what: 'healthy' | 'registered' | 'undecided',
) => targets.reduce((total, zone) => total + zone[what], 0);

function judge(group: TargetGroup, { zones }: PresentLoadBalancer): Finding {
  const { name, targets } = group;
  const healthy = sum(group, 'healthy');
  const registered = sum(group, 'registered');
  const undecided = sum(group, 'undecided');
  const reasons = [...new Set(targets.flatMap(zone => zone.reasons))];
  const because = reasons.length > 0 ? ` (${listed(reasons)})` : '';
  const count = `${healthy} of ${registered} targets of ${name} are healthy`;
  if (healthy === 0) {
    return undecided > 0
      ? {
          verdict: 'unknown',
          reason: `The health of ${undecided} of ${registered} targets of ${name} is not known yet${because}.`,
        }
      : {
          verdict: 'breached',
          reason:
            registered === 0
              ? `${name} has no targets: the load balancer answers with errors.`
              : `None of ${registered} targets of ${name} is healthy${because}: the load balancer sends to all of them, in the hope that one answers.`,
        };
  }
  if (zones.length === 0) {
    return {
      verdict: 'unknown',
      reason: `${count}, but ELB names no zone of the load balancer.`,
    };
  }
  const empty = zones.filter(
    zone => !targets.some(each => each.zone === zone && each.healthy > 0),
  );
  // A target whose zone is not told may stand in any of those that seem empty.
  if (empty.length > 0 && targets.some(({ zone }) => zone === null)) {
    return {
      verdict: 'unknown',
      reason: `${count}, but ELB does not say in which zones${because}.`,
    };
  }
  if (empty.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${count}, none in ${listed(empty)}${because}.`,
    };
  }
  return healthy < LEAST_HEALTHY
    ? {
        verdict: 'at-risk',
        reason: `${count}${because}; ${LEAST_HEALTHY} are needed.`,
      }
    : {
        verdict: 'met',
        reason: `${count}, in ${zones.length} zones.`,
      };
}

export const targetsHealthy: Check = {
  id: 'aws.elbv2.targets-healthy',
  title: 'Healthy targets in every zone',
  description:
    'Behind the load balancer stand targets that pass its health checks, in each of its zones. With none healthy it fails open: requests go to all targets, so that an answer does not prove health.',
  gate: true,
  weight: 4,
  threshold: {
    text: `At least ${LEAST_HEALTHY} healthy targets, one in each zone (an empty zone is at risk; none healthy is breached)`,
    origin: 'design 4.1',
  },
  signals: [ELBV2_LOAD_BALANCER],
  remediation:
    'See the targets’ reasons in ELB, and the pods or nodes behind them in the zone that is empty.',
  appliesTo: isLoadBalancer,
  evaluate(context): CheckOutcome {
    const view = viewLoadBalancer(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    // Weight 0 is the idle colour of a blue-green pair.
    const used = view.balancer.targetGroups.filter(
      ({ weight }) => weight !== 0,
    );
    if (used.length === 0) {
      return {
        verdict: 'breached',
        reason: `${view.balancer.name} sends to no target group.`,
        readings,
      };
    }
    const findings = used.map(group => judge(group, view.balancer));
    return {
      ...worstFinding(findings, findings.map(each => each.reason).join(' ')),
      readings,
    };
  },
};
