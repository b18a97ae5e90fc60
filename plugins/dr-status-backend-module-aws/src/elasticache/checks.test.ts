import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeEstate } from '../testing/estate';
import { cacheEncrypted } from './cacheEncryption';
import { elasticache } from './index';
import { cacheAvailable, cacheLag, shardsSpread } from './replicationGroup';
import { sessionsServed, sessionsSurvive } from './sessionStore';
import type { PresentGroup } from './cacheView';
import {
  ELASTICACHE_GLOBAL,
  ELASTICACHE_GROUP,
  ELASTICACHE_LAG,
  type ElastiCacheGlobal,
  type ElastiCacheShard,
} from './signals';

const ENTITIES = [
  entity('cache', 'cache', { site: 'here' }),
  entity('sessions', 'session-store', {
    site: 'here',
    locatedIn: 'resource:cache',
  }),
  entity('own', 'cache', { site: 'cellar' }),
  entity('own-sessions', 'session-store', {
    site: 'cellar',
    locatedIn: 'resource:own',
  }),
];

const shard = (
  id: string,
  zones: Array<string | null>,
  status = 'available',
): ElastiCacheShard => ({
  id,
  status,
  nodes: zones.map((zone, index) => ({
    id: `cache-${id}-00${index + 1}`,
    zone,
  })),
});
const GROUP: PresentGroup = {
  identifier: 'cache',
  region: 'eu-central-1',
  missing: false,
  status: 'available',
  clusterMode: true,
  automaticFailover: 'enabled',
  multiAz: 'enabled',
  nodeType: 'cache.m7g.large',
  encryptedAtRest: true,
  encryptedInTransit: true,
  shards: [shard('0001', ['a', 'b']), shard('0002', ['b', 'c'])],
  globalDatastore: null,
};
const GLOBAL: ElastiCacheGlobal = {
  id: 'x-sessions',
  status: 'available',
  members: [
    {
      identifier: 'cache',
      region: 'eu-central-1',
      role: 'PRIMARY',
      status: 'associated',
    },
    {
      identifier: 'cache-dr',
      region: 'eu-west-1',
      role: 'SECONDARY',
      status: 'associated',
    },
  ],
};

interface Situation {
  group?: Partial<PresentGroup>;
  gone?: boolean;
  lags?: Array<[node: string, seconds: number, ageSeconds?: number]>;
  global?: Partial<ElastiCacheGlobal> | null;
  failing?: boolean;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation) {
  const {
    lags = [
      ['cache-0001-002', 0.2],
      ['cache-0002-002', 0.4],
    ],
    global,
  } = situation;
  return judgeEstate(
    ENTITIES,
    check,
    name,
    {
      cache: {
        [ELASTICACHE_GROUP]: situation.gone
          ? { identifier: 'cache', region: 'eu-central-1', missing: true }
          : {
              ...GROUP,
              ...(global !== undefined && {
                globalDatastore: { id: 'x-sessions', role: 'PRIMARY' },
              }),
              ...situation.group,
            },
        [ELASTICACHE_LAG]: lags.map(([node, value, age = 60]) => ({
          node,
          lag: { value, at: ago(age) },
        })),
        ...(global && { [ELASTICACHE_GLOBAL]: { ...GLOBAL, ...global } }),
      },
    },
    situation.failing ? 'cache' : undefined,
  );
}

