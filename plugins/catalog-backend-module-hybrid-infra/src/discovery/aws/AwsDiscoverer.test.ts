import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateReplicationGroupCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  describeWithMoto,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { asSource } from '../__testUtils__/asSource';
import { AwsDiscoverer, type AwsFinder } from './AwsDiscoverer';
import { awsFinders } from './finders';

jest.setTimeout(90_000);

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';
const CREDENTIALS = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: TEST_SECRET,
};

const create = (finder: AwsFinder, endpoint: string, timeoutSeconds = 1) =>
  new AwsDiscoverer({
    name: 'a',
    finder,
    region: REGION,
    accountId: ACCOUNT,
    endpoint,
    site: 'here',
    intervalSeconds: 300,
    timeoutSeconds,
    owner: 'group:default/owners',
    ignore: [],
    credentials: async () => async () => CREDENTIALS,
  });

for (const finder of awsFinders) {
  testMisbehaviour(
    `discovery of ${finder.type}`,
    ({ url }) => asSource(create(finder, url)),
    { protocol: 'http' },
  );
}

describeWithMoto('AwsDiscoverer against moto', moto => {
  beforeAll(async () => {
    const clients = {
      rds: moto.client(RDSClient, REGION),
      s3: moto.client(S3Client, REGION),
      ec2: moto.client(EC2Client, REGION),
      eks: moto.client(EKSClient, REGION),
      elasticache: moto.client(ElastiCacheClient, REGION),
    };
    await clients.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'orders',
        DBInstanceClass: 'db.m5.large',
        Engine: 'postgres',
        AllocatedStorage: 20,
        MasterUsername: 'u',
        MasterUserPassword: 'password-1',
        Tags: [{ Key: 'twinshore.io/entity', Value: 'resource:orders-db' }],
      }),
    );
    await clients.s3.send(
      new CreateBucketCommand({
        Bucket: 'papers',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    await clients.ec2.send(
      new CreateVpcCommand({
        CidrBlock: '10.9.0.0/16',
        TagSpecifications: [
          { ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'nine' }] },
        ],
      }),
    );
    await clients.eks.send(
      new CreateClusterCommand({
        name: 'boats',
        roleArn: `arn:aws:iam::${ACCOUNT}:role/eks`,
        resourcesVpcConfig: {},
        tags: { 'twinshore.io/entity': 'resource:boats' },
      }),
    );
    await clients.elasticache.send(
      new CreateReplicationGroupCommand({
        ReplicationGroupId: 'sessions',
        ReplicationGroupDescription: 'sessions',
      }),
    );
    Object.values(clients).forEach(client => client.destroy());
  });

  it.each([
    ['rds', 'orders', 'resource:orders-db'],
    ['s3', 'papers', undefined],
    ['vpc', 'nine', undefined],
    ['eks', 'boats', 'resource:boats'],
    ['elasticache', 'sessions', undefined],
  ])('finds what stands in %s', async (type, name, entity) => {
    const finder = awsFinders.find(each => each.type === type)!;
    const discoverer = create(finder, moto.endpoint(), 20);
    const found = await discoverer.discover(AbortSignal.timeout(20_000));
    await discoverer.close();
    expect(found).toMatchObject([{ name, ...(entity && { entity }) }]);
    expect(
      discoverer.covers.some(prefix => found[0].id.startsWith(prefix)),
    ).toBe(true);
  });

  it.each(['elbv2', 'nat'])(
    'finds nothing where nothing is in %s',
    async type => {
      const finder = awsFinders.find(each => each.type === type)!;
      const discoverer = create(finder, moto.endpoint(), 20);
      await expect(
        discoverer.discover(AbortSignal.timeout(20_000)),
      ).resolves.toEqual([]);
      await discoverer.close();
    },
  );
});
