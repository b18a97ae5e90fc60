/**
 * What is asked of a server, for PostgreSQL 14 and newer. All statements work
 * on primaries and standbys and need only LOGIN and `pg_monitor`.
 */

/** End of the WAL here: written by a primary, received by a standby. */
const WAL_END = `CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END`;

const age = (timestamp: string) =>
  `extract(epoch FROM clock_timestamp() - ${timestamp})::float8`;

/**
 * A setting as other sessions get it: one that is set for the monitoring role
 * alone says nothing about the server.
 */
const serverSetting = (name: string, otherwise: string) =>
  `(SELECT CASE WHEN source IN ('user', 'database user', 'client', 'session') THEN '${otherwise}' ELSE setting END
      FROM pg_settings WHERE name = '${name}')`;

const SERVER = `SELECT
  pg_is_in_recovery() AS in_recovery,
  ${serverSetting('default_transaction_read_only', 'off')} = 'on' AS read_only,
  current_setting('server_version') AS version,
  (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS server_ms,
  (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
  current_setting('max_connections')::int AS max_connections,
  -- The control file's timeline is stale after a promotion until the next
  -- checkpoint; the name of the current WAL file is not.
  CASE WHEN pg_is_in_recovery() THEN NULL
    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS timeline,
  current_setting('synchronous_standby_names') AS sync_names,
  ${serverSetting('synchronous_commit', 'on')} AS sync_commit,
  (SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS blocked,
  (SELECT max(${age(
    'query_start',
  )}) FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS blocked_s`;

const SENDERS = `SELECT r.application_name, r.state, r.sync_state,
  coalesce(s.slot_type, 'physical') AS kind,
  pg_wal_lsn_diff(${WAL_END}, r.replay_lsn)::float8 AS lag_bytes,
  extract(epoch FROM r.replay_lag)::float8 AS replay_lag_s,
  ${age('r.reply_time')} AS reply_age_s
FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid
ORDER BY r.application_name, r.pid`;

const SLOTS = `SELECT slot_name, slot_type AS kind, active, wal_status,
  safe_wal_size::float8 AS safe_bytes,
  pg_wal_lsn_diff(${WAL_END}, restart_lsn)::float8 AS retained_bytes
FROM pg_replication_slots WHERE NOT temporary ORDER BY slot_name`;

const STANDBY = `SELECT
  pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AS caught_up,
  pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 AS lag_bytes,
  ${age('pg_last_xact_replay_timestamp()')} AS commit_age_s,
  CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() END AS pause_state,
  w.pid IS NOT NULL AS receiver_running, w.status AS receiver_status, w.received_tli,
  ${age('w.last_msg_receipt_time')} AS message_age_s
FROM (SELECT 1) one LEFT JOIN pg_stat_wal_receiver w ON true`;

// A standby carries the subscriptions of its primary, which run only there.
// Parallel apply workers (their leader_pid is set, since version 16) are no
// workers of their own.
const SUBSCRIPTIONS = `SELECT s.subname, s.subenabled, w.pid IS NOT NULL AS worker,
  w.received_lsn::text AS received_lsn,
  ${age('w.latest_end_time')} AS latest_end_age_s,
  ${age('w.last_msg_receipt_time')} AS message_age_s,
  (SELECT count(*)::int FROM pg_subscription_rel r WHERE r.srsubid = s.oid) AS tables,
  (SELECT count(*)::int FROM pg_subscription_rel r WHERE r.srsubid = s.oid AND r.srsubstate = 'r') AS ready,
  ARRAY(SELECT r.srrelid::regclass::text FROM pg_subscription_rel r
    WHERE r.srsubid = s.oid AND r.srsubstate <> 'r' ORDER BY 1 LIMIT 20) AS not_ready
FROM pg_subscription s
LEFT JOIN pg_stat_subscription w
  ON w.subid = s.oid AND w.relid IS NULL AND to_jsonb(w) ->> 'leader_pid' IS NULL
WHERE NOT pg_is_in_recovery()
  AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY s.subname`;

const PUBLICATIONS = `SELECT p.pubname, p.puballtables,
  (SELECT count(*)::int FROM pg_publication_tables t WHERE t.pubname = p.pubname) AS tables
FROM pg_publication p ORDER BY p.pubname`;

/** One round trip and one transaction, so that the answers belong together. */
export const STATE_QUERY = [
  SERVER,
  SENDERS,
  SLOTS,
  STANDBY,
  SUBSCRIPTIONS,
  PUBLICATIONS,
].join(';\n');

/** Error counters exist since version 15. */
export const SUBSCRIPTION_ERRORS_QUERY = `SELECT subname,
  (apply_error_count + sync_error_count)::int AS errors
FROM pg_stat_subscription_stats WHERE NOT pg_is_in_recovery()`;

/** Apart from the rest, since the table or its grant may be missing. */
export const heartbeatQuery = (table: string) => `SELECT
  extract(epoch FROM beat_at)::float8 * 1000 AS beat_ms, sequence::text AS sequence,
  ${age('beat_at')} AS age_s
FROM ${table} ORDER BY beat_at DESC LIMIT 1`;

/** `schema.table`, quoted. */
export function quoteTable(table: string): string | undefined {
  const parts = table.split('.');
  const valid =
    parts.length >= 1 &&
    parts.length <= 2 &&
    parts.every(part => /^[A-Za-z_][A-Za-z0-9_$]{0,62}$/.test(part));
  return valid ? parts.map(part => `"${part}"`).join('.') : undefined;
}

export interface ServerRow {
  in_recovery: boolean;
  read_only: boolean;
  version: string;
  system_identifier: string;
  server_ms: number;
  connections: number;
  max_connections: number;
  timeline: number | null;
  sync_names: string;
  sync_commit: string;
  blocked: number;
  blocked_s: number | null;
}

export interface SenderRow {
  application_name: string | null;
  state: string | null;
  sync_state: string | null;
  kind: 'physical' | 'logical';
  lag_bytes: number | null;
  replay_lag_s: number | null;
  reply_age_s: number | null;
}

export interface SlotRow {
  slot_name: string;
  kind: 'physical' | 'logical';
  active: boolean;
  wal_status: string | null;
  safe_bytes: number | null;
  retained_bytes: number | null;
}

export interface StandbyRow {
  caught_up: boolean | null;
  lag_bytes: number | null;
  commit_age_s: number | null;
  pause_state: string | null;
  receiver_running: boolean;
  receiver_status: string | null;
  received_tli: number | null;
  message_age_s: number | null;
}

export interface SubscriptionRow {
  subname: string;
  subenabled: boolean;
  worker: boolean;
  received_lsn: string | null;
  latest_end_age_s: number | null;
  message_age_s: number | null;
  tables: number;
  ready: number;
  not_ready: string[];
}

export interface PublicationRow {
  pubname: string;
  puballtables: boolean;
  tables: number;
}

export interface HeartbeatRow {
  beat_ms: number;
  sequence: string;
  age_s: number;
}
