/** Names and shapes of what the ElastiCache source reports on caches. */

import type { MetricPoint } from '../aws/metrics';

export const ELASTICACHE_GROUP = 'aws.elasticache.replicationGroup';
export const ELASTICACHE_GLOBAL = 'aws.elasticache.globalDatastore';
export const ELASTICACHE_LAG = 'aws.elasticache.replicationLag';

export type ElastiCacheShard = {
  id: string;
  status: string;
  /** Which node is the primary is not said in cluster mode. */
  nodes: Array<{ id: string; zone: string | null }>;
};

/** A replication group, or that it is gone although it was there before. */
export type ElastiCacheGroup =
  | { identifier: string; region: string; missing: true }
  | {
      identifier: string;
      region: string;
      missing: false;
      status: string;
      clusterMode: boolean;
      /** `enabled`, `disabled`, or on the way to one of them. */
      automaticFailover: string;
      multiAz: string;
      nodeType: string;
      /** Null where ElastiCache does not say it. */
      encryptedAtRest: boolean | null;
      encryptedInTransit: boolean | null;
      shards: ElastiCacheShard[];
      /** Global datastore that it belongs to, and as what. */
      globalDatastore: { id: string; role: string } | null;
    };

/** The global datastore of a group, seen from its region. */
export type ElastiCacheGlobal = {
  id: string;
  status: string;
  members: Array<{
    identifier: string;
    region: string;
    role: string;
    status: string;
  }>;
};

/** `ReplicationLag` of each node that CloudWatch has one of. */
export type ElastiCacheLag = Array<{ node: string; lag: MetricPoint }>;
