import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { Check } from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import {
  judge,
  LOST_RECEIVER,
  RECEIVER,
  REPLAY,
  SENDER,
  SLOT,
  SUBSCRIPTION,
  SYNC,
  type Situation,
} from '../testing/chain';
import { postgresqlChecks } from './index';
import { connectionsFree } from './connectionsFree';
import { heartbeatAge } from './heartbeatAge';
import { heartbeatWriter } from './heartbeatWriter';
import { logicalSchema, logicalSequences } from './logicalHop';
import { logicalSubscription } from './logicalSubscription';
import { oneWriter } from './oneWriter';
import { primaryAcceptsWrites } from './primaryAcceptsWrites';
import { replayRunning } from './replayRunning';
import { sameLineage } from './sameLineage';
import { slotsHealthy } from './slotsHealthy';
import { streamingReplica } from './streamingReplica';
import { synchronousStandby } from './synchronousStandby';

type Row = [
  situation: string,
  entity: string,
  change: Situation,
  verdict: Verdict,
  reason: RegExp,
];

const lost = (age = 4) => ({
  standby: {
    [signals.WAL_RECEIVER]: { ...LOST_RECEIVER, lastContactAgeSeconds: age },
  },
});

const CASES: Array<[Check, Row[]]> = [
  [
    primaryAcceptsWrites,
    [
      ['all is well', 'head', {}, 'met', /out of recovery/],
      [
        'it refuses connections and its standby has lost it',
        'head',
        { failing: { head: 'unreachable' }, change: lost() },
        'breached',
        /is down: The source of head failed, and the WAL receiver of standby has lost it \(last contact 4 s ago\)/,
      ],
      [
        'it refuses connections and its standby has taken over',
        'head',
        {
          failing: { head: 'unreachable' },
          change: { standby: { [signals.IN_RECOVERY]: false } },
        },
        'breached',
        /standby has been promoted/,
      ],
      [
        'only the portal cannot reach it',
        'head',
        { failing: { head: 'unreachable' } },
        'unknown',
        /standby still streams from it/,
      ],
      [
        'it hangs, and the stream is open and silent',
        'head',
        {
          failing: { head: 'timed-out' },
          change: {
            standby: {
              [signals.WAL_RECEIVER]: {
                ...RECEIVER,
                lastMessageAgeSeconds: 40,
              },
            },
          },
        },
        'unknown',
        /no standby can be asked/,
      ],
      [
        'it hangs, and its standby has lost it a moment ago',
        'head',
        { failing: { head: 'timed-out' }, change: lost(20) },
        'unknown',
        /has lost it \(last contact 20 s ago\)/,
      ],
      [
        'it has hung for so long that it must be dead',
        'head',
        { failing: { head: 'timed-out' }, change: lost(130) },
        'breached',
        /2 min 10 s/,
      ],
      [
        'the password is wrong',
        'head',
        { failing: { head: 'unauthorized' }, change: lost() },
        'unknown',
        /The source of head failed/,
      ],
      [
        'nobody can be asked',
        'head',
        { failing: { head: 'unreachable', standby: 'timed-out' } },
        'unknown',
        /no standby can be asked/,
      ],
      [
        'its standby hides the receiver',
        'head',
        {
          failing: { head: 'unreachable' },
          change: {
            standby: { [signals.WAL_RECEIVER]: { ...RECEIVER, status: null } },
          },
        },
        'unknown',
        /no standby can be asked/,
      ],
      [
        'its last reading is too old',
        'head',
        { stale: ['head'] },
        'unknown',
        /last reading is 2 min old/,
      ],
      [
        'it follows another',
        'head',
        { change: { head: { [signals.IN_RECOVERY]: true } } },
        'breached',
        /in recovery/,
      ],
      [
        'it is read-only',
        'cloud',
        { change: { cloud: { [signals.READ_ONLY]: true } } },
        'breached',
        /default_transaction_read_only/,
      ],
      [
        'its commits hang',
        'head',
        {
          change: {
            head: {
              [signals.SYNC]: {
                ...SYNC,
                blockedCommits: 2,
                blockedSeconds: 12,
              },
            },
          },
        },
        'breached',
        /hang: 2 commits wait.*12 s/,
      ],
      [
        'a commit waits as briefly as commits do',
        'head',
        {
          change: {
            head: {
              [signals.SYNC]: {
                ...SYNC,
                blockedCommits: 1,
                blockedSeconds: 0.002,
              },
            },
          },
        },
        'met',
        /no more than 0 s/,
      ],
      [
        'its commit state is not reported',
        'head',
        { without: { head: [signals.SYNC] } },
        'unknown',
        /has not been reported/,
      ],
    ],
  ],
  [
    synchronousStandby,
    [
      ['all is well', 'head', {}, 'met', /standby streams from head as sync/],
      [
        'a quorum holds it',
        'head',
        {
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, syncState: 'quorum' }] },
          },
        },
        'met',
        /as quorum/,
      ],
      [
        'no standby is named',
        'head',
        {
          change: {
            head: { [signals.SYNC]: { ...SYNC, standbyNames: ' ' } },
          },
        },
        'breached',
        /synchronous_standby_names of head is empty/,
      ],
      [
        'commits do not wait',
        'head',
        { change: { head: { [signals.SYNC]: { ...SYNC, commit: 'local' } } } },
        'breached',
        /synchronous_commit of head is local/,
      ],
      [
        'the standby is gone and commits hang',
        'head',
        {
          change: {
            head: {
              [signals.SENDERS]: [],
              [signals.SYNC]: {
                ...SYNC,
                blockedCommits: 3,
                blockedSeconds: 9.5,
              },
            },
          },
        },
        'breached',
        /no replica is attached.*3 commit\(s\) hang, the longest for 9.5 s/,
      ],
      [
        'the standby is gone and nobody writes',
        'head',
        { change: { head: { [signals.SENDERS]: [] } } },
        'at-risk',
        /next one will hang/,
      ],
      [
        'there are only asynchronous ones',
        'head',
        {
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, syncState: 'async' }] },
          },
        },
        'at-risk',
        /standby is streaming\/async/,
      ],
      [
        'a logical subscriber does not count',
        'head',
        {
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, kind: 'logical' }] },
          },
        },
        'at-risk',
        /no replica is attached/,
      ],
      [
        'the portal may not see',
        'head',
        {
          change: {
            head: {
              [signals.SENDERS]: [{ ...SENDER, state: null, syncState: null }],
            },
          },
        },
        'unknown',
        /lacks pg_monitor/,
      ],
      [
        'the primary is dead',
        'head',
        { failing: { head: 'unreachable' }, change: lost() },
        'breached',
        /No standby streams from head/,
      ],
      [
        'only the portal cannot reach it',
        'head',
        { failing: { head: 'unreachable' } },
        'unknown',
        /The source of head failed/,
      ],
    ],
  ],
  [
    streamingReplica,
    [
      ['all is well', 'replica', {}, 'met', /streams from cloud, 0 s behind/],
      [
        'it is idle, as its last commit is old',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: { ...REPLAY, lastCommitAgeSeconds: 9e4 },
            },
          },
        },
        'met',
        /caught up and in contact/,
      ],
      [
        'it is attached and silent',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 45,
                ageKind: 'exposure',
              },
            },
          },
        },
        'at-risk',
        /45 s behind \(without contact since\)/,
      ],
      [
        'it has lost its primary a moment ago',
        'replica',
        {
          change: {
            replica: {
              [signals.WAL_RECEIVER]: LOST_RECEIVER,
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 4,
                ageKind: 'exposure',
              },
            },
          },
        },
        'at-risk',
        /not attached to cloud \(WAL receiver not running\), 4 s behind/,
      ],
      [
        'it is half of its RPO behind',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 300,
                ageKind: 'measured',
                lagBytes: 77,
              },
            },
          },
        },
        'at-risk',
        /5 min behind .* of 10 min allowed, 77 bytes/,
      ],
      [
        'it is its RPO behind, and paused replay hides it from the primary',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                pauseState: 'paused',
                ageSeconds: 600,
                ageKind: 'measured',
              },
            },
          },
        },
        'breached',
        /10 min behind/,
      ],
      [
        'an RPO of zero is not measured in age',
        'standby',
        {
          change: {
            standby: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 449,
                ageKind: 'measured',
              },
            },
          },
        },
        'met',
        /of 15 min allowed/,
      ],
      [
        'only an upper bound is known, and it is small',
        'replica',
        {
          change: {
            replica: {
              [signals.WAL_RECEIVER]: LOST_RECEIVER,
              [signals.REPLAY]: { ...REPLAY, ageSeconds: 9, ageKind: 'bound' },
            },
          },
        },
        'at-risk',
        /upper bound/,
      ],
      [
        'only an upper bound is known, and it is large',
        'replica',
        {
          change: {
            replica: {
              [signals.WAL_RECEIVER]: LOST_RECEIVER,
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 9000,
                ageKind: 'bound',
              },
            },
          },
        },
        'unknown',
        /at most/,
      ],
      [
        'it has replayed no commit yet',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: null,
                ageKind: 'unknown',
              },
            },
          },
        },
        'unknown',
        /no commit yet/,
      ],
      [
        'it was promoted',
        'replica',
        { change: { replica: { [signals.IN_RECOVERY]: false } } },
        'breached',
        /has been promoted/,
      ],
      [
        'the portal may not see',
        'replica',
        {
          change: {
            replica: { [signals.WAL_RECEIVER]: { ...RECEIVER, status: null } },
          },
        },
        'unknown',
        /lacks pg_monitor/,
      ],
      [
        'it refuses connections and nothing is attached to its primary',
        'standby',
        {
          failing: { standby: 'unreachable' },
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, kind: 'logical' }] },
          },
        },
        'breached',
        /standby is down.*no replica is attached to head/,
      ],
      [
        'only the portal cannot reach it',
        'standby',
        { failing: { standby: 'unreachable' } },
        'unknown',
        /The source of standby failed/,
      ],
      [
        'it hangs',
        'standby',
        {
          failing: { standby: 'timed-out' },
          change: { head: { [signals.SENDERS]: [] } },
        },
        'unknown',
        /The source of standby failed/,
      ],
      [
        'its receiver is not reported',
        'replica',
        { without: { replica: [signals.WAL_RECEIVER] } },
        'unknown',
        /have not been reported/,
      ],
    ],
  ],
  [
    logicalSubscription,
    [
      ['all is well', 'cloud', {}, 'met', /4 of 4 tables ready/],
      ...(
        [
          ['it is disabled', { enabled: false }, 'breached', /disabled/],
          [
            'its worker is gone',
            { workerPresent: false, errors: 7 },
            'breached',
            /no running worker.*7 errors/,
          ],
          [
            'its worker is new',
            { lastMessageAgeSeconds: null },
            'unknown',
            /not heard/,
          ],
          [
            'its publisher is silent',
            { lastMessageAgeSeconds: 61 },
            'at-risk',
            /heard nothing of its publisher for 1 min 1 s/,
          ],
          [
            'it is half of the RPO behind',
            { latestEndAgeSeconds: 450 },
            'at-risk',
            /7 min 30 s old, of 15 min/,
          ],
          [
            'it is the RPO behind',
            { latestEndAgeSeconds: 900 },
            'breached',
            /15 min old/,
          ],
          [
            'tables are not synchronised',
            { tables: { ready: 3, total: 4, notReady: ['public.orders'] } },
            'at-risk',
            /1 of 4 tables not synchronised: public.orders/,
          ],
        ] as Array<[string, Partial<signals.Subscription>, Verdict, RegExp]>
      ).map(
        ([situation, change, verdict, reason]): Row => [
          situation,
          'cloud',
          {
            change: {
              cloud: {
                [signals.SUBSCRIPTIONS]: [{ ...SUBSCRIPTION, ...change }],
              },
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'one of two is broken',
        'cloud',
        {
          change: {
            cloud: {
              [signals.SUBSCRIPTIONS]: [
                SUBSCRIPTION,
                { ...SUBSCRIPTION, name: 'other', enabled: false },
              ],
            },
          },
        },
        'breached',
        /other is disabled/,
      ],
      [
        'there is none',
        'cloud',
        { change: { cloud: { [signals.SUBSCRIPTIONS]: [] } } },
        'breached',
        /has no subscription/,
      ],
      [
        'it is in recovery',
        'cloud',
        { change: { cloud: { [signals.IN_RECOVERY]: true } } },
        'breached',
        /in recovery/,
      ],
      [
        'it cannot be asked',
        'cloud',
        { failing: { cloud: 'unauthorized' } },
        'unknown',
        /The source of cloud failed/,
      ],
    ],
  ],
  [
    heartbeatAge,
    [
      ['all is well', 'replica', {}, 'met', /0.5 s old, of 10 min allowed/],
      ['it is an intermediate copy', 'cloud', {}, 'met', /of 15 min allowed/],
      [
        'it is half of its RPO old',
        'replica',
        { change: { replica: { [signals.HEARTBEAT_AGE]: 300 } } },
        'at-risk',
        /5 min old/,
      ],
      [
        'it is its RPO old',
        'replica',
        { change: { replica: { [signals.HEARTBEAT_AGE]: 600 } } },
        'breached',
        /10 min old/,
      ],
      [
        'the writer stands still',
        'replica',
        {
          change: {
            head: { [signals.HEARTBEAT_AGE]: 700 },
            replica: { [signals.HEARTBEAT_AGE]: 700 },
          },
        },
        'unknown',
        /writer stands still/,
      ],
      [
        'the head of the chain is dead',
        'replica',
        {
          failing: { head: 'unreachable' },
          change: { replica: { [signals.HEARTBEAT_AGE]: 20 } },
        },
        'met',
        /head cannot be asked whether it still writes/,
      ],
      [
        'the writer’s clock is ahead and hides a part',
        'replica',
        {
          change: {
            head: { [signals.CLOCK_OFFSET]: 100 },
            replica: { [signals.HEARTBEAT_AGE]: 250 },
          },
        },
        'at-risk',
        /5 min 50 s old.*1 min 40 s added/,
      ],
      [
        'the table is missing',
        'replica',
        {
          without: { replica: [signals.HEARTBEAT_AGE] },
          change: {
            replica: { [signals.HEARTBEAT]: { missing: 'permission denied' } },
          },
        },
        'unknown',
        /permission denied/,
      ],
      [
        'it cannot be asked',
        'replica',
        { failing: { replica: 'timed-out' } },
        'unknown',
        /The source of replica failed/,
      ],
    ],
  ],
  [
    heartbeatWriter,
    [
      ['all is well', 'head', {}, 'met', /0.5 s ago/],
      [
        'it stutters',
        'head',
        { change: { head: { [signals.HEARTBEAT_AGE]: 10 } } },
        'at-risk',
        /10 s ago/,
      ],
      [
        'it stands still',
        'head',
        { change: { head: { [signals.HEARTBEAT_AGE]: 60 } } },
        'breached',
        /1 min ago/,
      ],
      [
        'there is no table',
        'head',
        {
          without: { head: [signals.HEARTBEAT_AGE] },
          change: { head: { [signals.HEARTBEAT]: { missing: 'no row' } } },
        },
        'unknown',
        /no row/,
      ],
      [
        'it cannot be asked',
        'head',
        { failing: { head: 'malformed' } },
        'unknown',
        /The source of head failed/,
      ],
    ],
  ],
  [
    slotsHealthy,
    [
      ['all is well', 'head', {}, 'met', /is read, it retains 2 KiB/],
      ...(
        [
          ['one is lost', { walStatus: 'lost' }, 'breached', /built anew/],
          ['one is unreserved', { walStatus: 'unreserved' }, 'at-risk', /next/],
          ['one is extended', { walStatus: 'extended' }, 'at-risk', /max_wal/],
          ['nobody reads one', { active: false }, 'at-risk', /Nobody reads/],
          ['a state is new', { walStatus: 'odd' }, 'unknown', /odd/],
        ] as Array<[string, Partial<signals.Slot>, Verdict, RegExp]>
      ).map(
        ([situation, change, verdict, reason]): Row => [
          situation,
          'head',
          {
            change: {
              head: {
                [signals.SLOTS]: [SLOT, { ...SLOT, name: 'b', ...change }],
              },
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'the subscriber has none',
        'head',
        {
          change: {
            head: { [signals.SLOTS]: [{ ...SLOT, kind: 'physical' }] },
          },
        },
        'breached',
        /no logical replication slot/,
      ],
      [
        'streaming without slots',
        'cloud',
        { change: { cloud: { [signals.SLOTS]: [] } } },
        'met',
        /uses no replication slots/,
      ],
      [
        'it cannot be asked',
        'head',
        { failing: { head: 'throttled' } },
        'unknown',
        /The source of head failed/,
      ],
    ],
  ],
  [
    oneWriter,
    [
      ['all is well', 'head', {}, 'met', /head alone of 2 servers/],
      ['a logical copy leads its own', 'cloud', {}, 'met', /cloud alone of 2/],
      [
        'there are two',
        'standby',
        { change: { standby: { [signals.IN_RECOVERY]: false } } },
        'breached',
        /Split brain: head and standby/,
      ],
      [
        'there is none',
        'standby',
        { change: { head: { [signals.IN_RECOVERY]: true } } },
        'breached',
        /head is in recovery and standby is in recovery/,
      ],
      [
        'the primary is dead',
        'standby',
        { failing: { head: 'unreachable' }, change: lost() },
        'breached',
        /head is down and standby is in recovery/,
      ],
      [
        'the standby has taken over from a dead primary',
        'standby',
        {
          failing: { head: 'unreachable' },
          change: { standby: { [signals.IN_RECOVERY]: false } },
        },
        'met',
        /standby alone of 2 servers/,
      ],
      [
        'a standby is silent, as its own check shows',
        'standby',
        { failing: { standby: 'unreachable' } },
        'unknown',
        /standby may, and The source of standby failed; of the others head does/,
      ],
      [
        'its primary, which answers, stays known',
        'head',
        { failing: { standby: 'unreachable' } },
        'met',
        /head alone of 2 .*\(standby cannot be asked\)/,
      ],
      [
        'a silent standby was a writer when last heard of',
        'head',
        {
          failing: { standby: 'unreachable' },
          change: { standby: { [signals.IN_RECOVERY]: false } },
        },
        'unknown',
        /standby may/,
      ],
      [
        'a silent standby was never heard of',
        'head',
        {
          failing: { standby: 'unreachable' },
          without: { standby: [signals.IN_RECOVERY] },
        },
        'unknown',
        /standby may/,
      ],
      [
        'the primary hangs',
        'head',
        { failing: { head: 'timed-out' } },
        'unknown',
        /of the others none does/,
      ],
    ],
  ],
  [
    sameLineage,
    [
      ['all is well', 'replica', {}, 'met', /one cluster on timeline 1/],
      [
        'it is another cluster',
        'replica',
        { change: { replica: { [signals.SYSTEM_IDENTIFIER]: '9' } } },
        'breached',
        /no copy of cloud/,
      ],
      [
        'one was promoted',
        'replica',
        { change: { replica: { [signals.TIMELINE]: 2 } } },
        'breached',
        /timeline 2, cloud on timeline 1/,
      ],
      [
        'its timeline is not known while it has no receiver',
        'replica',
        { without: { replica: [signals.TIMELINE] } },
        'unknown',
        /has not reported it/,
      ],
      [
        'its primary cannot be asked',
        'replica',
        { failing: { cloud: 'unreachable' } },
        'unknown',
        /The source of cloud failed/,
      ],
    ],
  ],
  [
    replayRunning,
    [
      ['all is well', 'replica', {}, 'met', /runs, 0 bytes/],
      ...(
        [
          ['paused', 'at-risk', /is paused, 0 bytes/],
          ['pause requested', 'at-risk', /is being paused/],
          ['asleep', 'unknown', /asleep/],
        ] as Array<[string, Verdict, RegExp]>
      ).map(
        ([pauseState, verdict, reason]): Row => [
          `replay is ${pauseState}`,
          'replica',
          {
            change: {
              replica: { [signals.REPLAY]: { ...REPLAY, pauseState } },
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'it was promoted',
        'replica',
        { change: { replica: { [signals.IN_RECOVERY]: false } } },
        'breached',
        /replays nothing/,
      ],
      [
        'it cannot be asked',
        'replica',
        { failing: { replica: 'unreachable' } },
        'unknown',
        /The source of replica failed/,
      ],
    ],
  ],
  [
    connectionsFree,
    [
      ['all is well', 'lonely', {}, 'met', /5 of 100 .*5 %/],
      [
        'they run short',
        'lonely',
        {
          change: { lonely: { [signals.CONNECTIONS]: { used: 80, max: 100 } } },
        },
        'at-risk',
        /80 %/,
      ],
      [
        'they run out',
        'lonely',
        {
          change: { lonely: { [signals.CONNECTIONS]: { used: 95, max: 100 } } },
        },
        'breached',
        /95 %/,
      ],
      [
        'it cannot be asked',
        'lonely',
        { failing: { lonely: 'unreachable' } },
        'unknown',
        /The source of lonely failed/,
      ],
    ],
  ],
];

describe.each(CASES.map(([check, rows]) => ({ check, rows })))(
  '$check.id',
  ({ check, rows }) => {
    it.each(rows)('%s (%s)', (...[, entity, situation, verdict, reason]) => {
      const outcome = judge(check, entity, situation);
      expect(outcome).toMatchObject({
        verdict,
        reason: expect.stringMatching(reason),
      });
      // What is met rests on fresh readings alone, and on one at least.
      const states = outcome!.readings.map(reading => reading.state);
      expect(states.length).toBeGreaterThan(0);
      expect(
        verdict === 'met' ? states.filter(state => state !== 'fresh') : [],
      ).toEqual([]);
    });
  },
);

describe('checks of PostgreSQL', () => {
  it.each([
    [
      'head',
      [
        'connections-free',
        'heartbeat-writer',
        'one-writer',
        'primary-accepts-writes',
        'slots-healthy',
        'synchronous-standby',
      ],
    ],
    [
      'standby',
      [
        'connections-free',
        'heartbeat-age',
        'one-writer',
        'replay-running',
        'same-lineage',
        'streaming-replica',
      ],
    ],
    [
      'cloud',
      [
        'connections-free',
        'heartbeat-age',
        'logical-schema',
        'logical-sequences',
        'logical-subscription',
        'one-writer',
        'primary-accepts-writes',
        'slots-healthy',
      ],
    ],
    ['lonely', ['connections-free']],
  ])('apply to %s as far as they make sense', (name, expected) => {
    const applying = postgresqlChecks
      .filter(check => judge(check, name))
      .map(check => check.id.replace('postgresql.', ''));
    expect(applying.sort()).toEqual(expected);
  });

  it('leave no verdict of a check untried', () => {
    const tried = new Map(
      CASES.map(([check, rows]) => [
        check.id,
        new Set(rows.map(row => row[3])),
      ]),
    );
    expect([...tried.keys()].sort()).toEqual(
      postgresqlChecks
        // Tried in logicalHop.test.ts.
        .filter(check => ![logicalSchema, logicalSequences].includes(check))
        .map(check => check.id)
        .sort(),
    );
    for (const verdicts of tried.values()) {
      expect(verdicts.has('met') && verdicts.has('unknown')).toBe(true);
      expect(verdicts.has('breached')).toBe(true);
    }
  });
});
