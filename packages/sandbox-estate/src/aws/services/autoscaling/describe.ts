import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { NodeGroupControl } from '../../../model';
import type { Call } from '../../server/service';
import { autoScalingGroupName } from '../eks/Clusters';

const CREATED = new Date('2026-03-02T09:40:00Z');

/** The group that EKS keeps for a node group, with the machines of its nodes. */
export function describeAutoScalingGroup(
  clusterName: string,
  group: NodeGroupControl,
  subnets: string[],
  { region, accountId }: Pick<Call, 'region' | 'accountId'>,
): AutoScalingGroup {
  const name = autoScalingGroupName(group);
  const LaunchTemplate = {
    LaunchTemplateId: 'lt-0c4e1f7a9b2d35680',
    LaunchTemplateName: name,
    Version: '1',
  };
  const tag = (Key: string, Value: string) => ({
    Key,
    Value,
    PropagateAtLaunch: true,
    ResourceId: name,
    ResourceType: 'auto-scaling-group',
  });
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `arn:aws:autoscaling:${region}:${accountId}:autoScalingGroup:6d1f0000-0000-4000-8000-000000000001:autoScalingGroupName/${name}`,
    LaunchTemplate,
    MinSize: group.size.min,
    MaxSize: group.size.max,
    DesiredCapacity: group.size.desired,
    DefaultCooldown: 300,
    AvailabilityZones: [...group.zones],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 15,
    CreatedTime: CREATED,
    Instances: group.machines().map(machine => ({
      InstanceId: machine.instanceId,
      InstanceType: machine.instanceType,
      AvailabilityZone: machine.zone,
      LifecycleState: machine.standby
        ? ('Standby' as const)
        : ('InService' as const),
      HealthStatus: machine.running ? 'Healthy' : 'Unhealthy',
      LaunchTemplate,
      ProtectedFromScaleIn: false,
    })),
    SuspendedProcesses: [...group.suspendedProcesses]
      .sort()
      .map(ProcessName => ({
        ProcessName,
        SuspensionReason: 'User suspended',
      })),
    VPCZoneIdentifier: subnets.join(','),
    TerminationPolicies: ['AllocationStrategy', 'OldestLaunchTemplate'],
    NewInstancesProtectedFromScaleIn: false,
    Tags: [
      tag('eks:cluster-name', clusterName),
      tag('eks:nodegroup-name', group.name),
      tag(`kubernetes.io/cluster/${clusterName}`, 'owned'),
    ],
  };
}
