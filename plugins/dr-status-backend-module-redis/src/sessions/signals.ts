import type { DataNode } from '../redis/dataNode';

/** Names and shapes of what the session store source reports. */

export const STORE = 'redis.sessions.store';

export type SessionStoreValue = {
  nodes: DataNode[];
  database: number;
  /** What each node says that takes writes: one, or in cluster mode one of each shard. */
  masters: MasterState[];
};

export type MasterState = {
  address: string;
  /** Keys in the database of the sessions, and how many of them end by themselves. */
  sessions: number;
  sessionsThatExpire: number;
  averageTtlSeconds: number | null;
  policy: string | null;
  usedBytes: number | null;
  maxBytes: number | null;
  evictedKeys: number | null;
  appendOnly: boolean | null;
  lastAppendOk: boolean | null;
  snapshotOk: boolean | null;
  /** Seconds since the last snapshot was saved; null when it does not say. */
  snapshotAgeSeconds: number | null;
  /** A managed service replaces nodes from replicas and never restarts one with its old data. */
  managed: boolean;
};
