import type { DataNode } from '../redis/dataNode';

/** Names and shapes of what the Sentinel source reports. */

export const SENTINELS = 'redis.sentinel.sentinels';
export const REPLICAS = 'redis.sentinel.replicas';
export const FAILOVERS = 'redis.sentinel.failovers';
export const REPLICATION = 'redis.replication.nodes';
export const MEMORY = 'redis.memory';

/** What one Sentinel says of the master, or why it says nothing. */
export type SentinelView =
  | { address: string; state: 'down' | 'unreadable'; error: string }
  | {
      address: string;
      state: 'answers';
      /** Its answer to CKQUORUM: whether a fail-over could be agreed upon and authorised. */
      quorumReached: boolean;
      quorumAnswer: string;
      masterAddress: string;
      masterFlags: string[];
      quorum: number | null;
      configEpoch: number | null;
    };

export interface SentinelsValue {
  masterName: string;
  views: SentinelView[];
}

/** A replica as the Sentinels see it; flags of all that answer. */
export interface SentinelReplica {
  address: string;
  flags: string[];
  masterLinkStatus: string;
  /** Of its promotion; with 0 it is never promoted. */
  priority: number | null;
}

export interface FailoversValue {
  /** Since when this portal looks. */
  watchedSince: string;
  configEpoch: number | null;
  failovers: Array<{ at: string; from: string; to: string }>;
}

export interface ReplicationValue {
  nodes: DataNode[];
}

/** Of the master. */
export interface MemoryValue {
  address: string;
  usedBytes: number | null;
  /** 0 when there is no limit. */
  maxBytes: number | null;
  policy: string | null;
}
