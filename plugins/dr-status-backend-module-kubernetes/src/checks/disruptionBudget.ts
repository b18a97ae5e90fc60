import {
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { workloadSignal, type Budget } from '../signals';
import { isPassive, nameOf, workloadOf } from './topology';
import { viewWorkload } from './workload';

function judge(budget: Budget): Omit<CheckOutcome, 'readings'> {
  const { name, currentHealthy, desiredHealthy, disruptionsAllowed } = budget;
  const figures = `${currentHealthy} of ${desiredHealthy} needed pods are healthy and ${disruptionsAllowed} may be disrupted`;
  if (!budget.upToDate) {
    return {
      verdict: 'unknown',
      reason: `The controller has not seen the newest specification of disruption budget ${name} yet.`,
    };
  }
  if (currentHealthy < desiredHealthy) {
    return {
      verdict: 'at-risk',
      reason: `Disruption budget ${name} is not kept: ${figures}.`,
    };
  }
  if (disruptionsAllowed === 0) {
    return {
      verdict: 'at-risk',
      reason: `Disruption budget ${name} has no slack: ${figures}, so no node can be drained.`,
    };
  }
  return {
    verdict: 'met',
    reason: `Disruption budget ${name} is kept: ${figures}.`,
  };
}

export const disruptionBudget: Check = {
  id: 'kubernetes.disruption-budget',
  title: 'Disruption budget kept',
  description:
    'The workload has a PodDisruptionBudget that is kept and leaves room for at least one disruption.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'currentHealthy ≥ desiredHealthy and at least one disruption allowed',
    origin: 'design 4.1 (N+1)',
  },
  signals: [workloadSignal('<id>')],
  remediation:
    'Add a budget, or raise the replicas above what it needs, so that nodes can be drained.',
  appliesTo: (entity, estate) =>
    entity.kind === 'Component' && workloadOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const { budgets, deployments } = view.workload;
    const name = nameOf(context.entity);
    if (budgets.length === 0) {
      return {
        verdict: 'at-risk',
        reason: `${name} has no disruption budget: a drain may take all its pods at once.`,
        readings,
      };
    }
    if (
      isPassive(context.entity) &&
      deployments.every(({ desired }) => desired === 0)
    ) {
      return {
        verdict: 'met',
        reason: `${name} is scaled to zero on this standby: its budget waits.`,
        readings,
      };
    }
    return worstOutcome(budgets.map(each => ({ ...judge(each), readings })));
  },
};
