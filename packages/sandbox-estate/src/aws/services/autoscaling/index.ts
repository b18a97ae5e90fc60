import {
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
  type AutoScalingGroup,
  type Filter,
} from '@aws-sdk/client-auto-scaling';
import type { NodeGroupControl } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { autoScalingGroupName, type Clusters } from '../eks/Clusters';
import { nodeSubnets } from '../eks/describe';
import { describeAutoScalingGroup } from './describe';

const RECORDS = { min: 1, max: 100, standard: 50 };
const PROCESSES = [
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
];

/** EC2 Auto Scaling, over the worker nodes of the sandbox's clusters. */
export function autoScalingService(clusters: Clusters): Service {
  const all = ({ region }: Call) =>
    clusters
      .of(region)
      .flatMap(cluster =>
        cluster.nodeGroups.map(group => ({ cluster, group })),
      );
  const find = (name: string | undefined, call: Call): NodeGroupControl => {
    const found = all(call).find(
      ({ group }) => autoScalingGroupName(group) === name,
    );
    if (found) return found.group;
    throw AwsError.common(
      'ValidationError',
      `AutoScalingGroup name not found - AutoScalingGroup ${name} not found`,
    );
  };
  const setSuspended = (
    input: { AutoScalingGroupName?: string; ScalingProcesses?: string[] },
    call: Call,
    suspended: boolean,
  ) => {
    const group = find(input.AutoScalingGroupName, call);
    for (const process of input.ScalingProcesses?.length
      ? input.ScalingProcesses
      : PROCESSES) {
      if (!PROCESSES.includes(process)) {
        throw AwsError.common(
          'ValidationError',
          `${process} is not a valid process name`,
        );
      }
      group.suspend(process, suspended);
    }
    return {};
  };
  const resize = (
    group: NodeGroupControl,
    size: { min?: number; max?: number; desired?: number },
  ) => {
    const min = size.min ?? group.size.min;
    const max = size.max ?? group.size.max;
    const desired =
      size.desired ?? Math.min(max, Math.max(min, group.size.desired));
    if (desired < min || desired > max) {
      throw AwsError.common(
        'ValidationError',
        `New SetDesiredCapacity value ${desired} is ${
          desired < min ? 'below min' : 'above max'
        } value ${desired < min ? min : max} for the AutoScalingGroup.`,
      );
    }
    group.resize({ min, max, desired });
    return {};
  };

  return {
    signingName: 'autoscaling',
    actionPrefix: 'autoscaling',
    apiVersion: '2011-01-01',
    xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    shapeNamespace: 'com.amazonaws.autoscaling',
    protocols: ['query'],
    regions: region => [region],
    operations: operations([
      operation(DescribeAutoScalingGroupsCommand, (input, call) => {
        const described = all(call)
          .map(({ cluster, group }) =>
            describeAutoScalingGroup(
              cluster.name,
              group,
              nodeSubnets(cluster.site),
              call,
            ),
          )
          .filter(
            ({ AutoScalingGroupName }) =>
              !input.AutoScalingGroupNames?.length ||
              input.AutoScalingGroupNames.includes(AutoScalingGroupName!),
          )
          .filter(group =>
            (input.Filters ?? []).every(filter => matches(group, filter)),
          );
        const { items, next } = paginate(
          described,
          group => group.AutoScalingGroupName!,
          pageSize(input.MaxRecords, 'MaxRecords', RECORDS),
          input.NextToken,
        );
        return { AutoScalingGroups: items, NextToken: next };
      }),

      operation(SetDesiredCapacityCommand, (input, call) =>
        resize(find(input.AutoScalingGroupName, call), {
          desired: input.DesiredCapacity,
        }),
      ),

      operation(UpdateAutoScalingGroupCommand, (input, call) =>
        resize(find(input.AutoScalingGroupName, call), {
          min: input.MinSize,
          max: input.MaxSize,
          desired: input.DesiredCapacity,
        }),
      ),

      operation(SuspendProcessesCommand, (input, call) =>
        setSuspended(input, call, true),
      ),

      operation(ResumeProcessesCommand, (input, call) =>
        setSuspended(input, call, false),
      ),
    ]),
  };
}

function matches(
  group: AutoScalingGroup,
  { Name, Values = [] }: Filter,
): boolean {
  const tags = group.Tags ?? [];
  if (Name === 'tag-key') {
    return tags.some(({ Key }) => Values.includes(Key ?? ''));
  }
  if (Name === 'tag-value') {
    return tags.some(({ Value }) => Values.includes(Value ?? ''));
  }
  const key = /^tag:(.+)$/.exec(Name ?? '')?.[1];
  if (key) {
    return tags.some(
      tag => tag.Key === key && Values.includes(tag.Value ?? ''),
    );
  }
  throw AwsError.common('ValidationError', `Invalid filter name: ${Name}`);
}
