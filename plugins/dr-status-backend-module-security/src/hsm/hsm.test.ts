import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Source } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  RecordedServer,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { judge } from '../testing/judge';
import { hsm } from './index';
import { UNITS, type HsmUnit } from './signals';
import { hsmUnitsServe } from './unitsServe';

const unit = (name: string, condition = 'Operational'): HsmUnit => ({
  name,
  state: 'answers',
  condition,
});
const silent = (
  name: string,
  state: 'down' | 'unreadable' = 'down',
): HsmUnit => ({ name, state, error: `HSM ${name} is gone.` });

type Row = CheckCase<HsmUnit[] | undefined>;
const CASES: Row[] = [
  ['both serve', 'hsm', [unit('a'), unit('b')], 'met', /2 of 2 units serve\./],
  [
    'one is locked',
    'hsm',
    [unit('a'), unit('b', 'Locked')],
    'at-risk',
    /1 of 2 units serves: b is locked; 2 are needed/,
  ],
  ['one is lost', 'hsm', [unit('a'), silent('b')], 'at-risk', /b is down/],
  [
    'a third one is lost',
    'hsm',
    [unit('a'), unit('b'), silent('c')],
    'at-risk',
    /2 of 3 units serve: c is down/,
  ],
  [
    'one cannot be read',
    'hsm',
    [unit('a'), silent('b', 'unreadable')],
    'unknown',
    /b is gone/,
  ],
  [
    'a third one says something new',
    'hsm',
    [unit('a'), unit('b'), unit('c', 'Dreaming')],
    'unknown',
    /Dreaming/,
  ],
  [
    'none serves',
    'hsm',
    [unit('a', 'Locked'), unit('b', 'Unprovisioned')],
    'breached',
    /0 of 2 .* a is locked and b holds no keys/,
  ],
  [
    'one is locked and one is silent',
    'hsm',
    [unit('a', 'Locked'), silent('b')],
    'unknown',
    /0 of 2/,
  ],
  ['it cannot be asked', 'hsm', undefined, 'unknown', /silent/],
];

describeChecks('HSM', {
  all: hsm.checks,
  cases: [[hsmUnitsServe, CASES]],
  judge: (check, name, units: HsmUnit[] | undefined) =>
    judge(check, name, units && { [UNITS]: { units } }),
});

it('leaves other key stores alone', () => {
  expect(judge(hsmUnitsServe, 'kms', {})).toBeUndefined();
});

// As the interface of the NetHSM describes its reply.
it('reads the state of each unit', async () => {
  const path = 'GET /api/v1/health/state';
  const one = await RecordedServer.start();
  one.replies.set(path, { body: { state: 'Locked' } });
  const two = await RecordedServer.start();
  two.replies.set(path, { body: { state: 7 } });
  const source = hsm.create(
    {
      id: 'hsm:test',
      kind: 'hsm',
      name: 'test',
      title: 'HSM test',
      entityRefs: ['resource:default/hsm'],
      intervalSeconds: 1,
      timeoutSeconds: 2,
      key: 'drStatus.sources.security[0]',
    },
    new ConfigReader({
      units: [
        { name: 'hsm-1', url: one.url },
        { name: 'hsm-2', url: two.url },
      ],
    }),
  ) as Extract<Source, { observe: unknown }>;
  try {
    const [{ value }] = await source.observe({
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
      now: Date.now,
    });
    expect(value).toEqual({
      units: [
        { name: 'hsm-1', state: 'answers', condition: 'Locked' },
        {
          name: 'hsm-2',
          state: 'unreadable',
          error: 'HSM hsm-2 answered without a state.',
        },
      ],
    });
  } finally {
    await source.close!();
    await Promise.all([one.stop(), two.stop()]);
  }
});
