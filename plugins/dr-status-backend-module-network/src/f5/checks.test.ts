import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  judgeAlone,
  type CheckCase,
  type Situation,
} from '@twinshore/plugin-dr-status-node/testUtils';
import * as checks from './checks';
import { F5_PAIR, F5_POOLS, F5_UNIT, type F5Unit } from './signals';

const unit = (
  name: string,
  failoverState: string | null,
  sync: Partial<NonNullable<F5Unit['sync']>> = {},
): F5Unit => ({
  name,
  failoverState,
  sync:
    failoverState === null
      ? null
      : {
          status: 'In Sync',
          color: 'green',
          mode: 'high-availability',
          ...sync,
        },
  cause:
    failoverState === null ? 'Unit b cannot be reached (ECONNREFUSED).' : null,
});
const pair = (...units: F5Unit[]): Situation => ({ [F5_PAIR]: { units } });
const pools = (...available: number[]): Situation => ({
  [F5_POOLS]: {
    unit: 'a',
    pools: available.map((each, index) => ({
      name: `/Common/p${index}`,
      members: 3,
      available: each,
      untold: 0,
    })),
  },
});
const FAILING: CheckCase<Situation> = [
  'it cannot be asked',
  'pair',
  'failing',
  'unknown',
  /It did not answer/,
];

const CASES: Array<[Check, CheckCase<Situation>[]]> = [
  [
    checks.failover,
    [
      [
        'all is well',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', 'STANDBY')),
        'met',
        /a is ACTIVE and b STANDBY/,
      ],
      [
        'they have swapped',
        'pair',
        pair(unit('a', 'STANDBY'), unit('b', 'ACTIVE')),
        'met',
        /b is ACTIVE/,
      ],
      [
        'both are active',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', 'ACTIVE')),
        'breached',
        /both ACTIVE/,
      ],
      [
        'none is active',
        'pair',
        pair(unit('a', 'STANDBY'), unit('b', 'OFFLINE')),
        'breached',
        /a is STANDBY, b is OFFLINE/,
      ],
      [
        'the standby is offline',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', 'FORCED OFFLINE')),
        'at-risk',
        /none stands by: b is FORCED OFFLINE/,
      ],
      [
        'there is one unit',
        'pair',
        pair(unit('a', 'ACTIVE')),
        'at-risk',
        /none stands by/,
      ],
      [
        'a word is new, and neither serves',
        'pair',
        pair(unit('a', 'STANDBY'), unit('b', 'DREAMING')),
        'unknown',
        /b calls itself DREAMING/,
      ],
      [
        'a word is new, and none stands by',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', 'DREAMING')),
        'unknown',
        /b calls itself DREAMING/,
      ],
      [
        'the other is silent',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', null)),
        'unknown',
        /not known, since unit b/,
      ],
      [
        'the other is gone',
        'pair',
        pair(
          unit('a', 'ACTIVE', { status: 'Disconnected', color: 'red' }),
          unit('b', null),
        ),
        'at-risk',
        /lost its peer/,
      ],
      [
        'the active one may be silent',
        'pair',
        pair(unit('a', 'STANDBY'), unit('b', null)),
        'unknown',
        /No unit that answers/,
      ],
      FAILING,
    ],
  ],
  [
    checks.configSync,
    [
      [
        'all is well',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', 'STANDBY')),
        'met',
        /All 2 units/,
      ],
      [
        'changes are pending',
        'pair',
        pair(
          unit('a', 'ACTIVE', { status: 'Changes Pending', color: 'yellow' }),
          unit('b', 'STANDBY'),
        ),
        'at-risk',
        /Changes Pending \(yellow\)/,
      ],
      [
        'a unit stands alone and calls it green',
        'pair',
        pair(unit('a', 'ACTIVE', { status: 'Standalone', mode: 'standalone' })),
        'at-risk',
        /stands alone/,
      ],
      [
        'the colour is new',
        'pair',
        pair(unit('a', 'ACTIVE', { color: 'pink' })),
        'unknown',
        /not understood/,
      ],
      [
        'a unit is silent',
        'pair',
        pair(unit('a', 'ACTIVE'), unit('b', null)),
        'unknown',
        /unit b is in sync is not known/,
      ],
      FAILING,
    ],
  ],
  [
    checks.pools,
    [
      ['all is well', 'pair', pools(3, 2), 'met', /All 2 pools/],
      ['one is left', 'pair', pools(3, 1), 'at-risk', /p1 has 1 of 3/],
      [
        'none is left',
        'pair',
        pools(1, 0),
        'breached',
        /p1 has 0 of 3.*nobody/,
      ],
      [
        'nothing monitors the others',
        'pair',
        {
          [F5_POOLS]: {
            unit: 'a',
            pools: [{ name: '/Common/p', members: 3, available: 0, untold: 3 }],
          },
        },
        'unknown',
        /0 of 3 members available; of 3 others/,
      ],
      ['no pool is seen', 'pair', pools(), 'unknown', /no pool/],
      FAILING,
    ],
  ],
  [
    checks.unitReady,
    [
      [
        'it serves',
        'unit',
        { [F5_UNIT]: unit('a', 'ACTIVE') },
        'met',
        /ACTIVE/,
      ],
      [
        'it stands by',
        'unit',
        { [F5_UNIT]: unit('a', 'STANDBY') },
        'met',
        /STANDBY/,
      ],
      [
        'it is offline',
        'unit',
        { [F5_UNIT]: unit('a', 'FORCED OFFLINE') },
        'breached',
        /cannot carry/,
      ],
      [
        'it is silent',
        'unit',
        { [F5_UNIT]: unit('b', null) },
        'unknown',
        /ECONNREFUSED/,
      ],
      [
        'its word is new',
        'unit',
        { [F5_UNIT]: unit('a', 'DREAMING') },
        'unknown',
        /DREAMING/,
      ],
      FAILING.with(1, 'unit') as CheckCase<Situation>,
    ],
  ],
];

describeChecks<Situation>('F5 BIG-IP', {
  all: checks.f5Checks,
  cases: CASES,
  judge: (check, entity, situation) =>
    judgeAlone(
      check,
      {
        type: entity === 'unit' ? 'load-balancer-unit' : 'load-balancer',
        tags: ['f5'],
      },
      situation,
    ),
});

it('leaves load balancers of other makes alone', () => {
  for (const check of checks.f5Checks) {
    expect(
      judgeAlone(check, { type: 'load-balancer', tags: ['aws'] }, {}),
    ).toBeUndefined();
  }
});
