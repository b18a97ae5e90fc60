import type {
  GlobalReplicationGroup,
  ReplicationGroup,
} from '@aws-sdk/client-elasticache';
import { REGIONS } from '../../../model';
import type { Cache, Caches } from './Caches';

const PORT = 6379;
const CREATED = new Date('2026-03-02T10:00:00Z');
/** Three of them hold the 16 GB that the design sizes the cache with. */
const NODE_TYPE = 'cache.m7g.large';
/** AWS puts a prefix of its own before the name that was chosen. */
export const GLOBAL_ID = 'fpkhr-mis-sessions';

const PRIMARY = 'aws-primary';

const enabled = (on: boolean) =>
  on ? ('enabled' as const) : ('disabled' as const);

export function describeGroup(
  caches: Caches,
  cache: Cache,
  accountId: string,
): ReplicationGroup {
  const { id, region } = cache;
  const whole = cache.shards.every(shard => caches.isWhole(cache, shard));
  const nodesOf = cache.shards.map(shard => caches.nodes(cache, shard));
  return {
    ReplicationGroupId: id,
    ARN: `arn:aws:elasticache:${region}:${accountId}:replicationgroup:${id}`,
    Description: 'Sessions and cache of the MIS',
    Status: whole ? 'available' : 'modifying',
    GlobalReplicationGroupInfo: caches.global
      ? {
          GlobalReplicationGroupId: GLOBAL_ID,
          GlobalReplicationGroupMemberRole:
            cache.site === PRIMARY ? 'PRIMARY' : 'SECONDARY',
        }
      : {},
    PendingModifiedValues: {},
    MemberClusters: nodesOf.flat().map(node => node.id),
    NodeGroups: cache.shards.map((shard, index) => ({
      NodeGroupId: shard.id,
      Status: caches.isWhole(cache, shard) ? 'available' : 'modifying',
      Slots: shard.slots,
      // In cluster mode ElastiCache does not say which of them is the primary.
      NodeGroupMembers: nodesOf[index].map(node => ({
        CacheClusterId: node.id,
        CacheNodeId: '0001',
        PreferredAvailabilityZone: node.zone,
      })),
    })),
    AutomaticFailover: enabled(cache.automaticFailover),
    MultiAZ: enabled(cache.multiAz),
    ConfigurationEndpoint: {
      Address: `clustercfg.${id}.mis.cache.amazonaws.com`,
      Port: PORT,
    },
    SnapshotRetentionLimit: 7,
    SnapshotWindow: '01:00-02:00',
    ClusterEnabled: true,
    CacheNodeType: NODE_TYPE,
    AuthTokenEnabled: true,
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: 'required',
    AtRestEncryptionEnabled: true,
    KmsKeyId: `arn:aws:kms:${region}:${accountId}:alias/mis-data`,
    ReplicationGroupCreateTime: CREATED,
    AutoMinorVersionUpgrade: true,
    NetworkType: 'ipv4',
    IpDiscovery: 'ipv4',
    ClusterMode: 'enabled',
    Engine: 'redis',
  };
}

export function describeGlobal(
  caches: Caches,
  members: boolean,
): GlobalReplicationGroup {
  return {
    GlobalReplicationGroupId: GLOBAL_ID,
    GlobalReplicationGroupDescription: 'Sessions of the MIS in both regions',
    Status: caches.globalFlows ? 'available' : 'primary-only',
    CacheNodeType: NODE_TYPE,
    Engine: 'redis',
    EngineVersion: '7.1',
    ClusterEnabled: true,
    AtRestEncryptionEnabled: true,
    TransitEncryptionEnabled: true,
    Members: members
      ? caches.all().map(({ id, site, automaticFailover }) => ({
          ReplicationGroupId: id,
          ReplicationGroupRegion: REGIONS[site],
          Role: site === PRIMARY ? 'PRIMARY' : 'SECONDARY',
          AutomaticFailover: enabled(automaticFailover),
          Status:
            site === PRIMARY || caches.globalFlows
              ? 'associated'
              : 'disassociated',
        }))
      : undefined,
  };
}
