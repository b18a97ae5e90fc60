import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import {
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import {
  AUTO_SCALING_GROUPS,
  type AutoScalingGroup,
  type AutoScalingGroups,
} from './signals';

const isNodeGroup = (entity: Entity, estate: EstateView) =>
  isInAws(estate, entity, 'node-group');

function viewGroups(
  context: CheckContext,
):
  | { groups: AutoScalingGroup[]; reading: Reading }
  | { outcome: CheckOutcome } {
  const view = viewSignal<AutoScalingGroups>(
    context,
    AUTO_SCALING_GROUPS,
    'The auto-scaling groups',
  );
  if ('outcome' in view) {
    return view;
  }
  const { value, reading } = view;
  return value.missing
    ? {
        outcome: {
          verdict: 'breached',
          reason: `Auto Scaling in ${value.region} no longer has a group ${value.sought}.`,
          readings: [reading],
        },
      }
    : { groups: value.groups, reading };
}

const servingIn = ({ zones }: AutoScalingGroup) =>
  zones.reduce((sum, { serving }) => sum + serving, 0);

/** The design's availability zones, unless the entity declares others. */
const ZONES = 3;

export const instancesInService: Check = {
  id: 'aws.autoscaling.in-service',
  title: 'Worker nodes in service in three zones',
  description:
    'Each group has its smallest number of instances in service and healthy, and together they stand in as many availability zones as designed.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'InService and Healthy ≥ MinSize in each group (fewer is breached), in three zones (fewer is at risk)',
    origin: 'design 3.3, 4.1',
  },
  signals: [AUTO_SCALING_GROUPS],
  remediation:
    'Read the scaling activities of the group: they say why an instance was not launched or was found unhealthy. Check subnets, limits and the launch template.',
  appliesTo: isNodeGroup,
  evaluate(context): CheckOutcome {
    const view = viewGroups(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { groups } = view;
    const readings = [view.reading];
    const short = groups.find(group => servingIn(group) < group.minSize);
    if (short) {
      return {
        verdict: 'breached',
        reason: `${short.name} has ${servingIn(
          short,
        )} instances in service and healthy, fewer than its minimum of ${
          short.minSize
        }.`,
        readings,
      };
    }
    const serving = groups.reduce((sum, group) => sum + servingIn(group), 0);
    const zones = new Map<string, number>();
    for (const { zone, serving: count } of groups.flatMap(g => g.zones)) {
      zones.set(zone, (zones.get(zone) ?? 0) + count);
    }
    const used = [...zones].filter(([, count]) => count > 0);
    const spread = [...zones]
      .map(([zone, count]) => `${zone} ${count}`)
      .join(', ');
    if (serving === 0) {
      return {
        verdict: 'at-risk',
        reason: `No instance is in service, which the minimum of ${listed(
          groups.map(({ name }) => name),
        )} allows: a fail-over waits for the first nodes.`,
        readings,
      };
    }
    const wanted = resilienceOf(context.entity)?.zones?.length ?? ZONES;
    return used.length < wanted
      ? {
          verdict: 'at-risk',
          reason: `${serving} instances are in service and healthy, in ${used.length} of ${wanted} zones (${spread}).`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${serving} instances are in service and healthy, in ${used.length} zones (${spread}).`,
          readings,
        };
  },
};

/** Processes without which a group does not mend itself; others are suspended on purpose. */
const REPAIRS = ['HealthCheck', 'ReplaceUnhealthy'];

function judgeRoom(group: AutoScalingGroup): Omit<CheckOutcome, 'readings'> {
  const { name, desiredCapacity, maxSize, suspendedProcesses, status } = group;
  if (status !== null) {
    return { verdict: 'breached', reason: `${name} says: ${status}.` };
  }
  if (suspendedProcesses.includes('Launch')) {
    return {
      verdict: 'at-risk',
      reason: `${name} launches no instances: the process Launch is suspended.`,
    };
  }
  if (desiredCapacity >= maxSize) {
    return {
      verdict: 'at-risk',
      reason: `${name} wants ${desiredCapacity} instances and may have no more than ${maxSize}: it cannot grow.`,
    };
  }
  const careless = suspendedProcesses.filter(each => REPAIRS.includes(each));
  if (careless.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${name} does not replace instances that fail: suspended are ${listed(
        careless,
      )}.`,
    };
  }
  return {
    verdict: 'met',
    reason: `${name} wants ${desiredCapacity} instances and can grow to ${maxSize}${
      suspendedProcesses.length > 0
        ? ` (suspended: ${listed(suspendedProcesses)})`
        : ''
    }.`,
  };
}

export const roomToGrow: Check = {
  id: 'aws.autoscaling.can-grow',
  title: 'Worker groups can grow',
  description:
    'The groups may launch instances and have room below their largest size: bursts of users, and a fail-over, need more nodes than are there now.',
  gate: true,
  weight: 2,
  threshold: {
    text: 'Launch, HealthCheck and ReplaceUnhealthy not suspended, desired capacity below MaxSize',
    origin: 'design 3.3, 5.3',
  },
  signals: [AUTO_SCALING_GROUPS],
  remediation:
    'Resume the suspended processes (autoscaling:ResumeProcesses), or raise MaxSize in Terraform.',
  appliesTo: isNodeGroup,
  evaluate(context): CheckOutcome {
    const view = viewGroups(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    return worstOutcome(
      view.groups.map(group => ({ ...judgeRoom(group), readings })),
    );
  },
};
