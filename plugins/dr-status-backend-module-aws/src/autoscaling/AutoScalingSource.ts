import {
  DescribeAutoScalingGroupsCommand,
  type AutoScalingGroup,
  type Instance,
} from '@aws-sdk/client-auto-scaling';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import { Sightings } from '../aws/Sightings';
import * as signals from './signals';

export const AUTOSCALING_ACTIONS = [
  'autoscaling:DescribeAutoScalingGroups',
] as const;

/** The groups that an entity stands for: those named, or all of an EKS cluster. */
export interface FollowedGroups {
  entityRef: string;
  names?: string[];
  cluster?: string;
}

const TAG_CLUSTER = 'eks:cluster-name';

function belongs(group: AutoScalingGroup, followed: FollowedGroups): boolean {
  if (followed.names) {
    return followed.names.includes(group.AutoScalingGroupName ?? '');
  }
  return (group.Tags ?? []).some(
    ({ Key, Value }) =>
      (Key === TAG_CLUSTER && Value === followed.cluster) ||
      Key === `kubernetes.io/cluster/${followed.cluster}`,
  );
}

const serves = ({ LifecycleState, HealthStatus }: Instance) =>
  LifecycleState === 'InService' && /^healthy$/i.test(HealthStatus ?? '');

function toGroup(
  group: AutoScalingGroup,
  asked: AskedService,
): signals.AutoScalingGroup {
  const { MinSize, MaxSize, DesiredCapacity } = group;
  if (
    MinSize === undefined ||
    MaxSize === undefined ||
    DesiredCapacity === undefined
  ) {
    throw malformed(asked, 'with a group without its sizes');
  }
  const instances = group.Instances ?? [];
  const zones = new Set([
    ...(group.AvailabilityZones ?? []),
    ...instances.flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []),
  ]);
  return {
    name: group.AutoScalingGroupName ?? '',
    minSize: MinSize,
    maxSize: MaxSize,
    desiredCapacity: DesiredCapacity,
    status: group.Status ?? null,
    suspendedProcesses: (group.SuspendedProcesses ?? [])
      .flatMap(({ ProcessName }) => ProcessName ?? [])
      .sort(),
    instanceTypes: [
      ...new Set(instances.flatMap(({ InstanceType }) => InstanceType ?? [])),
    ].sort(),
    zones: [...zones].sort().map(zone => {
      const there = instances.filter(each => each.AvailabilityZone === zone);
      return {
        zone,
        serving: there.filter(serves).length,
        total: there.length,
      };
    }),
  };
}

/** Asks EC2 Auto Scaling of one account and region for its groups. */
export class AutoScalingSource extends AwsSource {
  readonly #followed: FollowedGroups[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, followed: FollowedGroups[]) {
    super(settings, `Auto Scaling in ${settings.region}`, AUTOSCALING_ACTIONS);
    this.#followed = followed;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region, key } = this;
    const all = await this.#describe(context, asked);
    return this.#followed.map((followed): ObservationInput => {
      const { entityRef, names, cluster } = followed;
      const groups = all.filter(group => belongs(group, followed));
      // Each that is named counts: the others are not all that there should be.
      const absent = (names ?? [undefined]).filter(name =>
        name === undefined
          ? groups.length === 0
          : !groups.some(group => group.AutoScalingGroupName === name),
      );
      const say = (absentNames: Array<string | undefined>) =>
        names
          ? `called ${absentNames.join(', ')}`
          : `of the EKS cluster ${cluster}`;
      for (const name of names ?? [undefined]) {
        this.#sightings.confirm(
          `${entityRef} ${name ?? ''}`,
          !absent.includes(name),
          () =>
            new SourceFailure(
              'misconfigured',
              `Auto Scaling in ${region} has no group ${say([name])}.`,
              `Correct ${key}.region or ${key}.groups: the group may be in another region, or have another name.`,
            ),
        );
      }
      return {
        entityRef,
        signal: signals.AUTO_SCALING_GROUPS,
        value:
          absent.length === 0
            ? {
                region,
                missing: false,
                groups: groups.map(group => toGroup(group, asked)),
              }
            : { sought: say(absent), region, missing: true },
      };
    });
  }

  async #describe(
    context: SourceContext,
    asked: AskedService,
  ): Promise<AutoScalingGroup[]> {
    const client = await this.clients.get('autoscaling', this.region);
    return allPages(
      NextToken =>
        client.send(
          new DescribeAutoScalingGroupsCommand({ NextToken, MaxRecords: 100 }),
          { abortSignal: context.signal },
        ),
      answer => ({ items: answer.AutoScalingGroups, next: answer.NextToken }),
      () => malformed(asked, 'without a list of groups'),
    );
  }
}
