import type { JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeAmong } from '../testing/judgeCache';
import { mergeReplicas } from './askSentinel';
import { redisSentinel } from './index';
import { cacheMemory } from './memory';
import { oneMaster } from './oneMaster';
import { sentinelQuorum } from './quorum';
import { usableReplicas } from './replicas';
import {
  FAILOVERS,
  MEMORY,
  REPLICAS,
  REPLICATION,
  SENTINELS,
  type FailoversValue,
  type MemoryValue,
  type SentinelReplica,
  type SentinelView,
} from './signals';
import { failoversRare } from './stability';
import type { DataNode } from '../redis/dataNode';

const ENTITIES = [
  entity('cache', 'cache', ['redis', 'redis-sentinel'], {
    sizing: { memoryGiB: 16 },
  }),
  entity('elasticache', 'cache', ['redis', 'aws']),
];

const GIB = 2 ** 30;
type Answering<T> = Extract<T, { state: 'answers' }>;

const view = (
  address: string,
  changes: Partial<Answering<SentinelView>> = {},
): SentinelView => ({
  address,
  state: 'answers',
  quorumReached: true,
  quorumAnswer: 'OK 3 usable Sentinels.',
  masterAddress: 'a:6379',
  masterFlags: ['master'],
  quorum: 2,
  configEpoch: 4,
  ...changes,
});
const silent = (
  address: string,
  state: 'down' | 'unreadable' = 'down',
): { address: string; state: typeof state; error: string } => ({
  address,
  state,
  error: `Sentinel at ${address} is silent.`,
});
const master = (changes: Partial<Answering<DataNode>> = {}): DataNode => ({
  address: 'a:6379',
  state: 'answers',
  role: 'master',
  loading: false,
  master: null,
  masterLinkStatus: null,
  replicas: ['b:6379', 'c:6379'].map(address => ({
    address,
    state: 'online',
    lagSeconds: 1,
  })),
  replicationId: 'id',
  cluster: null,
  ...changes,
});
const replica = (
  address: string,
  changes: Partial<SentinelReplica> = {},
): SentinelReplica => ({
  address,
  flags: ['slave'],
  masterLinkStatus: 'ok',
  priority: 100,
  ...changes,
});
const lagging = (lagSeconds: number | null) =>
  master({
    replicas: [
      { address: 'b:6379', state: 'online', lagSeconds },
      { address: 'c:6379', state: 'online', lagSeconds: 0 },
    ],
  });

interface Situation {
  views?: SentinelView[];
  replicas?: SentinelReplica[];
  nodes?: DataNode[];
  failovers?: FailoversValue['failovers'];
  memory?: Partial<MemoryValue>;
  failing?: boolean;
}

const judge = (check: Check, name: string, situation: Situation) =>
  judgeAmong(ENTITIES, check, name, {
    cache: situation.failing
      ? undefined
      : ({
          [SENTINELS]: {
            masterName: 'mis',
            views: situation.views ?? [view('s1'), view('s2'), view('s3')],
          },
          [REPLICAS]: situation.replicas ?? [
            replica('b:6379'),
            replica('c:6379'),
          ],
          [REPLICATION]: { nodes: situation.nodes ?? [master()] },
          [FAILOVERS]: {
            watchedSince: ago(7200),
            configEpoch: 4,
            failovers: situation.failovers ?? [],
          },
          [MEMORY]: {
            address: 'a:6379',
            usedBytes: 2 * GIB,
            maxBytes: 12 * GIB,
            policy: 'noeviction',
            ...situation.memory,
          },
        } as unknown as Record<string, JsonValue>),
  });

type Row = CheckCase<Situation>;
const rows = (all: Array<[string, Situation, Row[3], RegExp]>): Row[] => [
  ...all.map(
    ([title, situation, verdict, reason]): Row => [
      title,
      'cache',
      situation,
      verdict,
      reason,
    ],
  ),
  ['it cannot be asked', 'cache', { failing: true }, 'unknown', /silent/],
];

const NO_QUORUM = {
  quorumReached: false,
  quorumAnswer: 'NOQUORUM 1 usable Sentinels. Not enough available Sentinels',
};

