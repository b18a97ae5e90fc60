/**
 * Names and shapes of what a PostgreSQL source reports. All of it is reported
 * on the entity of the server; README.md says what each means.
 */

export const IN_RECOVERY = 'postgresql.inRecovery';
export const READ_ONLY = 'postgresql.readOnly';
export const VERSION = 'postgresql.version';
export const SYSTEM_IDENTIFIER = 'postgresql.systemIdentifier';
export const TIMELINE = 'postgresql.timeline';
export const CLOCK_OFFSET = 'postgresql.clock.offsetSeconds';
export const CONNECTIONS = 'postgresql.connections';
/** Of the database that is asked, all its tables and indexes; read every 30 s. */
export const DATABASE_SIZE = 'postgresql.database.sizeBytes';
export const SENDERS = 'postgresql.replication.senders';
export const SLOTS = 'postgresql.replication.slots';
export const SYNC = 'postgresql.replication.sync';
export const WAL_RECEIVER = 'postgresql.walReceiver';
export const REPLAY = 'postgresql.replay';
export const REPLAY_AGE = 'postgresql.replay.ageSeconds';
export const SUBSCRIPTIONS = 'postgresql.logical.subscriptions';
export const PUBLICATIONS = 'postgresql.logical.publications';
export const LOGICAL_TABLES = 'postgresql.logical.tables';
export const LOGICAL_SEQUENCES = 'postgresql.logical.sequences';
export const HEARTBEAT = 'postgresql.heartbeat';
export { HEARTBEAT_AGE_SIGNAL as HEARTBEAT_AGE } from '@twinshore/plugin-dr-status-common';

export type Connections = { used: number; max: number };

/** A row of `pg_stat_replication`; `state` is null without `pg_monitor`. */
export type Sender = {
  applicationName: string;
  kind: 'physical' | 'logical';
  state: string | null;
  syncState: string | null;
  lagBytes: number | null;
  /** The last sample, not a running age: it stays when replay stops. */
  replayLagSeconds: number | null;
  replyAgeSeconds: number | null;
};

export type Slot = {
  name: string;
  kind: 'physical' | 'logical';
  active: boolean;
  walStatus: string | null;
  safeWalBytes: number | null;
  retainedBytes: number | null;
};

export type Sync = {
  standbyNames: string;
  /** `synchronous_commit` as new sessions get it. */
  commit: string;
  /** Commits that wait for a standby now. */
  blockedCommits: number;
  /** Age of the longest of these waits. */
  blockedSeconds: number | null;
};

/** The row of `pg_stat_wal_receiver`; `status` is null without `pg_monitor`. */
export type WalReceiver = {
  running: boolean;
  status: string | null;
  timeline: number | null;
  lastMessageAgeSeconds: number | null;
  /**
   * Age of the last contact with the upstream that this source has seen, by
   * the portal's clock; null when it has seen none yet.
   */
  lastContactAgeSeconds: number | null;
};

export type Replay = {
  pauseState: string;
  caughtUp: boolean | null;
  lagBytes: number | null;
  /** Age of the last replayed commit: grows on an idle primary as well. */
  lastCommitAgeSeconds: number | null;
  /** The copy's age, null when it cannot be said. */
  ageSeconds: number | null;
  /**
   * Where `ageSeconds` comes from: `live` (caught up, in contact), `exposure`
   * (caught up with what it got, out of contact since), `measured` (behind:
   * age of the last replayed commit), `bound` (no contact seen: an upper
   * bound), `unknown`.
   */
  ageKind: 'live' | 'exposure' | 'measured' | 'bound' | 'unknown';
};

export type Subscription = {
  name: string;
  enabled: boolean;
  workerPresent: boolean;
  receivedLsn: string | null;
  latestEndAgeSeconds: number | null;
  lastMessageAgeSeconds: number | null;
  tables: { ready: number; total: number; notReady: string[] };
  errors: number | null;
};

export type Publication = { name: string; allTables: boolean; tables: number };

export type Heartbeat =
  | {
      beatAt: string;
      sequence: string;
      /** By the clock of the portal, and by the clock of this server. */
      ageByPortalSeconds: number;
      ageByServerSeconds: number;
    }
  /** Why there is none to be read. */
  | { missing: string };

/** A table that is published or subscribed to. */
export type LogicalTable = {
  name: string;
  /** `REPLICA IDENTITY`, by which rows that change are found at the other end. */
  identity: 'default' | 'full' | 'index' | 'nothing';
  hasPrimaryKey: boolean;
  /** Of its columns' names, types and NOT NULL, whatever their order. */
  fingerprint: string;
};

/** A sequence that such a table draws its keys from. */
export type LogicalSequence = {
  name: string;
  /** Whether the monitoring role may see its value. */
  readable: boolean;
  /** A bigint as text; null when it was never used or may not be seen. */
  lastValue: string | null;
};
