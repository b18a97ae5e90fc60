import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  judgeAlone,
  type CheckCase,
  type Situation,
} from '@twinshore/plugin-dr-status-node/testUtils';
import * as checks from './checks';
import {
  FIREWALL_PAIR,
  FIREWALL_UNIT,
  UNTOLD,
  type FirewallPair,
  type FirewallState,
  type FirewallUnit,
} from './signals';

const unit = (
  name: string,
  state: FirewallState,
  said: string = state,
  cause: string | null = null,
): FirewallUnit => ({ name, state, said, cause });
const A = unit('a', 'active');
const B = unit('b', 'standby');
const pair = (
  units: FirewallUnit[],
  more: Partial<FirewallPair> = {},
): Situation => ({
  [FIREWALL_PAIR]: {
    units,
    configuration: 'IN_SYNC',
    health: 'HEALTHY',
    ...more,
  },
});
const one = (each: FirewallUnit): Situation => ({ [FIREWALL_UNIT]: each });
const failing = (entity: string): CheckCase<Situation> => [
  'it cannot be asked',
  entity,
  'failing',
  'unknown',
  /It did not answer/,
];
const SILENT = 'Unit b cannot be reached.';
const UNSAID = { configuration: null, health: null };

const CASES: Array<[Check, CheckCase<Situation>[]]> = [
  [
    checks.failover,
    [
      [
        'all is well',
        'pair',
        pair([A, B]),
        'met',
        /a is active, and unit b is standby/,
      ],
      [
        'the peer is lost',
        'pair',
        pair([A, unit('b', 'not-ready', 'HA_UNKNOWN_NODE', SILENT)]),
        'at-risk',
        /no standby.*b is HA_UNKNOWN_NODE by what its peer says/,
      ],
      [
        'neither is active',
        'pair',
        pair([unit('a', 'not-ready', 'HA_FAILED_NODE'), B]),
        'breached',
        /No unit is active/,
      ],
      [
        'both are active',
        'pair',
        pair([A, unit('b', 'active')]),
        'breached',
        /Both/,
      ],
      [
        'a word is new',
        'pair',
        pair([A, unit('b', 'not-understood', 'HA_DREAM')]),
        'unknown',
        /it says HA_DREAM/,
      ],
      [
        'nobody speaks of one',
        'pair',
        pair([A, unit('b', 'not-understood', 'nothing', SILENT)]),
        'unknown',
        /cannot be reached/,
      ],
      failing('pair'),
    ],
  ],
  [
    checks.configSync,
    [
      ['all is well', 'pair', pair([A, B]), 'met', /IN_SYNC on both/],
      [
        'it syncs',
        'pair',
        pair([A, B], { configuration: 'SYNCING' }),
        'at-risk',
        /SYNCING/,
      ],
      [
        'it is degraded',
        'pair',
        pair([A, B], { health: 'DEGRADED' }),
        'at-risk',
        /health of the pair is DEGRADED/,
      ],
      [
        'its word is new',
        'pair',
        pair([A, B], { configuration: 'HUM' }),
        'unknown',
        /HUM, which/,
      ],
      [
        'half is told',
        'pair',
        pair([A, B], { health: null }),
        'unknown',
        /health of the pair is not told/,
      ],
      [
        'the product tells states alone',
        'pair',
        pair([A, B], UNSAID),
        'met',
        /holds the configuration/,
      ],
      [
        'a unit is not ready',
        'pair',
        pair([A, unit('b', 'not-ready')], UNSAID),
        'at-risk',
        /neither follows/,
      ],
      [
        'both are active, so neither follows',
        'pair',
        pair([A, unit('b', 'active')], UNSAID),
        'at-risk',
        /neither follows/,
      ],
      [
        'what a unit is cannot be told',
        'pair',
        pair([A, unit('b', 'not-understood', 'Unknown')], UNSAID),
        'unknown',
        /cannot be told/,
      ],
      [
        'the product should tell, and does not',
        'pair',
        pair([A, B], { configuration: UNTOLD, health: UNTOLD }),
        'unknown',
        /configuration of the pair is not told/,
      ],
      failing('pair'),
    ],
  ],
  [
    checks.unitReady,
    [
      ['it serves', 'unit', one(A), 'met', /active/],
      ['it stands by', 'unit', one(B), 'met', /standby/],
      [
        'it has failed',
        'unit',
        one(unit('b', 'not-ready', 'HA_FAILED_NODE')),
        'breached',
        /HA_FAILED_NODE/,
      ],
      [
        'its peer alone speaks',
        'unit',
        one(unit('b', 'standby', 'HA_STANDBY_NODE', SILENT)),
        'unknown',
        /By what its peer says.*cannot be reached/,
      ],
      [
        'its word is new',
        'unit',
        one(unit('b', 'not-understood', 'HUM')),
        'unknown',
        /HUM/,
      ],
      failing('unit'),
    ],
  ],
];

describeChecks<Situation>('Cisco firewalls', {
  all: checks.firewallChecks,
  cases: CASES,
  judge: (check, entity, situation) =>
    judgeAlone(
      check,
      {
        type: entity === 'unit' ? 'firewall-unit' : 'firewall',
        tags: ['cisco'],
      },
      situation,
    ),
});
