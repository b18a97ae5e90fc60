import {
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { workloadSignal } from '../signals';
import { isPassive, nameOf, replicaFloor, workloadOf } from './topology';
import { viewWorkload } from './workload';

export const workloadAvailable: Check = {
  id: 'kubernetes.workload-available',
  title: 'Enough replicas available',
  description:
    'The Deployments of the workload have at least as many available replicas as the sizing asks for at this site, and no rollout is stuck. Without a sizing, as many as the Deployment asks for.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'Available replicas ≥ sizing.replicasMin of the site (fewer is at risk, none is breached)',
    origin: 'design 9.1, 5.2; spec.resilience.sizing',
  },
  signals: [workloadSignal('<id>')],
  remediation:
    'kubectl describe the Deployment and its pods: image, quota, nodes, probes. Roll back a rollout that is stuck.',
  appliesTo: (entity, estate) => workloadOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const { deployments } = view.workload;
    const name = nameOf(context.entity);
    const stale = deployments.find(({ upToDate }) => !upToDate);
    if (stale) {
      return {
        verdict: 'unknown',
        reason: `How much of ${name} is available is unknown: the controller has not seen the newest specification of ${stale.name} yet.`,
        readings,
      };
    }
    const available = deployments.reduce((sum, d) => sum + d.available, 0);
    const desired = deployments.reduce((sum, d) => sum + d.desired, 0);
    const floor = replicaFloor(context.entity) ?? desired;
    const figures = `${available} of ${desired} replicas of ${name} are available, ${floor} are needed`;
    if (desired === 0 && floor === 0 && isPassive(context.entity)) {
      return {
        verdict: 'met',
        reason: `${name} is scaled to zero, as its sizing says of this standby.`,
        readings,
      };
    }
    if (available === 0) {
      return { verdict: 'breached', reason: `${figures}.`, readings };
    }
    const stuck = deployments.find(({ deadlineExceeded }) => deadlineExceeded);
    if (stuck) {
      return {
        verdict: 'at-risk',
        reason: `The rollout of ${stuck.name} is stuck (ProgressDeadlineExceeded): ${stuck.updated} of ${stuck.desired} replicas are new; ${figures}.`,
        readings,
      };
    }
    return {
      verdict: available < floor ? 'at-risk' : 'met',
      reason: `${figures}.`,
      readings,
    };
  },
};
