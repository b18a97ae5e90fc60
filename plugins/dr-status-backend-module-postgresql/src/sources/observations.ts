import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import type {
  HeartbeatRow,
  PublicationRow,
  SenderRow,
  ServerRow,
  SlotRow,
  StandbyRow,
  SubscriptionRow,
} from './queries';

/** A receiver that is in contact hears of its primary at least this often. */
const CONTACT_SECONDS = 30;

export interface ServerState {
  server: ServerRow;
  senders: SenderRow[];
  slots: SlotRow[];
  standby: StandbyRow;
  subscriptions: SubscriptionRow[];
  subscriptionErrors: Map<string, number>;
  publications: PublicationRow[];
  heartbeat?: HeartbeatRow | { missing: string };
}

export interface ReadingTime {
  /** Portal's clock, halfway between question and answer. */
  now: number;
  /** Last contact of the receiver with its upstream that was seen, portal's clock. */
  lastContactAt?: number;
}

/** When the WAL receiver was last in contact, as far as this answer shows it. */
export function contactAt(
  standby: StandbyRow,
  now: number,
): number | undefined {
  return standby.receiver_running &&
    standby.receiver_status === 'streaming' &&
    standby.message_age_s !== null
    ? now - Math.max(0, standby.message_age_s) * 1000
    : undefined;
}

/**
 * The age of a physical copy. "Received = replayed" alone proves nothing: it
 * stays true when the primary is gone. And the age of the last commit grows on
 * an idle primary. So the age is zero only in contact and caught up.
 */
export function replayAge(
  standby: StandbyRow,
  contactAgeSeconds: number | null,
): Pick<signals.Replay, 'ageSeconds' | 'ageKind'> {
  const { caught_up: caughtUp, commit_age_s: commitAge } = standby;
  if (caughtUp === false) {
    return commitAge === null
      ? { ageSeconds: null, ageKind: 'unknown' }
      : { ageSeconds: Math.max(0, commitAge), ageKind: 'measured' };
  }
  if (caughtUp && contactAgeSeconds !== null) {
    return contactAgeSeconds < CONTACT_SECONDS &&
      standby.receiver_status === 'streaming'
      ? { ageSeconds: 0, ageKind: 'live' }
      : { ageSeconds: contactAgeSeconds, ageKind: 'exposure' };
  }
  return commitAge === null
    ? { ageSeconds: null, ageKind: 'unknown' }
    : { ageSeconds: Math.max(0, commitAge), ageKind: 'bound' };
}

function heartbeatOf(
  heartbeat: NonNullable<ServerState['heartbeat']>,
  now: number,
): signals.Heartbeat {
  return 'missing' in heartbeat
    ? heartbeat
    : {
        beatAt: new Date(heartbeat.beat_ms).toISOString(),
        sequence: heartbeat.sequence,
        ageByPortalSeconds: (now - heartbeat.beat_ms) / 1000,
        ageByServerSeconds: heartbeat.age_s,
      };
}

/**
 * The heartbeat's age: the greater of what the portal's clock and the server's
 * clock say, since either may be slow; never below zero.
 */
export function heartbeatAge(heartbeat: signals.Heartbeat): number | undefined {
  return 'missing' in heartbeat
    ? undefined
    : Math.max(0, heartbeat.ageByPortalSeconds, heartbeat.ageByServerSeconds);
}

/** What a server's answers say about its entity. */
export function toObservations(
  state: ServerState,
  time: ReadingTime,
  entityRef: string,
): ObservationInput[] {
  const { server, standby } = state;
  const observations: ObservationInput[] = [];
  const add = (
    signal: string,
    value: ObservationInput['value'],
    unit?: string,
  ) => observations.push({ entityRef, signal, value, ...(unit && { unit }) });

  add(signals.IN_RECOVERY, server.in_recovery);
  add(signals.READ_ONLY, server.read_only);
  add(signals.VERSION, server.version);
  add(signals.SYSTEM_IDENTIFIER, server.system_identifier);
  const timeline = server.timeline ?? standby.received_tli;
  if (timeline !== null) {
    add(signals.TIMELINE, timeline);
  }
  add(signals.CLOCK_OFFSET, (server.server_ms - time.now) / 1000, 's');
  const connections: signals.Connections = {
    used: server.connections,
    max: server.max_connections,
  };
  add(signals.CONNECTIONS, connections);
  add(
    signals.SENDERS,
    state.senders.map(
      (row): signals.Sender => ({
        applicationName: row.application_name ?? '',
        kind: row.kind,
        state: row.state,
        syncState: row.sync_state,
        lagBytes: row.lag_bytes,
        replayLagSeconds: row.replay_lag_s,
        replyAgeSeconds: row.reply_age_s,
      }),
    ),
  );
  add(
    signals.SLOTS,
    state.slots.map(
      (row): signals.Slot => ({
        name: row.slot_name,
        kind: row.kind,
        active: row.active,
        walStatus: row.wal_status,
        safeWalBytes: row.safe_bytes,
        retainedBytes: row.retained_bytes,
      }),
    ),
  );
  add(
    signals.PUBLICATIONS,
    state.publications.map(
      (row): signals.Publication => ({
        name: row.pubname,
        allTables: row.puballtables,
        tables: row.tables,
      }),
    ),
  );
  if (server.in_recovery) {
    addStandby(standby, time, add);
  } else {
    const sync: signals.Sync = {
      standbyNames: server.sync_names,
      commit: server.sync_commit,
      blockedCommits: server.blocked,
      blockedSeconds: server.blocked_s,
    };
    add(signals.SYNC, sync);
    add(
      signals.SUBSCRIPTIONS,
      state.subscriptions.map(
        (row): signals.Subscription => ({
          name: row.subname,
          enabled: row.subenabled,
          workerPresent: row.worker,
          receivedLsn: row.received_lsn,
          latestEndAgeSeconds: row.latest_end_age_s,
          lastMessageAgeSeconds: row.message_age_s,
          tables: {
            ready: row.ready,
            total: row.tables,
            notReady: row.not_ready,
          },
          errors: state.subscriptionErrors.get(row.subname) ?? null,
        }),
      ),
    );
  }
  if (state.heartbeat) {
    const heartbeat = heartbeatOf(state.heartbeat, time.now);
    add(signals.HEARTBEAT, heartbeat);
    const age = heartbeatAge(heartbeat);
    if (age !== undefined) {
      add(signals.HEARTBEAT_AGE, age, 's');
    }
  }
  return observations;
}

function addStandby(
  standby: StandbyRow,
  time: ReadingTime,
  add: (
    signal: string,
    value: ObservationInput['value'],
    unit?: string,
  ) => void,
): void {
  const contactAgeSeconds =
    time.lastContactAt === undefined
      ? null
      : Math.max(0, time.now - time.lastContactAt) / 1000;
  const receiver: signals.WalReceiver = {
    running: standby.receiver_running,
    status: standby.receiver_status,
    timeline: standby.received_tli,
    lastMessageAgeSeconds: standby.message_age_s,
    lastContactAgeSeconds: contactAgeSeconds,
  };
  add(signals.WAL_RECEIVER, receiver);
  const replay: signals.Replay = {
    pauseState: standby.pause_state ?? 'unknown',
    caughtUp: standby.caught_up,
    lagBytes: standby.lag_bytes,
    lastCommitAgeSeconds: standby.commit_age_s,
    ...replayAge(standby, contactAgeSeconds),
  };
  add(signals.REPLAY, replay);
  if (replay.ageSeconds !== null) {
    add(signals.REPLAY_AGE, replay.ageSeconds, 's');
  }
}
