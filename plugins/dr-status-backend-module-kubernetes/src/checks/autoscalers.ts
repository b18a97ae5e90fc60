import {
  causeOf,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { refOf } from '@twinshore/plugin-dr-status-common';
import { AUTOSCALERS, workloadSignal, type Autoscaler } from '../signals';
import {
  clusterOf,
  isOfType,
  isPassive,
  nameOf,
  namespaceOf,
  workloadOf,
} from './topology';
import { viewWorkload } from './workload';

/** What the conditions of one autoscaler say. */
export function judgeAutoscaler(
  autoscaler: Autoscaler,
  passive: boolean,
): Omit<CheckOutcome, 'readings'> {
  const { name, current, min, max, conditions } = autoscaler;
  const figures = `${current} replicas, between ${min} and ${max}`;
  const { AbleToScale, ScalingActive, ScalingLimited } = conditions;
  if (!AbleToScale || !ScalingActive) {
    return {
      verdict: 'unknown',
      reason: `Autoscaler ${name} has not said yet whether it can scale.`,
    };
  }
  if (AbleToScale.status !== 'True') {
    return {
      verdict: 'at-risk',
      reason: `Autoscaler ${name} cannot scale (${AbleToScale.reason}): ${figures}.`,
    };
  }
  if (ScalingActive.status !== 'True') {
    return passive && current === 0
      ? {
          verdict: 'met',
          reason: `Autoscaler ${name} is inactive, as its workload is scaled to zero on this standby.`,
        }
      : {
          verdict: 'at-risk',
          reason: `Autoscaler ${name} does not scale (${ScalingActive.reason}): ${figures}.`,
        };
  }
  if (ScalingLimited?.status === 'True' && current >= max) {
    return {
      verdict: 'at-risk',
      reason: `Autoscaler ${name} is at its maximum and wants more (${ScalingLimited.reason}): ${figures}.`,
    };
  }
  return {
    verdict: 'met',
    reason: `Autoscaler ${name} scales: ${figures}.`,
  };
}

const COMMON = {
  gate: false,
  weight: 2,
  threshold: {
    text: 'Present, able to scale, active, and not at its maximum',
    origin: 'design 4.3, 5.3',
  },
  remediation:
    'kubectl describe hpa: missing metrics, requests that are not set, or a maximum that is too low. Pods that it adds need nodes: see the node groups.',
};

export const workloadAutoscaler: Check = {
  ...COMMON,
  id: 'kubernetes.workload-autoscaler',
  title: 'Pod autoscaler works',
  description:
    'A HorizontalPodAutoscaler scales the workload, gets its metrics, and has room to its maximum.',
  signals: [workloadSignal('<id>')],
  appliesTo: (entity, estate) =>
    entity.kind === 'Component' && workloadOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewWorkload(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { autoscalers } = view.workload;
    const { readings } = view;
    if (autoscalers.length === 0) {
      return {
        verdict: 'breached',
        reason: `No autoscaler scales ${nameOf(context.entity)}.`,
        readings,
      };
    }
    const passive = isPassive(context.entity);
    return worstOutcome(
      autoscalers.map(each => ({
        ...judgeAutoscaler(each, passive),
        readings,
      })),
    );
  },
};

export const siteAutoscalers: Check = {
  ...COMMON,
  id: 'kubernetes.autoscalers',
  title: 'Pod autoscalers work',
  description:
    'All HorizontalPodAutoscalers that the entity stands for (those of its namespace, else of its cluster) are able to scale and have room to their maximum.',
  signals: [AUTOSCALERS],
  appliesTo: (entity, estate) =>
    isOfType(entity, 'horizontal-pod-autoscaler') &&
    clusterOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const namespace = namespaceOf(context.entity);
    const reading = context.read(AUTOSCALERS, 'Autoscalers', refOf(cluster));
    const readings = [reading];
    if (reading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `The autoscalers of ${nameOf(cluster)} are unknown: ${causeOf(
          reading,
          context.now,
        )}.`,
        readings,
      };
    }
    const autoscalers = (reading.evidence.value as Autoscaler[]).filter(
      each => namespace === undefined || each.namespace === namespace,
    );
    if (autoscalers.length === 0) {
      return {
        verdict: 'breached',
        reason: `${nameOf(cluster)} has no autoscaler${
          namespace ? ` in namespace ${namespace}` : ''
        }.`,
        readings,
      };
    }
    const passive = isPassive(context.entity);
    const worst = worstOutcome(
      autoscalers.map(each => ({
        ...judgeAutoscaler(each, passive),
        readings,
      })),
    );
    return worst.verdict === 'met'
      ? {
          verdict: 'met',
          reason: `All ${autoscalers.length} autoscalers of ${nameOf(
            cluster,
          )} can scale: ${autoscalers
            .map(({ name, current, max }) => `${name} ${current}/${max}`)
            .join(', ')}.`,
          readings,
        }
      : worst;
  },
};
