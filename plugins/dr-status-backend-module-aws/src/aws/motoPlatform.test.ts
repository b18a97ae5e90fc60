import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  EKSClient,
} from '@aws-sdk/client-eks';
import {
  CreateReplicationGroupCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { askOnce } from '@twinshore/plugin-dr-status-node/testUtils';
import { autoscaling } from '../autoscaling';
import { AUTO_SCALING_GROUPS } from '../autoscaling/signals';
import { eks } from '../eks';
import { EKS_CLUSTER, EKS_NODE_GROUPS } from '../eks/signals';
import { elasticache } from '../elasticache';
import { ELASTICACHE_GROUP } from '../elasticache/signals';
import { s3 } from '../s3';
import { S3_BUCKET, S3_REPLICATION_RULES } from '../s3/signals';
import { awsSettings } from '../testing/awsSettings';
import { describeWithMoto } from '../testing/moto';
import type { AwsService } from './services';

jest.setTimeout(90_000);

const REGION = 'eu-west-1';

describeWithMoto('data and platform sources against moto', moto => {
  /** What the service's source says, by signal. */
  async function ask(service: AwsService, item: JsonObject = {}) {
    const source = service.create(
      awsSettings(
        { url: moto.endpoint() },
        { region: REGION, timeoutSeconds: 20 },
      ),
      new ConfigReader(item),
    );
    try {
      const observations = await askOnce(source);
      return Object.fromEntries(
        observations.map(({ signal, value }) => [signal, value]),
      );
    } finally {
      await source.close?.();
    }
  }

  it('reads a replication group', async () => {
    const client = moto.client(ElastiCacheClient, REGION);
    await client.send(
      new CreateReplicationGroupCommand({
        ReplicationGroupId: 'a',
        ReplicationGroupDescription: 'a',
        Engine: 'redis',
        CacheNodeType: 'cache.m5.large',
        CacheParameterGroupName: 'default.redis7.cluster.on',
        AutomaticFailoverEnabled: true,
        MultiAZEnabled: true,
        ClusterMode: 'enabled',
        NumNodeGroups: 2,
        ReplicasPerNodeGroup: 1,
        AtRestEncryptionEnabled: true,
      }),
    );
    client.destroy();
    expect((await ask(elasticache))[ELASTICACHE_GROUP]).toMatchObject({
      identifier: 'a',
      clusterMode: true,
      automaticFailover: 'enabled',
      multiAz: 'enabled',
      encryptedAtRest: true,
      shards: [{ nodes: [{}, {}] }, { nodes: [{}, {}] }],
      globalDatastore: null,
    });
  });

  it('reads buckets with and without what they may have', async () => {
    const client = new S3Client({
      region: REGION,
      endpoint: moto.endpoint(),
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      forcePathStyle: true,
    });
    for (const Bucket of ['docs-0', 'docs-1', 'docs-2']) {
      await client.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: REGION },
        }),
      );
    }
    for (const Bucket of ['docs-1', 'docs-2']) {
      await client.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
        }),
      );
    }
    await client.send(
      new PutBucketReplicationCommand({
        Bucket: 'docs-1',
        ReplicationConfiguration: {
          Role: 'arn:aws:iam::123456789012:role/replication',
          Rules: [
            {
              ID: 'all',
              Status: 'Enabled',
              Priority: 1,
              Filter: { Prefix: '' },
              DeleteMarkerReplication: { Status: 'Disabled' },
              Destination: { Bucket: 'arn:aws:s3:::docs-2' },
            },
          ],
        },
      }),
    );
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket: 'docs-1',
        ServerSideEncryptionConfiguration: {
          Rules: [
            { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
      }),
    );
    await client.send(
      new PutPublicAccessBlockCommand({
        Bucket: 'docs-1',
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
    client.destroy();
    const named = (identifier: string) => ({
      buckets: [{ entityRef: 'a', identifier }],
    });
    const docs = await ask(s3, named('docs-1'));
    expect(docs[S3_BUCKET]).toMatchObject({
      versioning: 'Enabled',
      encryption: 'aws:kms',
      publicAccessOpen: [],
    });
    expect(docs[S3_REPLICATION_RULES]).toMatchObject([
      {
        id: 'all',
        enabled: true,
        destination: 'docs-2',
        wholeBucket: true,
        timeControlMinutes: null,
        metrics: false,
        deleteMarkers: false,
        failedLastHour: null,
      },
    ]);
    const plain = await ask(s3, named('docs-0'));
    expect(plain[S3_BUCKET]).toMatchObject({
      versioning: null,
      publicAccessOpen: null,
    });
    expect(plain[S3_REPLICATION_RULES]).toEqual([]);
    await expect(ask(s3, named('none'))).rejects.toMatchObject({
      kind: 'misconfigured',
    });
  });

  it('reads a cluster and its node groups, without the support of its version', async () => {
    const client = moto.client(EKSClient, REGION);
    await client.send(
      new CreateClusterCommand({
        name: 'a',
        version: '1.30',
        roleArn: 'arn:aws:iam::123456789012:role/cluster',
        resourcesVpcConfig: { subnetIds: ['subnet-1'] },
      }),
    );
    await client.send(
      new CreateNodegroupCommand({
        clusterName: 'a',
        nodegroupName: 'workers',
        nodeRole: 'arn:aws:iam::123456789012:role/node',
        subnets: ['subnet-1'],
        instanceTypes: ['m6i.large'],
        scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 2 },
      }),
    );
    client.destroy();
    const said = await ask(eks);
    expect(said[EKS_CLUSTER]).toMatchObject({
      name: 'a',
      missing: false,
      status: 'ACTIVE',
      version: '1.30',
      support: null,
    });
    expect(said[EKS_NODE_GROUPS]).toMatchObject([
      {
        name: 'workers',
        status: 'ACTIVE',
        minSize: 1,
        maxSize: 5,
        desiredSize: 2,
        instanceTypes: ['m6i.large'],
        issues: [],
      },
    ]);
  });

  it('reads groups with their instances and suspended processes', async () => {
    const client = moto.client(AutoScalingClient, REGION);
    await client.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: 'l',
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.medium',
      }),
    );
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'a',
        LaunchConfigurationName: 'l',
        MinSize: 1,
        MaxSize: 4,
        DesiredCapacity: 2,
        AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
      }),
    );
    await client.send(
      new SuspendProcessesCommand({
        AutoScalingGroupName: 'a',
        ScalingProcesses: ['Launch'],
      }),
    );
    client.destroy();
    const { groups } = (await ask(autoscaling))[AUTO_SCALING_GROUPS] as any;
    expect(groups).toMatchObject([
      {
        name: 'a',
        minSize: 1,
        maxSize: 4,
        desiredCapacity: 2,
        suspendedProcesses: ['Launch'],
      },
    ]);
    expect(
      groups[0].zones.reduce((sum: number, zone: any) => sum + zone.serving, 0),
    ).toBe(2);
  });
});
