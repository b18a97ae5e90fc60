import {
  EC2Client,
  paginateDescribeNatGateways,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import {
  DescribeClusterCommand,
  EKSClient,
  paginateListClusters,
} from '@aws-sdk/client-eks';
import {
  ElastiCacheClient,
  paginateDescribeReplicationGroups,
} from '@aws-sdk/client-elasticache';
import {
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { paginateDescribeDBInstances, RDSClient } from '@aws-sdk/client-rds';
import { paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import type { FoundResource } from '../Discoverer';
import { arn, bucketArn } from './arn';
import { entityOfTags, type AwsFinder, type Tag } from './AwsDiscoverer';

function found(
  type: string,
  id: string | undefined,
  name: string | undefined,
  tags?: readonly Tag[],
): FoundResource {
  if (!id) {
    throw new SourceFailure(
      'malformed',
      `A resource of type ${type} was listed without its id.`,
    );
  }
  return { type, id, name: name || id, entity: entityOfTags(tags) };
}

/** A list that the answer must contain: none at all is no empty one. */
function listed<T>(list: T[] | undefined, what: string): T[] {
  if (!Array.isArray(list)) {
    throw new SourceFailure('malformed', `The answer has no list of ${what}.`);
  }
  return list;
}

const nameTag = (tags: readonly Tag[] | undefined) =>
  tags?.find(({ Key }) => Key === 'Name')?.Value;

const rds: AwsFinder<RDSClient> = {
  type: 'rds',
  title: 'RDS instances',
  actions: ['rds:DescribeDBInstances'],
  covers: where => [arn('rds', where, 'db:')],
  client: settings => new RDSClient(settings),
  async find(client, { signal: abortSignal }) {
    const all: FoundResource[] = [];
    const pages = paginateDescribeDBInstances({ client }, {}, { abortSignal });
    for await (const { DBInstances } of pages) {
      for (const each of listed(DBInstances, 'instances')) {
        all.push(
          found(
            'aws-rds-instance',
            each.DBInstanceArn,
            each.DBInstanceIdentifier,
            each.TagList,
          ),
        );
      }
    }
    return all;
  },
};

const elasticache: AwsFinder<ElastiCacheClient> = {
  type: 'elasticache',
  title: 'ElastiCache replication groups',
  actions: ['elasticache:DescribeReplicationGroups'],
  covers: where => [arn('elasticache', where, 'replicationgroup:')],
  client: settings => new ElastiCacheClient(settings),
  async find(client, { signal: abortSignal }) {
    const all: FoundResource[] = [];
    const pages = paginateDescribeReplicationGroups(
      { client },
      {},
      { abortSignal },
    );
    for await (const { ReplicationGroups } of pages) {
      for (const each of listed(ReplicationGroups, 'replication groups')) {
        all.push(
          found(
            'aws-elasticache-replication-group',
            each.ARN,
            each.ReplicationGroupId,
          ),
        );
      }
    }
    return all;
  },
};

const eks: AwsFinder<EKSClient> = {
  type: 'eks',
  title: 'EKS clusters',
  actions: ['eks:ListClusters', 'eks:DescribeCluster'],
  covers: where => [arn('eks', where, 'cluster/')],
  client: settings => new EKSClient(settings),
  async find(client, { signal: abortSignal }) {
    const all: FoundResource[] = [];
    const pages = paginateListClusters({ client }, {}, { abortSignal });
    for await (const { clusters } of pages) {
      for (const name of listed(clusters, 'clusters')) {
        const { cluster } = await client.send(
          new DescribeClusterCommand({ name }),
          { abortSignal },
        );
        const tags = Object.entries(cluster?.tags ?? {}).map(
          ([Key, Value]) => ({ Key, Value }),
        );
        all.push(found('aws-eks-cluster', cluster?.arn, name, tags));
      }
    }
    return all;
  },
};

const elbv2: AwsFinder<ElasticLoadBalancingV2Client> = {
  type: 'elbv2',
  title: 'Load balancers',
  actions: ['elasticloadbalancing:DescribeLoadBalancers'],
  covers: where => [arn('elasticloadbalancing', where, 'loadbalancer/')],
  client: settings => new ElasticLoadBalancingV2Client(settings),
  async find(client, { signal: abortSignal }) {
    const all: FoundResource[] = [];
    const pages = paginateDescribeLoadBalancers(
      { client },
      {},
      { abortSignal },
    );
    for await (const { LoadBalancers } of pages) {
      for (const each of listed(LoadBalancers, 'load balancers')) {
        all.push(
          found(
            'aws-load-balancer',
            each.LoadBalancerArn,
            each.LoadBalancerName,
          ),
        );
      }
    }
    return all;
  },
};

const vpc: AwsFinder<EC2Client> = {
  type: 'vpc',
  title: 'VPCs',
  actions: ['ec2:DescribeVpcs'],
  covers: where => [arn('ec2', where, 'vpc/')],
  client: settings => new EC2Client(settings),
  async find(client, { signal: abortSignal, ...where }) {
    const all: FoundResource[] = [];
    const pages = paginateDescribeVpcs({ client }, {}, { abortSignal });
    for await (const { Vpcs } of pages) {
      for (const { VpcId, Tags, IsDefault } of listed(Vpcs, 'VPCs')) {
        // Every region of every account has one that nobody asked for.
        if (!IsDefault) {
          all.push(
            found(
              'aws-vpc',
              VpcId && arn('ec2', where, `vpc/${VpcId}`),
              nameTag(Tags) ?? VpcId,
              Tags,
            ),
          );
        }
      }
    }
    return all;
  },
};

const GONE = ['deleted', 'deleting', 'failed'];

const nat: AwsFinder<EC2Client> = {
  type: 'nat',
  title: 'NAT gateways',
  actions: ['ec2:DescribeNatGateways'],
  covers: where => [arn('ec2', where, 'natgateway/')],
  client: settings => new EC2Client(settings),
  async find(client, { signal: abortSignal, ...where }) {
    const all: FoundResource[] = [];
    const pages = paginateDescribeNatGateways({ client }, {}, { abortSignal });
    for await (const { NatGateways } of pages) {
      for (const each of listed(NatGateways, 'NAT gateways')) {
        const { NatGatewayId: id, Tags } = each;
        // AWS goes on listing for an hour what was deleted.
        if (!GONE.includes(each.State ?? '')) {
          all.push(
            found(
              'aws-nat-gateway',
              id && arn('ec2', where, `natgateway/${id}`),
              nameTag(Tags) ?? id,
              Tags,
            ),
          );
        }
      }
    }
    return all;
  },
};

const s3: AwsFinder<S3Client> = {
  type: 's3',
  title: 'S3 buckets',
  actions: ['s3:ListAllMyBuckets'],
  covers: ({ region }) => [bucketArn(region, '')],
  // Path style also works where buckets have no host names of their own.
  client: settings =>
    new S3Client({
      ...settings,
      forcePathStyle: settings.endpoint !== undefined,
    }),
  async find(client, { signal: abortSignal, region }) {
    const all: FoundResource[] = [];
    const pages = paginateListBuckets(
      { client },
      { BucketRegion: region },
      { abortSignal },
    );
    for await (const { Buckets } of pages) {
      for (const { Name } of listed(Buckets, 'buckets')) {
        all.push(found('aws-s3-bucket', Name && bucketArn(region, Name), Name));
      }
    }
    return all;
  },
};

/** All kinds of resources that can be listed. */
export const awsFinders: AwsFinder[] = [
  rds,
  elasticache,
  eks,
  elbv2,
  vpc,
  nat,
  s3,
];
