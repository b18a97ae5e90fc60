import {
  isTagged,
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { ageSeconds, listed } from '../answers';
import * as signals from './signals';

const isHarbor = isTagged('registry', 'harbor');

export const healthy: Check = {
  id: 'delivery.harbor.healthy',
  title: 'Harbor is well',
  description: 'Harbor’s own word on its components.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'healthy (unhealthy is breached)',
    origin: 'design 7.1',
  },
  signals: [signals.HARBOR_HEALTH],
  remediation: 'See the components that it names, and their logs.',
  appliesTo: isHarbor,
  evaluate: context =>
    judgeReading<signals.HarborHealth>(
      context,
      signals.HARBOR_HEALTH,
      'The health',
      ({ status, unhealthyComponents }) => {
        if (status === 'healthy' && unhealthyComponents.length > 0) {
          return {
            verdict: 'at-risk',
            reason: `Harbor calls itself healthy, but not ${listed(
              unhealthyComponents,
            )}.`,
          };
        }
        if (status === 'healthy') {
          return { verdict: 'met', reason: 'All components are healthy.' };
        }
        return status === 'unhealthy'
          ? {
              verdict: 'breached',
              reason: `Harbor is unhealthy: ${
                listed(unhealthyComponents) || 'it does not say why'
              }.`,
            }
          : {
              verdict: 'unknown',
              reason: `Harbor calls itself ${status}, which is not understood.`,
            };
      },
    ),
};

/** A copy of images that takes longer than this hangs. */
const LONGEST_SECONDS = 3600;

function judgePolicy(policy: signals.HarborPolicy, now: number): Finding {
  const { name, enabled, destination, last } = policy;
  const label = `Replication ${name}${destination ? ` to ${destination}` : ''}`;
  if (!enabled) {
    return {
      verdict: 'breached',
      reason: `${label} is disabled: new images stay at this site.`,
    };
  }
  if (!last) {
    return { verdict: 'at-risk', reason: `${label} has never run.` };
  }
  const ago = `${sayDuration(
    ageSeconds(last.endedAt ?? last.startedAt, now),
  )} ago`;
  switch (last.status) {
    case 'Succeed':
      return { verdict: 'met', reason: `${label} succeeded ${ago}.` };
    case 'InProgress': {
      const runs = ageSeconds(last.startedAt, now);
      return runs > LONGEST_SECONDS
        ? {
            verdict: 'at-risk',
            reason: `${label} has been running for ${sayDuration(
              runs,
            )}, more than ${sayDuration(LONGEST_SECONDS)}.`,
          }
        : {
            verdict: 'met',
            reason: `${label} has been running for ${sayDuration(runs)}.`,
          };
    }
    case 'Stopped':
      return { verdict: 'at-risk', reason: `${label} was stopped ${ago}.` };
    case 'Failed':
      return {
        verdict: 'breached',
        reason: `${label} failed ${ago}: ${last.failed} of ${last.total} images were not copied.`,
      };
    default:
      return {
        verdict: 'unknown',
        reason: `${label} is ${last.status}, which is not understood.`,
      };
  }
}

export const replication: Check = {
  id: 'delivery.harbor.replication',
  title: 'Images are copied to the other registries',
  description:
    'The newest execution of each replication policy. An image that was not copied cannot be started where this registry cannot be reached.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Enabled, and the newest execution Succeed (stopped, never run or longer than 1 h is at risk; failed or disabled is breached)',
    origin: 'design 7.1',
  },
  signals: [signals.HARBOR_REPLICATION],
  remediation:
    'See the log of the failed tasks: the address and credentials of the destination, and the link to it; then replicate again.',
  appliesTo: isHarbor,
  evaluate: context =>
    judgeReading<{ policies: signals.HarborPolicy[] }>(
      context,
      signals.HARBOR_REPLICATION,
      'The replication',
      ({ policies }) =>
        policies.length === 0
          ? {
              verdict: 'breached',
              reason:
                'There is no replication policy: images stay at this site.',
            }
          : worstFinding(
              policies.map(policy => judgePolicy(policy, context.now)),
              `The newest executions of all ${policies.length} replication policies are well.`,
            ),
    ),
};

export const harborChecks: Check[] = [healthy, replication];