const CASES: Array<[Check, Row[]]> = [
  [
    sentinelQuorum,
    rows([
      ['all agree', {}, 'met', /All 3 Sentinels/],
      [
        'one is down',
        { views: [view('s1'), view('s2'), silent('s3')] },
        'at-risk',
        /2 of 3 .* s3 is down/,
      ],
      [
        'one cannot be read',
        { views: [view('s1'), view('s2'), silent('s3', 'unreadable')] },
        'unknown',
        /s3 is silent/,
      ],
      [
        'the last one has no quorum',
        { views: [view('s1', NO_QUORUM), silent('s2'), silent('s3')] },
        'breached',
        /s1 says of mis: NOQUORUM/,
      ],
    ]),
  ],
  [
    oneMaster,
    rows([
      ['all name it', {}, 'met', /a:6379 is the master/],
      [
        'they disagree',
        { views: [view('s1'), view('s2', { masterAddress: 'b:6379' })] },
        'breached',
        /disagree .* a:6379 and b:6379/,
      ],
      [
        'one of them cannot be read',
        { views: [view('s1'), view('s2'), silent('s3', 'unreadable')] },
        'unknown',
        /a:6379 is the master, .* not all can: .*s3 is silent/,
      ],
      [
        'it is down for all',
        {
          views: [view('s1', { masterFlags: ['master', 's_down', 'o_down'] })],
        },
        'breached',
        /o_down/,
      ],
      [
        'one of them has doubts',
        {
          views: [
            view('s1'),
            view('s2', { masterFlags: ['master', 's_down'] }),
          ],
        },
        'at-risk',
        /s2 thinks that it is down/,
      ],
      [
        'a flag is new',
        { views: [view('s1', { masterFlags: ['master', 'dreaming'] })] },
        'unknown',
        /dreaming/,
      ],
      [
        'the node cannot be asked',
        { nodes: [silent('a:6379')] },
        'unknown',
        /cannot be asked: Sentinel at a:6379 is silent/,
      ],
      ['the node was not asked', { nodes: [] }, 'unknown', /was not asked/],
      [
        'the node is a replica',
        { nodes: [master({ role: 'slave' })] },
        'breached',
        /says that it is a replica/,
      ],
      [
        'another node is a master too',
        { nodes: [master(), master({ address: 'b:6379' })] },
        'at-risk',
        /b:6379 takes writes/,
      ],
      [
        'no Sentinel answers',
        { views: [silent('s1')] },
        'unknown',
        /No Sentinel says/,
      ],
    ]),
  ],
  [
    usableReplicas,
    rows([
      ['both can', {}, 'met', /2 replicas can take over, at most 1 s/],
      ['there is none', { replicas: [] }, 'breached', /know no replica/],
      [
        'one is dead, its link still ok',
        {
          replicas: [
            replica('b:6379'),
            replica('c:6379', { flags: ['disconnected', 's_down', 'slave'] }),
          ],
        },
        'at-risk',
        /1 of 2 .* c:6379 is down/,
      ],
      [
        'all are dead',
        { replicas: [replica('b:6379', { flags: ['slave', 's_down'] })] },
        'breached',
        /b:6379 is down/,
      ],
      [
        'one has lost the master',
        {
          replicas: [
            replica('b:6379'),
            replica('c:6379', { masterLinkStatus: 'err' }),
          ],
        },
        'at-risk',
        /c:6379 has no link/,
      ],
      [
        'the only one is never promoted',
        { replicas: [replica('b:6379', { priority: 0 })] },
        'breached',
        /b:6379 is never promoted/,
      ],
      ['one is late', { nodes: [lagging(11)] }, 'at-risk', /11 s behind/],
      ['the limit is reached', { nodes: [lagging(10)] }, 'met', /at most 10 s/],
      [
        'nobody measures',
        { nodes: [lagging(null)] },
        'unknown',
        /b:6379 is up/,
      ],
      [
        'the master cannot be asked',
        { nodes: [silent('a:6379')] },
        'unknown',
        /no master says/,
      ],
    ]),
  ],
  [
    failoversRare,
    rows([
      ['none was seen', {}, 'met', /No fail-over .*watched for 2 h.* epoch 4/],
      [
        'one was seen',
        { failovers: [{ at: ago(60), from: 'a:1', to: 'b:1' }] },
        'met',
        /1 fail-over within an hour.*1 min ago, from a:1 to b:1/,
      ],
      [
        'it goes to and fro',
        {
          failovers: [
            { at: ago(7000), from: 'b:1', to: 'a:1' },
            { at: ago(600), from: 'a:1', to: 'b:1' },
            { at: ago(60), from: 'b:1', to: 'a:1' },
          ],
        },
        'at-risk',
        /2 fail-overs within an hour, of 1/,
      ],
    ]),
  ],
  [
    cacheMemory,
    rows([
      ['it has room', {}, 'met', /2 GiB of 12 GiB used \(17 %/],
      [
        'it is smaller than declared',
        { memory: { maxBytes: 8 * GIB } },
        'at-risk',
        /declared are 16 GiB, of which at least 12 GiB/,
      ],
      ['it is full', { memory: { usedBytes: 10 * GIB } }, 'at-risk', /83 %/],
      ['it has no limit', { memory: { maxBytes: 0 } }, 'at-risk', /no limit/],
      ['it does not say', { memory: { maxBytes: null } }, 'unknown', /not say/],
    ]),
  ],
];

describeChecks('Sentinel', { all: redisSentinel.checks, cases: CASES, judge });

it('leaves caches without Sentinel alone', () => {
  expect(
    redisSentinel.checks.filter(check => judge(check, 'elasticache', {})),
  ).toEqual([]);
});

it('holds against a replica what any Sentinel holds against it', () => {
  expect(
    mergeReplicas([
      [replica('b:6379'), replica('c:6379')],
      [
        replica('b:6379', { flags: ['slave', 's_down'] }),
        replica('c:6379', { masterLinkStatus: 'err' }),
        replica('d:6379'),
      ],
    ]),
  ).toEqual([
    replica('b:6379', { flags: ['s_down', 'slave'] }),
    replica('c:6379', { masterLinkStatus: 'err' }),
    replica('d:6379'),
  ]);
});
