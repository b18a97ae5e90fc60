import type { JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeAmong } from '../testing/judgeCache';
import { sessionsAvailable } from './available';
import { sessionStore } from './index';
import { sessionsExpire, sessionsNotEvicted } from './kept';
import { describeMaster } from './SessionStoreSource';
import { STORE, type MasterState, type SessionStoreValue } from './signals';
import { sessionsSurviveFailover, sessionsSurviveLoss } from './survive';
import { describeDataNode, type DataNode } from '../redis/dataNode';
import { parseInfo } from '../redis/info';

const ENTITIES = [
  entity('sessions', 'session-store', ['redis'], {
    failsOverTo: ['resource:default/sessions-dr'],
  }),
  entity('sessions-dr', 'session-store', ['redis']),
  entity('memcached', 'session-store', []),
];

type Answering = Extract<DataNode, { state: 'answers' }>;
const master = (changes: Partial<Answering> = {}): DataNode => ({
  address: 'a:6379',
  state: 'answers',
  role: 'master',
  loading: false,
  master: null,
  masterLinkStatus: null,
  replicas: [{ address: 'b:6379', state: 'online', lagSeconds: 0 }],
  replicationId: 'one',
  cluster: null,
  ...changes,
});
const replica = (changes: Partial<Answering> = {}) =>
  master({
    address: 'b:6379',
    role: 'slave',
    master: 'a:6379',
    masterLinkStatus: 'up',
    replicas: [],
    ...changes,
  });
const silent: DataNode = {
  address: 'a:6379',
  state: 'down',
  error: 'Redis at a:6379 is gone.',
};
const state = (changes: Partial<MasterState> = {}): MasterState => ({
  address: 'a:6379',
  sessions: 12,
  sessionsThatExpire: 12,
  averageTtlSeconds: 1500,
  policy: 'noeviction',
  usedBytes: 10,
  maxBytes: 100,
  evictedKeys: 0,
  appendOnly: true,
  lastAppendOk: true,
  snapshotOk: true,
  snapshotAgeSeconds: 60,
  managed: false,
  ...changes,
});

/** Two shards, of a cluster in this state. */
const shards = (cluster: Answering['cluster']): Situation => ({
  nodes: [master({ cluster }), master({ address: 'c:6379', cluster })],
  others: [{ address: 'c:6379' }],
});

interface Situation {
  nodes?: DataNode[];
  master?: Partial<MasterState> | null;
  /** In cluster mode: the masters of the other shards. */
  others?: Partial<MasterState>[];
  there?: Partial<SessionStoreValue> | 'failing';
  failing?: boolean;
}

const judge = (check: Check, name: string, situation: Situation) => {
  const store = (value: Partial<SessionStoreValue>) =>
    ({
      [STORE]: { nodes: [master(), replica()], database: 0, ...value },
    } as unknown as Record<string, JsonValue>);
  return judgeAmong(ENTITIES, check, name, {
    sessions: situation.failing
      ? undefined
      : store({
          ...(situation.nodes && { nodes: situation.nodes }),
          masters:
            situation.master === null
              ? []
              : [
                  state(situation.master ?? {}),
                  ...(situation.others ?? []).map(state),
                ],
        }),
    'sessions-dr':
      situation.there === 'failing'
        ? undefined
        : store({
            nodes: [master({ replicationId: 'two' })],
            masters: [state()],
            ...situation.there,
          }),
  });
};

