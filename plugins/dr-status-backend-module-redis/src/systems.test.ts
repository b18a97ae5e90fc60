import { ConfigReader } from '@backstage/config';
import {
  addConfiguredSources,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import {
  TEST_SECRET,
  testMisbehaviour,
  type HostileServer,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { redisFamily } from './systems';

function configured(...items: object[]) {
  const added: Source[] = [];
  const wrong: string[] = [];
  addConfiguredSources(
    new ConfigReader({ drStatus: { sources: { redis: items } } }),
    {
      addSource: (...sources) => added.push(...sources),
      addMisconfigured: ({ message }) => wrong.push(message),
    },
    redisFamily,
  );
  return { added, wrong };
}

const SENTINEL = {
  name: 'on-prem',
  system: 'redis-sentinel',
  entityRef: 'resource:default/cache',
  masterName: 'mis',
  sentinels: { nodes: [{ host: '10.0.2.11' }], username: 'u', password: 'p' },
};
const SESSIONS = {
  name: 'on-prem',
  system: 'redis',
  entityRef: 'resource:default/sessions',
  nodes: [{ host: '10.0.2.21' }],
};

it('makes a source of each item', () => {
  const { added, wrong } = configured(SENTINEL, SESSIONS);
  expect(wrong).toEqual([]);
  expect(added.map(({ id, title }) => [id, title])).toEqual([
    ['redis-sentinel:on-prem', 'Redis Sentinel on-prem'],
    ['redis:on-prem', 'Redis session store on-prem'],
  ]);
  expect(added[0].leastPrivilege).toMatch(/\+sentinel\|ckquorum.*\+role/);
});

it.each([
  [{ ...SENTINEL, system: 'memcached' }, /redis\[0\]\.system.*redis-sentinel/],
  [{ ...SENTINEL, masterName: undefined }, /masterName/],
  [{ ...SENTINEL, sentinels: undefined }, /sentinels/],
  [{ ...SENTINEL, sentinels: { nodes: [] } }, /sentinels\.nodes/],
  [
    { ...SENTINEL, redis: { username: 'u' } },
    /redis\[0\]\.redis\.password.*does nothing without/,
  ],
  [{ ...SESSIONS, nodes: [{ port: 1 }] }, /nodes\[0\]\.host/],
  [
    { ...SESSIONS, nodes: [{ host: 'a', port: 99_999 }] },
    /redis\[0\]\.nodes\[0\]\.port/,
  ],
  [{ ...SESSIONS, database: -1 }, /redis\[0\]\.database/],
])('says which key is wrong (%#)', (item, message) => {
  const { added, wrong } = configured(item);
  expect(added).toEqual([]);
  expect(wrong).toEqual([expect.stringMatching(message)]);
});

const login = { username: 'twinshore', password: TEST_SECRET };
const at = ({ host, port }: HostileServer) => [{ host, port }];
const only = (item: object) => configured({ timeout: 1, ...item }).added[0];

testMisbehaviour(
  'A session store',
  hostile => only({ ...SESSIONS, ...login, nodes: at(hostile) }),
  { protocol: 'tcp' },
);
testMisbehaviour(
  'Sentinel',
  hostile => only({ ...SENTINEL, sentinels: { ...login, nodes: at(hostile) } }),
  { protocol: 'tcp' },
);