const shards = (...all: ElastiCacheShard[]): Situation => ({
  group: { shards: all },
});
const gone = (name: string): Row => [
  'it is gone',
  name,
  { gone: true },
  'breached',
  /no longer has the replication group cache/,
];
const cannotAsk = (name: string): Row => [
  'it cannot be asked',
  name,
  { failing: true },
  'unknown',
  /asks to slow down/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    cacheAvailable,
    [
      ['all is well', 'cache', {}, 'met', /available in cluster mode/],
      [
        'a node is replaced',
        'cache',
        { group: { status: 'modifying' } },
        'at-risk',
        /modifying/,
      ],
      [
        'it does not fail over',
        'cache',
        { group: { automaticFailover: 'disabled', multiAz: 'disabled' } },
        'at-risk',
        /automatic failover is disabled and Multi-AZ is disabled/,
      ],
      [
        'it is not in cluster mode',
        'cache',
        { group: { clusterMode: false } },
        'at-risk',
        /cluster mode is off/,
      ],
      [
        'it could not be made',
        'cache',
        { group: { status: 'create-failed' } },
        'breached',
        /create-failed/,
      ],
      [
        'its words are new',
        'cache',
        { group: { status: 'resting', multiAz: '' } },
        'unknown',
        /status resting and Multi-AZ not stated/,
      ],
      gone('cache'),
      cannotAsk('cache'),
    ],
  ],
  [
    shardsSpread,
    [
      ['all is well', 'cache', {}, 'met', /All 2 shards .*\(a, b, c\)/],
      [
        'a shard has no replica',
        'cache',
        shards(shard('0001', ['a']), shard('0002', ['b', 'c'])),
        'at-risk',
        /shard 0001 has no replica/,
      ],
      [
        'a shard is in one zone',
        'cache',
        shards(shard('0001', ['a', 'a'])),
        'at-risk',
        /all 2 nodes in a/,
      ],
      [
        'a shard is modified',
        'cache',
        shards(shard('0001', ['a', 'b'], 'modifying')),
        'at-risk',
        /0001 is modifying/,
      ],
      [
        'a shard has no node',
        'cache',
        shards(shard('0001', []), shard('0002', ['a'])),
        'breached',
        /cache: shard 0001 has no node\./,
      ],
      [
        'zones are not told',
        'cache',
        shards(shard('0001', [null, 'b'])),
        'unknown',
        /not stated/,
      ],
      ['there are no shards', 'cache', shards(), 'unknown', /no shards/],
      gone('cache'),
      cannotAsk('cache'),
    ],
  ],
  [
    cacheLag,
    [
      ['all is well', 'cache', {}, 'met', /at most 0\.4 s behind/],
      [
        'a replica is behind',
        'cache',
        { lags: [['cache-0001-002', 11]] },
        'at-risk',
        /cache-0001-002 is 11 s behind/,
      ],
      [
        'a replica is silent',
        'cache',
        { lags: [['cache-0001-002', 0.1]] },
        'unknown',
        /of 1 of 2 replicas/,
      ],
      [
        'the metrics are old',
        'cache',
        {
          lags: [
            ['cache-0001-002', 0.1, 300],
            ['cache-0002-002', 0.1, 300],
          ],
        },
        'unknown',
        /of 0 of 2/,
      ],
      gone('cache'),
      cannotAsk('cache'),
    ],
  ],
  [
    cacheEncrypted,
    [
      [
        'it is not told',
        'cache',
        { group: { encryptedInTransit: null } },
        'unknown',
        /does not say .* how it encrypts/,
      ],
      ['all is well', 'cache', {}, 'met', /at rest and in transit/],
      [
        'it is not',
        'cache',
        { group: { encryptedAtRest: false, encryptedInTransit: false } },
        'breached',
        /does not encrypt at rest and in transit/,
      ],
      gone('cache'),
      cannotAsk('cache'),
    ],
  ],
  [
    sessionsServed,
    [
      ['all is well', 'sessions', {}, 'met', /cache, which is available/],
      [
        'a node is replaced',
        'sessions',
        { group: { status: 'modifying' } },
        'at-risk',
        /modifying/,
      ],
      [
        'a part of the keys is gone',
        'sessions',
        shards(shard('0001', []), shard('0002', ['b', 'c'])),
        'breached',
        /no node for 1 of 2 shards/,
      ],
      [
        'it is deleted',
        'sessions',
        { group: { status: 'deleting' } },
        'breached',
        /deleting/,
      ],
      [
        'its status is new',
        'sessions',
        { group: { status: 'resting' } },
        'unknown',
        /not understood/,
      ],
      gone('sessions'),
      cannotAsk('sessions'),
    ],
  ],
  [
    sessionsSurvive,
    [
      [
        'a global datastore copies them',
        'sessions',
        { global: {} },
        'met',
        /between eu-central-1 and eu-west-1/,
      ],
      [
        'nothing copies them',
        'sessions',
        {},
        'at-risk',
        /sign in again after a fail-over/,
      ],
      [
        'the other region is cut off',
        'sessions',
        { global: { status: 'primary-only' } },
        'at-risk',
        /primary-only/,
      ],
      [
        'the other region left',
        'sessions',
        { global: { members: GLOBAL.members.slice(0, 1) } },
        'at-risk',
        /no member in another region/,
      ],
      [
        'its status is new',
        'sessions',
        { global: { status: 'humming' } },
        'unknown',
        /humming/,
      ],
      [
        'the global datastore is not described',
        'sessions',
        { global: null },
        'unknown',
        /has not reported it/,
      ],
      gone('sessions'),
      cannotAsk('sessions'),
    ],
  ],
];

describeChecks('ElastiCache', { all: elasticache.checks, cases: CASES, judge });

it.each(['own', 'own-sessions'])('says nothing of %s', name => {
  expect(elasticache.checks.filter(check => judge(check, name, {}))).toEqual(
    [],
  );
});
