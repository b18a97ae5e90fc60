import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws, metricData } from '../testing/FakeAws';
import { elasticache } from './index';
import {
  ELASTICACHE_GLOBAL,
  ELASTICACHE_GROUP,
  ELASTICACHE_LAG,
} from './signals';

testMisbehaviour(
  'ElastiCache',
  at => elasticache.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const node = (id: string, zone: string) =>
  `<NodeGroupMember><CacheClusterId>${id}</CacheClusterId><CacheNodeId>0001</CacheNodeId><PreferredAvailabilityZone>${zone}</PreferredAvailabilityZone></NodeGroupMember>`;
const group = (id: string, inside = '') =>
  `<ReplicationGroup><ReplicationGroupId>${id}</ReplicationGroupId><Status>available</Status><ClusterEnabled>true</ClusterEnabled><MultiAZ>enabled</MultiAZ><AutomaticFailover>enabled</AutomaticFailover><CacheNodeType>cache.m7g.large</CacheNodeType><TransitEncryptionEnabled>true</TransitEncryptionEnabled><AuthTokenEnabled>true</AuthTokenEnabled><NodeGroups><NodeGroup><NodeGroupId>0001</NodeGroupId><Status>available</Status><NodeGroupMembers>${node(
    `${id}-1`,
    'eu-west-1a',
  )}${node(
    `${id}-2`,
    'eu-west-1b',
  )}</NodeGroupMembers></NodeGroup></NodeGroups>${inside}</ReplicationGroup>`;
const groups = (members: string, marker = '') => ({
  body: `<DescribeReplicationGroupsResponse><DescribeReplicationGroupsResult><ReplicationGroups>${members}</ReplicationGroups>${marker}</DescribeReplicationGroupsResult></DescribeReplicationGroupsResponse>`,
});
const AT = Math.floor(Date.now() / 60_000) * 60_000;
const LAG = metricData({ m1: { value: 0.5, at: AT } });
const GLOBAL_INFO =
  '<GlobalReplicationGroupInfo><GlobalReplicationGroupId>x-s</GlobalReplicationGroupId><GlobalReplicationGroupMemberRole>SECONDARY</GlobalReplicationGroupMemberRole></GlobalReplicationGroupInfo>';

describe('ElastiCacheSource', () => {
  it('reads groups over pages, with the lag of their replicas', async () => {
    const { observations, operations } = await askAgainst(
      elasticache,
      {},
      {
        DescribeReplicationGroups: (body: string) =>
          body.includes('Marker=more')
            ? groups(group('a'))
            : groups(group('other'), '<Marker>more</Marker>'),
        GetMetricData: LAG,
      },
    );
    expect(operations).not.toContain('DescribeGlobalReplicationGroups');
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: ELASTICACHE_GROUP,
        value: {
          identifier: 'a',
          region: 'eu-west-1',
          missing: false,
          status: 'available',
          clusterMode: true,
          automaticFailover: 'enabled',
          multiAz: 'enabled',
          nodeType: 'cache.m7g.large',
          encryptedAtRest: null,
          encryptedInTransit: true,
          shards: [
            {
              id: '0001',
              status: 'available',
              nodes: [
                { id: 'a-1', zone: 'eu-west-1a' },
                { id: 'a-2', zone: 'eu-west-1b' },
              ],
            },
          ],
          globalDatastore: null,
        },
      },
      {
        entityRef: 'resource:default/a',
        signal: ELASTICACHE_LAG,
        value: [
          { node: 'a-2', lag: { value: 0.5, at: new Date(AT).toISOString() } },
        ],
      },
    ]);
  });

  it('asks for the global datastore of a group that belongs to one', async () => {
    const { observations } = await askAgainst(
      elasticache,
      {},
      {
        DescribeReplicationGroups: groups(group('a', GLOBAL_INFO)),
        DescribeGlobalReplicationGroups: {
          body: '<R><DescribeGlobalReplicationGroupsResult><GlobalReplicationGroups><GlobalReplicationGroup><GlobalReplicationGroupId>x-s</GlobalReplicationGroupId><Status>available</Status><Members><GlobalReplicationGroupMember><ReplicationGroupId>b</ReplicationGroupId><ReplicationGroupRegion>eu-central-1</ReplicationGroupRegion><Role>Primary</Role><Status>associated</Status></GlobalReplicationGroupMember></Members></GlobalReplicationGroup></GlobalReplicationGroups></DescribeGlobalReplicationGroupsResult></R>',
        },
        GetMetricData: LAG,
      },
    );
    expect(observations[0].value).toMatchObject({
      globalDatastore: { id: 'x-s', role: 'SECONDARY' },
    });
    expect(observations[2]).toEqual({
      entityRef: 'resource:default/a',
      signal: ELASTICACHE_GLOBAL,
      value: {
        id: 'x-s',
        status: 'available',
        members: [
          {
            identifier: 'b',
            region: 'eu-central-1',
            role: 'PRIMARY',
            status: 'associated',
          },
        ],
      },
    });
  });

  it('tells a wrong name from a group that is gone', async () => {
    const fake = await FakeAws.start();
    const source = elasticache.create(
      awsSettings(fake),
      new ConfigReader({
        replicationGroups: [{ entityRef: 'a', identifier: 'Sessions' }],
      }),
    );
    fake.answer = () => groups(group('a'));
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      message:
        'ElastiCache in eu-west-1 has no replication group called Sessions.',
    });
    fake.answer = ({ target }) => (target ? LAG : groups(group('sessions')));
    await askOnce(source);
    fake.answer = () => groups('');
    expect(await askOnce(source)).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: ELASTICACHE_GROUP,
        value: {
          identifier: 'Sessions',
          region: 'eu-west-1',
          missing: true,
        },
      },
    ]);
    await source.close?.();
    await fake.close();
  });
});