type Row = CheckCase<Situation>;
const rows = (all: Array<[string, Situation, Row[3], RegExp]>): Row[] => [
  ...all.map(
    ([title, situation, verdict, reason]): Row => [
      title,
      'sessions',
      situation,
      verdict,
      reason,
    ],
  ),
  ['it cannot be asked', 'sessions', { failing: true }, 'unknown', /silent/],
];
const NO_MASTER: [string, Situation, Row[3], RegExp] = [
  'no master answers',
  { master: null, nodes: [silent, replica()] },
  'unknown',
  /no node that takes writes/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    sessionsAvailable,
    rows([
      ['a master answers', {}, 'met', /takes writes and holds 12 sessions/],
      [
        'all shards answer',
        shards({ state: 'ok', slotsServed: 16_384 }),
        'met',
        /2 shards take writes and hold 24 sessions/,
      ],
      [
        'a shard is lost',
        shards({ state: 'fail', slotsServed: 8192 }),
        'breached',
        /does not serve \(fail, 8192 of 16384 slots\)/,
      ],
      [
        'the cluster may not be asked',
        shards({ state: null, slotsServed: null }),
        'unknown',
        /grant \+cluster\|info/,
      ],
      [
        'two nodes take writes apart',
        { others: [{ address: 'b:6379' }] },
        'at-risk',
        /2 nodes take writes, each for itself/,
      ],
      [
        'it is loading',
        { nodes: [master({ loading: true })] },
        'breached',
        /still loading/,
      ],
      [
        'replicas have lost their master',
        {
          master: null,
          nodes: [silent, replica({ masterLinkStatus: 'down' })],
        },
        'breached',
        /1 of 2 answer, as replicas without a link/,
      ],
      [
        'replicas have lost their master, which does not let the portal in',
        {
          master: null,
          nodes: [
            { ...silent, state: 'unreadable' },
            replica({ masterLinkStatus: 'down' }),
          ],
        },
        'unknown',
        /Redis at a:6379 is gone/,
      ],
      [
        'all are replicas',
        { master: null, nodes: [replica(), replica()] },
        'breached',
        /No node takes writes/,
      ],
      [
        'only the portal does not reach it',
        { master: null, nodes: [silent, replica()] },
        'unknown',
        /a:6379 is gone/,
      ],
    ]),
  ],
  [
    sessionsNotEvicted,
    rows([
      ['nothing is thrown out', {}, 'met', /noeviction.*10 %/],
      [
        'the least used are',
        { master: { policy: 'allkeys-lru', evictedKeys: 7 } },
        'at-risk',
        /allkeys-lru.*7 so far/,
      ],
      [
        'one shard throws out',
        { others: [{ address: 'b:6379', policy: 'volatile-lru' }] },
        'at-risk',
        /b:6379: .*volatile-lru/,
      ],
      [
        'no shard throws out',
        { others: [{ address: 'b:6379' }] },
        'met',
        /2 shards\. a:6379: It throws nothing out/,
      ],
      ['there is no limit', { master: { maxBytes: 0 } }, 'at-risk', /no limit/],
      ['it is full', { master: { usedBytes: 80 } }, 'at-risk', /80 %/],
      [
        'it is not told',
        { master: { policy: null } },
        'unknown',
        /does not say/,
      ],
      NO_MASTER,
    ]),
  ],
  [
    sessionsExpire,
    rows([
      ['all end', {}, 'met', /All 12 sessions .* 25 min/],
      ['there is none', { master: { sessions: 0 } }, 'met', /no session/],
      [
        'some do not',
        { master: { sessionsThatExpire: 5 } },
        'at-risk',
        /7 of 12 keys never end/,
      ],
      NO_MASTER,
    ]),
  ],
  [
    sessionsSurviveLoss,
    rows([
      ['twice', {}, 'met', /1 replica holds .* file is written/],
      [
        'without a file',
        { master: { appendOnly: false } },
        'at-risk',
        /there is no append-only file/,
      ],
      [
        'its file cannot be written',
        { master: { lastAppendOk: false } },
        'at-risk',
        /cannot be written/,
      ],
      [
        'without a replica',
        { nodes: [master({ replicas: [] })] },
        'at-risk',
        /no replica holds/,
      ],
      [
        'its replica is late and there is no file',
        {
          nodes: [
            master({
              replicas: [{ address: 'b', state: 'online', lagSeconds: 11 }],
            }),
          ],
          master: { appendOnly: false },
        },
        'breached',
        /no replica .* no append-only/,
      ],
      [
        'it is a service that uses no file',
        { master: { appendOnly: false, managed: true } },
        'met',
        /replaces nodes/,
      ],
      [
        'it is not told',
        { master: { appendOnly: null } },
        'unknown',
        /not say/,
      ],
      [
        'it is not told whether the file is written',
        { master: { lastAppendOk: null } },
        'unknown',
        /not say/,
      ],
      NO_MASTER,
    ]),
  ],
  [
    sessionsSurviveFailover,
    rows([
      [
        'the other one is a replica',
        { there: { nodes: [replica()], masters: [] } },
        'met',
        /replicates the sessions/,
      ],
      [
        'the link to it is down',
        {
          there: {
            nodes: [replica({ masterLinkStatus: 'down' })],
            masters: [],
          },
        },
        'at-risk',
        /link is down/,
      ],
      [
        'the other one is on its own',
        {},
        'at-risk',
        /users of 12 sessions out/,
      ],
      [
        'the other one cannot be asked',
        { there: 'failing' },
        'unknown',
        /silent/,
      ],
      NO_MASTER,
    ]),
  ],
];

describeChecks('Session store', {
  all: sessionStore.checks,
  cases: CASES,
  judge,
});

it('judges stores in Redis, and fail-over where there is somewhere to go', () => {
  const applying = (name: string) =>
    sessionStore.checks
      .filter(check => judge(check, name, {}))
      .map(({ id }) => id);
  expect(applying('memcached')).toEqual([]);
  expect(applying('sessions-dr')).not.toContain(sessionsSurviveFailover.id);
});

// As ElastiCache answers: no file, another name of the operating system.
const ELASTICACHE = [
  '# Server',
  'redis_version:7.1.0',
  'os:Amazon ElastiCache',
  '# Memory',
  'used_memory:1048576',
  'maxmemory:13893763072',
  'maxmemory_policy:volatile-lru',
  '# Persistence',
  'loading:0',
  'aof_enabled:0',
  '# Replication',
  'role:master',
  'connected_slaves:1',
  'slave0:ip=10.2.2.17,port=6379,state=online,offset=99,lag=1',
  'master_replid:0123456789abcdef',
  '# Keyspace',
  'db0:keys=3,expires=3,avg_ttl=900000,subexpiry=0',
  '',
].join('\r\n');

it('reads what a managed service answers', () => {
  const info = parseInfo(ELASTICACHE)!;
  expect(describeMaster('x:6379', info, 0, 0)).toMatchObject({
    sessions: 3,
    sessionsThatExpire: 3,
    averageTtlSeconds: 900,
    appendOnly: false,
    lastAppendOk: null,
    managed: true,
    snapshotAgeSeconds: null,
  });
  expect(describeMaster('x:6379', info, 5, 0)).toMatchObject({ sessions: 0 });
  expect(() =>
    describeMaster('x:6379', new Map([['db0', 'keys=many,expires=3']]), 0, 0),
  ).toThrow(/without the number of keys of db0/);
  expect(describeDataNode('x:6379', info)).toMatchObject({
    role: 'master',
    replicas: [{ address: '10.2.2.17:6379', state: 'online', lagSeconds: 1 }],
  });
  expect(describeDataNode('x:6379', new Map([['a', 'b']]))).toBeUndefined();
  expect(parseInfo('nonsense')).toBeUndefined();
});
