import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  CheckContext,
  CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import {
  dependenciesOf,
  nameOf,
  stoodInFor,
  workloadsIn,
  type Workload,
} from './estate';
import { numberOf, recordOf, recordsOf, sumOf } from './jsonValues';
import { ask, type Asked } from './reading';
import { workloadState } from './workloadState';

/** Whether a standby can grow to the size of what it stands in for. */

export const AUTO_SCALING_GROUPS = 'aws.autoscaling.groups';

interface NodeCount {
  max: number;
  desired: number;
}

function nodesOf(context: CheckContext, nodeGroup: Entity): Asked<NodeCount> {
  return ask(
    context,
    nodeGroup,
    AUTO_SCALING_GROUPS,
    'The state',
    (value): NodeCount | undefined => {
      const found = recordOf(value);
      if (found?.missing === true) {
        return { max: 0, desired: 0 };
      }
      const groups = recordsOf(found?.groups);
      const max = groups && sumOf(groups, 'maxSize');
      const desired = groups && sumOf(groups, 'desiredCapacity');
      return max === undefined || desired === undefined
        ? undefined
        : { max, desired };
    },
  );
}

/** Node groups of the clusters that this node group's clusters stand in for. */
function productionGroups(context: CheckContext, nodeGroup: Entity): Entity[] {
  const production = stoodInFor(context);
  return [...context.entities()]
    .filter(
      each =>
        each.spec?.type === 'kubernetes-cluster' &&
        dependenciesOf(context, each, 'node-group').includes(nodeGroup),
    )
    .flatMap(cluster => production.get(cluster) ?? [])
    .flatMap(cluster => dependenciesOf(context, cluster, 'node-group'));
}

/** Compares the largest size of a standby's node group to production's now. */
export function nodesCanGrow(
  context: CheckContext,
  nodeGroup: Entity,
): CheckOutcome {
  const name = nameOf(nodeGroup);
  const production = productionGroups(context, nodeGroup);
  const own = nodesOf(context, nodeGroup);
  if ('outcome' in own) {
    return own.outcome;
  }
  if (production.length === 0) {
    return {
      verdict: 'unknown',
      reason: `How many nodes ${name} must have is unknown: no cluster with node groups is declared to fail over to its cluster.`,
      readings: own.readings,
    };
  }
  let needed = 0;
  const readings = [...own.readings];
  for (const group of production) {
    const theirs = nodesOf(context, group);
    if ('outcome' in theirs) {
      return {
        ...theirs.outcome,
        readings: [...readings, ...theirs.outcome.readings],
      };
    }
    needed += theirs.value.desired;
    readings.push(...theirs.readings);
  }
  if (needed === 0) {
    return {
      verdict: 'unknown',
      reason: `How many nodes ${name} must have is unknown: production has none now.`,
      readings,
    };
  }
  const { max, desired } = own.value;
  return {
    verdict: max >= needed ? 'met' : 'breached',
    reason: `${name} can grow from ${desired} to ${max} nodes, production runs ${needed}.`,
    readings,
  };
}

/** Replicas that a workload must reach: the floor of what it stands in for. */
function replicasNeeded(
  { entity }: Workload,
  production: Map<Entity, Entity[]>,
): number | undefined {
  const floors = [entity, ...(production.get(entity) ?? [])].flatMap(
    each => resilienceOf(each)?.sizing?.replicasMin ?? [],
  );
  return floors.length > 0 ? Math.max(...floors) : undefined;
}

/** Whether the workloads of a cluster are scaled up to production by an autoscaler. */
export function podsCanGrow(
  context: CheckContext,
  cluster: Entity,
): CheckOutcome[] {
  const production = stoodInFor(context);
  return workloadsIn(context, cluster).flatMap((workload): CheckOutcome[] => {
    const needed = replicasNeeded(workload, production);
    if (needed === undefined) {
      return [];
    }
    const name = nameOf(workload.entity);
    const state = workloadState(context, workload);
    if ('outcome' in state) {
      return [state.outcome];
    }
    const { readings } = state;
    const [scaler] = state.value.autoscalers;
    if (!scaler) {
      return [
        {
          verdict: 'breached',
          reason: `${name} has no autoscaler in ${nameOf(cluster)}.`,
          readings,
        },
      ];
    }
    const max = numberOf(scaler.max);
    if (max === undefined) {
      return [
        {
          verdict: 'unknown',
          reason: `How far the autoscaler of ${name} goes is not told.`,
          readings,
        },
      ];
    }
    const conditions = recordOf(scaler.conditions) ?? {};
    const broken = ['AbleToScale', 'ScalingActive'].find(
      condition => recordOf(conditions[condition])?.status === 'False',
    );
    if (max >= needed && broken) {
      return [
        {
          verdict: 'at-risk',
          reason: `The autoscaler of ${name} does not work now: ${broken} is False (${
            recordOf(conditions[broken])?.reason ?? 'no reason given'
          }).`,
          readings,
        },
      ];
    }
    return [
      {
        verdict: max >= needed ? 'met' : 'breached',
        reason: `The autoscaler of ${name} goes to ${max} replicas, ${needed} are needed.`,
        readings,
      },
    ];
  });
}
