import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
} from '@aws-sdk/client-eks';
import {
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  ModifyReplicationGroupCommand,
} from '@aws-sdk/client-elasticache';
import {
  DeleteBucketReplicationCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { NodeGroupControl, WorkerMachine } from '../model';
import type { AwsSite } from './sites';
import {
  clientFor,
  eventually,
  startTestEstate,
  type TestEstate,
} from './testEstate';

/** A node group without a cluster. */
class FakeNodeGroup implements NodeGroupControl {
  readonly kubernetesVersion = '1.32';
  readonly instanceType = 'm6i.2xlarge';
  readonly zones = ['eu-west-1a', 'eu-west-1b'];
  readonly suspendedProcesses = new Set<string>();
  size = { min: 1, max: 4, desired: 2 };
  running = [true, true];
  readonly standbyZones = new Set<string>();

  constructor(readonly name: string, readonly site: AwsSite) {}

  resize(change: Partial<typeof this.size>) {
    this.size = { ...this.size, ...change };
  }
  suspend(process: string, suspended: boolean) {
    if (suspended) this.suspendedProcesses.add(process);
    else this.suspendedProcesses.delete(process);
  }
  setStandby(zone: string, standby: boolean) {
    if (standby) this.standbyZones.add(zone);
    else this.standbyZones.delete(zone);
  }
  machines(): WorkerMachine[] {
    return this.running.map((running, index) => ({
      node: `node-${index}`,
      instanceId: `i-${index}`,
      instanceType: this.instanceType,
      zone: this.zones[index],
      running,
      standby: this.standbyZones.has(this.zones[index]),
      launchedAt: new Date(),
    }));
  }
}

const SOURCE = 'mis-documents-eu-central-1';
const DESTINATION = 'mis-documents-eu-west-1';

describe('clusters, caches and documents of the sandbox', () => {
  let estate: TestEstate;
  let workers: FakeNodeGroup;
  let now: number;
  const clients: Array<{ destroy(): void }> = [];

  beforeEach(async () => {
    now = Date.now();
    workers = new FakeNodeGroup('workers-aws-dr', 'aws-dr');
    estate = await startTestEstate(
      { clock: { now: () => now }, sampleIntervalMs: 20 },
      model => model.nodeGroups.set(workers.name, workers),
    );
  });

  afterEach(async () => {
    clients.splice(0).forEach(made => made.destroy());
    await estate.part.stop();
  });

  function client<T extends { destroy(): void }>(
    Client: new (configuration: any) => T,
    site: AwsSite,
  ): T {
    const made = new Client({
      ...clientFor(estate, site),
      forcePathStyle: true,
    });
    clients.push(made);
    return made;
  }

  /** The newest value of the metric of the last minutes. */
  async function metric(
    site: AwsSite,
    namespace: string,
    name: string,
    dimensions: Record<string, string>,
    statistic: 'Maximum' | 'Sum' = 'Maximum',
  ): Promise<number | undefined> {
    const { Datapoints } = await client(CloudWatchClient, site).send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({
          Name,
          Value,
        })),
        StartTime: new Date(now - 120_000),
        EndTime: new Date(now + 60_000),
        Period: 60,
        Statistics: [statistic],
      }),
    );
    const [newest] = (Datapoints ?? []).sort(
      (a, b) => b.Timestamp!.getTime() - a.Timestamp!.getTime(),
    );
    return newest?.[statistic];
  }
  const RULE = {
    SourceBucket: SOURCE,
    DestinationBucket: DESTINATION,
    RuleId: 'documents-to-dr',
  };
  const replication = (name: string) => metric('aws-dr', 'AWS/S3', name, RULE);

  describe('S3', () => {
    it('lets latency and backlog grow while the regions are cut off, and go afterwards', async () => {
      await eventually(
        () => replication('ReplicationLatency'),
        seconds => seconds !== undefined && seconds < 5,
      );
      estate.model.links.get('inter-region')!.up = false;
      now += 600_000;
      await eventually(
        () => replication('ReplicationLatency'),
        seconds => seconds !== undefined && seconds > 595,
      );
      expect(await replication('OperationsPendingReplication')).toBe(300);
      expect(await replication('BytesPendingReplication')).toBe(420_000_000);
      estate.model.links.get('inter-region')!.up = true;
      now += 120_000;
      await eventually(
        () => replication('ReplicationLatency'),
        seconds => seconds !== undefined && seconds < 5,
      );
    });

    it('counts objects that fail, at the source, and lets nothing wait for them', async () => {
      const undo = await estate.inject('s3-replication-failing');
      now += 60_000;
      await eventually(
        () =>
          metric(
            'aws-primary',
            'AWS/S3',
            'OperationsFailedReplication',
            RULE,
            'Sum',
          ),
        count => count === 30,
      );
      expect(await replication('OperationsPendingReplication')).toBe(0);
      await undo();
    });

    it('falls behind slowly when replication is slow', async () => {
      const undo = await estate.inject('s3-replication-slow');
      now += 800_000;
      await eventually(
        () => replication('ReplicationLatency'),
        seconds => seconds !== undefined && seconds > 550,
      );
      expect(await replication('ReplicationLatency')).toBeLessThan(700);
      await undo();
    });

    it('says nothing any more of a rule that is disabled', async () => {
      const undo = await estate.inject('s3-replication-disabled', SOURCE);
      const s3 = client(S3Client, 'aws-primary');
      const read = () =>
        s3.send(new GetBucketReplicationCommand({ Bucket: SOURCE }));
      expect((await read()).ReplicationConfiguration?.Rules).toMatchObject([
        { Status: 'Disabled' },
      ]);
      now += 600_000;
      expect(await replication('ReplicationLatency')).toBeUndefined();
      await undo();
      expect((await read()).ReplicationConfiguration?.Rules).toMatchObject([
        { Status: 'Enabled' },
      ]);
    });

    it('is as before when two faults of its rule are undone in their order', async () => {
      const s3 = client(S3Client, 'aws-primary');
      const read = async () =>
        (await s3.send(new GetBucketReplicationCommand({ Bucket: SOURCE })))
          .ReplicationConfiguration;
      const before = await read();
      const first = await estate.inject('s3-replication-disabled', SOURCE);
      const second = await estate.inject('s3-time-control-off', SOURCE);
      await first();
      const { Status, Destination } = (await read())!.Rules![0];
      expect(Status).toBe('Enabled');
      expect(Destination?.ReplicationTime).toBeUndefined();
      await second();
      expect(await read()).toEqual(before);
    });

    it('can be changed as AWS allows it, and mended', async () => {
      const s3 = client(S3Client, 'aws-primary');
      const before = await s3.send(
        new GetBucketReplicationCommand({ Bucket: SOURCE }),
      );
      const suspend = () =>
        s3.send(
          new PutBucketVersioningCommand({
            Bucket: SOURCE,
            VersioningConfiguration: { Status: 'Suspended' },
          }),
        );
      await expect(suspend()).rejects.toMatchObject({
        name: 'InvalidBucketState',
      });
      await s3.send(new DeleteBucketReplicationCommand({ Bucket: SOURCE }));
      await suspend();
      expect(
        await s3.send(new GetBucketVersioningCommand({ Bucket: SOURCE })),
      ).toMatchObject({ Status: 'Suspended' });
      await expect(
        s3.send(
          new PutBucketReplicationCommand({
            Bucket: SOURCE,
            ReplicationConfiguration: before.ReplicationConfiguration,
          }),
        ),
      ).rejects.toMatchObject({ name: 'InvalidRequest' });
      await estate.part.mend!();
      expect(
        await s3.send(new GetBucketReplicationCommand({ Bucket: SOURCE })),
      ).toMatchObject({
        ReplicationConfiguration: before.ReplicationConfiguration,
      });
    });

    it('knows a bucket in its own region only', async () => {
      await expect(
        client(S3Client, 'aws-dr').send(
          new GetBucketVersioningCommand({ Bucket: SOURCE }),
        ),
      ).rejects.toMatchObject({ name: 'NoSuchBucket' });
    });
  });

  describe('ElastiCache', () => {
    const read = async () =>
      (
        await client(ElastiCacheClient, 'aws-dr').send(
          new DescribeReplicationGroupsCommand({}),
        )
      ).ReplicationGroups![0];

    it('loses the nodes of a lost zone, and of a shard one by one', async () => {
      estate.model.lostZones.add('aws-dr-a');
      const lost = await read();
      expect(lost).toMatchObject({
        Status: 'modifying',
        NodeGroups: [
          { Status: 'modifying', NodeGroupMembers: [{}] },
          { Status: 'available', NodeGroupMembers: [{}, {}] },
          { Status: 'modifying', NodeGroupMembers: [{}] },
        ],
      });
      estate.model.lostZones.clear();
      const undo = await estate.inject(
        'elasticache-lose-node',
        'elasticache-aws-dr-0002-001',
      );
      expect((await read()).MemberClusters).toHaveLength(5);
      await undo();
      expect(await read()).toMatchObject({ Status: 'available' });
    });

    it('can be kept from failing over, by hand or by fault', async () => {
      const elasticache = client(ElastiCacheClient, 'aws-dr');
      await expect(
        elasticache.send(
          new ModifyReplicationGroupCommand({
            ReplicationGroupId: 'elasticache-aws-dr',
            AutomaticFailoverEnabled: false,
          }),
        ),
      ).rejects.toMatchObject({ name: /InvalidParameterCombination/ });
      const undo = await estate.inject(
        'elasticache-failover-disabled',
        'elasticache-aws-dr',
      );
      expect(await read()).toMatchObject({
        AutomaticFailover: 'disabled',
        MultiAZ: 'disabled',
      });
      await undo();
      expect(await read()).toMatchObject({ AutomaticFailover: 'enabled' });
    });

    it('lets replicas fall behind', async () => {
      const lag = () =>
        metric('aws-dr', 'AWS/ElastiCache', 'ReplicationLag', {
          CacheClusterId: 'elasticache-aws-dr-0001-002',
        });
      await eventually(lag, seconds => seconds === 0.3);
      const undo = await estate.inject(
        'elasticache-replicas-behind',
        'elasticache-aws-dr',
      );
      await eventually(lag, seconds => seconds === 42);
      await undo();
      now += 300_000;
      expect(await eventually(lag, seconds => seconds !== undefined)).toBe(0.3);
    });
  });

  describe('EKS and Auto Scaling', () => {
    const nodeGroup = async () =>
      (
        await client(EKSClient, 'aws-dr').send(
          new DescribeNodegroupCommand({
            clusterName: 'eks-aws-dr',
            nodegroupName: 'workers-aws-dr',
          }),
        )
      ).nodegroup!;
    const scalingGroup = async () =>
      (
        await client(AutoScalingClient, 'aws-dr').send(
          new DescribeAutoScalingGroupsCommand({}),
        )
      ).AutoScalingGroups![0];

    it('show the same machines and sizes', async () => {
      workers.running = [true, false];
      const group = await scalingGroup();
      expect(group).toMatchObject({
        AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
        Instances: [
          { HealthStatus: 'Healthy', AvailabilityZone: 'eu-west-1a' },
          { HealthStatus: 'Unhealthy', AvailabilityZone: 'eu-west-1b' },
        ],
      });
      expect((await nodeGroup()).resources?.autoScalingGroups).toEqual([
        { name: group.AutoScalingGroupName },
      ]);
      const scaling = client(AutoScalingClient, 'aws-dr');
      const wanting = (DesiredCapacity: number) =>
        scaling.send(
          new SetDesiredCapacityCommand({
            AutoScalingGroupName: group.AutoScalingGroupName,
            DesiredCapacity,
          }),
        );
      await wanting(4);
      expect(workers.size.desired).toBe(4);
      expect((await nodeGroup()).scalingConfig?.desiredSize).toBe(4);
      await expect(wanting(5)).rejects.toThrow(/above max value 4/);
      await expect(wanting(0)).rejects.toThrow(/below min value 1/);
    });

    it('say that nothing is launched while that is suspended', async () => {
      const scaling = client(AutoScalingClient, 'aws-dr');
      const { AutoScalingGroupName } = await scalingGroup();
      await scaling.send(
        new SuspendProcessesCommand({
          AutoScalingGroupName,
          ScalingProcesses: ['Launch'],
        }),
      );
      expect((await scalingGroup()).SuspendedProcesses).toMatchObject([
        { ProcessName: 'Launch' },
      ]);
      expect((await nodeGroup()).status).toBe('ACTIVE');
      workers.resize({ desired: 3 });
      expect(await nodeGroup()).toMatchObject({
        status: 'DEGRADED',
        health: { issues: [{ code: 'AsgInstanceLaunchFailures' }] },
      });
      await scaling.send(new ResumeProcessesCommand({ AutoScalingGroupName }));
      expect((await nodeGroup()).status).toBe('ACTIVE');
    });

    it('show a zone whose instances are in standby', async () => {
      const undo = await estate.inject(
        'node-zone-standby',
        'workers-aws-dr/eu-west-1b',
      );
      const states = async () =>
        (await scalingGroup()).Instances?.map(each => each.LifecycleState);
      expect(await states()).toEqual(['InService', 'Standby']);
      await undo();
      expect(await states()).toEqual(['InService', 'InService']);
    });

    it('have nothing to tell of a site without a cluster', async () => {
      await expect(
        client(EKSClient, 'aws-primary').send(
          new DescribeClusterCommand({ name: 'eks-aws-primary' }),
        ),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    it.each<[fault: string, target: string, seen: object, after: object]>([
      [
        'node-group-degraded',
        'workers-aws-dr',
        { status: 'DEGRADED' },
        { status: 'ACTIVE' },
      ],
      [
        'node-group-at-max',
        'workers-aws-dr',
        { scalingConfig: { maxSize: 2 } },
        { scalingConfig: { maxSize: 4 } },
      ],
    ])('%s is seen and goes', async (fault, target, seen, after) => {
      const undo = await estate.inject(fault, target);
      expect(await nodeGroup()).toMatchObject(seen);
      await undo();
      expect(await nodeGroup()).toMatchObject(after);
    });

    it.each<[fault: string, seen: object]>([
      [
        'eks-cluster-issue',
        { health: { issues: [{ code: 'Ec2SubnetNotFound' }] } },
      ],
      [
        'eks-api-open',
        { resourcesVpcConfig: { publicAccessCidrs: ['0.0.0.0/0'] } },
      ],
    ])('%s is seen and goes', async (fault, seen) => {
      const read = async () =>
        (
          await client(EKSClient, 'aws-dr').send(
            new DescribeClusterCommand({ name: 'eks-aws-dr' }),
          )
        ).cluster!;
      const undo = await estate.inject(fault, 'eks-aws-dr');
      expect(await read()).toMatchObject(seen);
      await undo();
      expect(await read()).not.toMatchObject(seen);
    });
  });
});
