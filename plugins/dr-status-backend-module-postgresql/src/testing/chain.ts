import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { SourceErrorKind } from '@twinshore/plugin-dr-status-common';
import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';

/** A chain for checks under test: head ⇒ standby (synchronous), head → cloud (logical) ⇢ replica (asynchronous). */

function database(name: string, resilience: JsonObject): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default' },
    spec: { type: 'database', owner: 'group:dba', system: 'data', resilience },
  };
}

export const ENTITIES: Record<string, Entity> = {
  head: database('head', {
    site: 'here',
    redundancy: { group: 'pair', needs: 1 },
    replicates: [
      { to: 'resource:standby', mode: 'synchronous' },
      { to: 'resource:default/cloud', mode: 'logical' },
    ],
  }),
  standby: database('standby', {
    site: 'here',
    redundancy: { group: 'pair', needs: 1 },
    objectives: { rpoSeconds: 0 },
  }),
  cloud: database('cloud', {
    site: 'there',
    replicates: [{ to: 'replica', mode: 'asynchronous' }],
  }),
  replica: database('replica', {
    site: 'yonder',
    objectives: { rpoSeconds: 600 },
  }),
  lonely: database('lonely', { site: 'here' }),
};

export const refOfName = (name: string) => `resource:default/${name}`;

export const SYNC: signals.Sync = {
  standbyNames: 'FIRST 1 (standby)',
  commit: 'on',
  blockedCommits: 0,
  blockedSeconds: null,
};

export const SENDER: signals.Sender = {
  applicationName: 'standby',
  kind: 'physical',
  state: 'streaming',
  syncState: 'sync',
  lagBytes: 0,
  replayLagSeconds: 0.001,
  replyAgeSeconds: 1,
};

export const SLOT: signals.Slot = {
  name: 'cloud',
  kind: 'logical',
  active: true,
  walStatus: 'reserved',
  safeWalBytes: null,
  retainedBytes: 2048,
};

export const RECEIVER: signals.WalReceiver = {
  running: true,
  status: 'streaming',
  timeline: 1,
  lastMessageAgeSeconds: 1,
  lastContactAgeSeconds: 1,
};

export const LOST_RECEIVER: signals.WalReceiver = {
  running: false,
  status: null,
  timeline: null,
  lastMessageAgeSeconds: null,
  lastContactAgeSeconds: 4,
};

export const REPLAY: signals.Replay = {
  pauseState: 'not paused',
  caughtUp: true,
  lagBytes: 0,
  lastCommitAgeSeconds: 5000,
  ageSeconds: 0,
  ageKind: 'live',
};

export const SUBSCRIPTION: signals.Subscription = {
  name: 'mis',
  enabled: true,
  workerPresent: true,
  receivedLsn: '0/1',
  latestEndAgeSeconds: 1,
  lastMessageAgeSeconds: 1,
  tables: { ready: 4, total: 4, notReady: [] },
  errors: 0,
};

export const TABLE: signals.LogicalTable = {
  name: 'mis.cases',
  identity: 'default',
  hasPrimaryKey: true,
  fingerprint: 'a1',
};

export const SEQUENCE: signals.LogicalSequence = {
  name: 'mis.cases_id_seq',
  readable: true,
  lastValue: '9007199254740993',
};

type Values = Record<string, JsonValue>;

const PRIMARY: Values = {
  [signals.IN_RECOVERY]: false,
  [signals.READ_ONLY]: false,
  [signals.SYSTEM_IDENTIFIER]: '71',
  [signals.TIMELINE]: 1,
  [signals.CLOCK_OFFSET]: 0.01,
  [signals.CONNECTIONS]: { used: 5, max: 100 },
  [signals.SYNC]: SYNC,
  [signals.SENDERS]: [SENDER],
  [signals.SLOTS]: [SLOT],
  [signals.SUBSCRIPTIONS]: [],
  [signals.LOGICAL_TABLES]: [TABLE],
  [signals.LOGICAL_SEQUENCES]: [SEQUENCE],
  [signals.HEARTBEAT]: { sequence: '1' },
  [signals.HEARTBEAT_AGE]: 0.5,
};

const STANDBY: Values = {
  ...PRIMARY,
  [signals.IN_RECOVERY]: true,
  [signals.WAL_RECEIVER]: RECEIVER,
  [signals.REPLAY]: REPLAY,
  [signals.SENDERS]: [],
};

const WELL: Record<string, Values> = {
  head: PRIMARY,
  standby: STANDBY,
  cloud: {
    ...PRIMARY,
    [signals.SYSTEM_IDENTIFIER]: '72',
    [signals.SUBSCRIPTIONS]: [SUBSCRIPTION],
    [signals.SENDERS]: [{ ...SENDER, syncState: 'async' }],
    [signals.SLOTS]: [{ ...SLOT, name: 'replica', kind: 'physical' }],
  },
  replica: { ...STANDBY, [signals.SYSTEM_IDENTIFIER]: '72' },
  lonely: PRIMARY,
};

/** What is other than well: values to change, values that are not reported, sources that fail or are stale. */
export interface Situation {
  change?: Record<string, Values>;
  without?: Record<string, string[]>;
  failing?: Record<string, SourceErrorKind>;
  stale?: string[];
}

const byRef = <T>(record: Record<string, T>) =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [refOfName(name), value]),
  );

/** The outcome of the check for the entity; undefined when it does not apply. */
export function judge(
  check: Check,
  name: string,
  situation: Situation = {},
): CheckOutcome | undefined {
  const values: Record<string, Values> = {};
  for (const each of Object.keys(WELL)) {
    values[each] = { ...WELL[each], ...situation.change?.[each] };
    for (const signal of situation.without?.[each] ?? []) {
      delete values[each][signal];
    }
  }
  const context = testCheckContext({
    entity: ENTITIES[name],
    entities: Object.values(ENTITIES).filter(e => e !== ENTITIES[name]),
    values: byRef(values),
    states: byRef(
      Object.fromEntries(
        (situation.stale ?? []).map(each => [each, 'stale' as const]),
      ),
    ),
    sources: byRef(
      Object.fromEntries(
        Object.keys(ENTITIES).map(each => {
          const kind = situation.failing?.[each];
          return [
            each,
            kind
              ? { error: { kind, message: `The source of ${each} failed` } }
              : {},
          ];
        }),
      ),
    ),
  });
  return check.appliesTo(ENTITIES[name], context)
    ? check.evaluate(context)
    : undefined;
}

/** The standby has lost its primary, so many seconds ago. */
export const lost = (age = 4) => ({
  standby: {
    [signals.WAL_RECEIVER]: { ...LOST_RECEIVER, lastContactAgeSeconds: age },
  },
});
