import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import {
  startTestEstate as startClusters,
  type TestEstate as Clusters,
} from '../kubernetes/testing/startTestEstate';
import { awsCommand, describeWithAws } from './awsCommand';
import type { AwsSite } from './sites';
import { eventually, startTestEstate, type TestEstate } from './testEstate';

// It starts an interpreter for each call.
jest.setTimeout(60_000);

describeWithAws(
  'the aws command line asks for caches, buckets, clusters and their nodes',
  () => {
    let clusters: Clusters;
    let estate: TestEstate;

    beforeAll(async () => {
      clusters = await startClusters();
      estate = await startTestEstate({}, model => {
        for (const group of clusters.model.nodeGroups.values()) {
          model.nodeGroups.set(group.name, group);
        }
      });
    });

    afterAll(async () => {
      await estate?.part.stop();
      await clusters?.stop();
    });

    const aws = (site: AwsSite, command: string) =>
      awsCommand(estate, site, command.split(' '));

    it('reads ElastiCache', async () => {
      const { ReplicationGroups } = await aws(
        'aws-dr',
        'elasticache describe-replication-groups --page-size 20',
      );
      expect(ReplicationGroups).toMatchObject([
        {
          ReplicationGroupId: 'elasticache-aws-dr',
          Status: 'available',
          ClusterEnabled: true,
          MultiAZ: 'enabled',
          AutomaticFailover: 'enabled',
          NodeGroups: [{}, {}, {}],
        },
      ]);
      // In cluster mode nobody is told which node is the primary.
      expect(JSON.stringify(ReplicationGroups)).not.toContain('CurrentRole');
      expect(
        await aws(
          'aws-dr',
          'elasticache describe-global-replication-groups --show-member-info',
        ),
      ).toEqual({ GlobalReplicationGroups: [] });
      await expect(
        aws(
          'aws-dr',
          'elasticache describe-replication-groups --replication-group-id other',
        ),
      ).rejects.toThrow(/\(ReplicationGroupNotFoundFault\)/);
    });

    it('makes a global datastore and reads it in the other region', async () => {
      await aws(
        'aws-primary',
        'elasticache create-global-replication-group --global-replication-group-id-suffix mis-sessions --primary-replication-group-id elasticache-aws-primary',
      );
      const { GlobalReplicationGroups } = await aws(
        'aws-dr',
        'elasticache describe-global-replication-groups --show-member-info',
      );
      expect(GlobalReplicationGroups).toMatchObject([
        {
          Status: 'available',
          Members: [
            { Role: 'PRIMARY', Status: 'associated' },
            { Role: 'SECONDARY', Status: 'associated' },
          ],
        },
      ]);
    });

    it('reads S3', async () => {
      const bucket = 'mis-documents-eu-central-1';
      const of = (
        command: string,
        name = bucket,
        site: AwsSite = 'aws-primary',
      ) => aws(site, `s3api ${command} --bucket ${name}`);
      expect(await of('get-bucket-versioning')).toEqual({ Status: 'Enabled' });
      expect(await of('get-bucket-replication')).toMatchObject({
        ReplicationConfiguration: {
          Rules: [
            {
              Status: 'Enabled',
              DeleteMarkerReplication: { Status: 'Enabled' },
              Destination: {
                Bucket: 'arn:aws:s3:::mis-documents-eu-west-1',
                ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
                Metrics: { Status: 'Enabled' },
              },
            },
          ],
        },
      });
      expect(await of('get-bucket-encryption')).toMatchObject({
        ServerSideEncryptionConfiguration: {
          Rules: [
            { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
      });
      expect(await of('get-public-access-block')).toEqual({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      });
      const { Buckets } = await aws('aws-dr', 's3api list-buckets');
      expect(Buckets).toMatchObject([{ Name: 'mis-documents-eu-west-1' }]);
      await expect(
        of('get-bucket-replication', 'mis-documents-eu-west-1', 'aws-dr'),
      ).rejects.toThrow(/\(ReplicationConfigurationNotFoundError\)/);
      await expect(of('get-bucket-versioning', 'nobodys')).rejects.toThrow(
        /\(NoSuchBucket\).*nobodys/s,
      );
    });

    it('reads what waits to be replicated where it is to arrive', async () => {
      const { Metrics } = await eventually(
        () =>
          aws(
            'aws-dr',
            'cloudwatch list-metrics --namespace AWS/S3 --metric-name ReplicationLatency --dimensions Name=DestinationBucket,Value=mis-documents-eu-west-1',
          ),
        answer => answer.Metrics.length > 0,
      );
      expect(Metrics[0].Dimensions).toEqual([
        { Name: 'SourceBucket', Value: 'mis-documents-eu-central-1' },
        { Name: 'DestinationBucket', Value: 'mis-documents-eu-west-1' },
        { Name: 'RuleId', Value: 'documents-to-dr' },
      ]);
      const { Metrics: failures } = await aws(
        'aws-primary',
        'cloudwatch list-metrics --namespace AWS/S3',
      );
      expect(failures).toMatchObject([
        { MetricName: 'OperationsFailedReplication' },
      ]);
    });

    it('reads EKS', async () => {
      expect(await aws('aws-dr', 'eks list-clusters')).toEqual({
        clusters: ['eks-aws-dr'],
      });
      const { cluster } = await aws(
        'aws-dr',
        'eks describe-cluster --name eks-aws-dr',
      );
      expect(cluster).toMatchObject({
        status: 'ACTIVE',
        version: '1.32',
        health: { issues: [] },
      });
      // Command lines of 2023 know neither this nor a cluster's accessConfig.
      const known = await aws(
        'aws-dr',
        'eks describe-cluster-versions --cluster-versions 1.32',
      ).catch((error: Error) => {
        if (!/Invalid choice/.test(error.message)) throw error;
        return undefined;
      });
      expect(known?.clusterVersions ?? [{}]).toHaveLength(1);
      expect(cluster.accessConfig ?? {}).toEqual(
        known ? { authenticationMode: 'API_AND_CONFIG_MAP' } : {},
      );
      const { nodegroups } = await aws(
        'aws-dr',
        'eks list-nodegroups --cluster-name eks-aws-dr',
      );
      expect(nodegroups).toEqual(['workers-aws-dr']);
      const { nodegroup } = await aws(
        'aws-dr',
        'eks describe-nodegroup --cluster-name eks-aws-dr --nodegroup-name workers-aws-dr',
      );
      expect(nodegroup).toMatchObject({
        status: 'ACTIVE',
        scalingConfig: { minSize: 3, maxSize: 12, desiredSize: 3 },
      });
      await expect(
        aws('aws-dr', 'eks describe-cluster --name other'),
      ).rejects.toThrow(/\(ResourceNotFoundException\)/);
    });

    it('scales a node group, and the cluster has the nodes', async () => {
      const read = async () => {
        const { AutoScalingGroups } = await aws(
          'aws-dr',
          'autoscaling describe-auto-scaling-groups --filters Name=tag:eks:cluster-name,Values=eks-aws-dr',
        );
        return AutoScalingGroups[0];
      };
      const before = await read();
      expect(before.Instances).toHaveLength(3);
      await aws(
        'aws-dr',
        'eks update-nodegroup-config --cluster-name eks-aws-dr --nodegroup-name workers-aws-dr --scaling-config minSize=4,desiredSize=4',
      );
      const after = await eventually(
        read,
        ({ Instances }) => Instances.length === 4,
      );
      expect(after).toMatchObject({ MinSize: 4, DesiredCapacity: 4 });
      const config = new KubeConfig();
      const { url, caData } = clusters.access('aws-dr');
      config.loadFromOptions({
        clusters: [{ name: 'dr', server: url, caData }],
        users: [{ name: 'admin', token: clusters.adminToken('aws-dr') }],
        contexts: [{ name: 'dr', cluster: 'dr', user: 'admin' }],
        currentContext: 'dr',
      });
      const { items } = await config.makeApiClient(CoreV1Api).listNode();
      expect(
        items.map(({ spec }) => spec?.providerID?.replace(/.*\//, '')).sort(),
      ).toEqual(after.Instances.map((each: any) => each.InstanceId).sort());
    });
  },
);
