import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeAmong } from '../testing/estate';
import { xray } from './index';
import { XRAY_SERVICES } from './signals';
import { xrayFaults } from './xrayFaults';

const ENTITIES = [
  entity('traces', 'tracing', { site: 'here' }),
  entity('jaeger', 'tracing', { site: 'cellar' }),
];

interface Situation {
  /** Requests and faults of each service. */
  counts?: Array<[requests: number, faults: number | null]>;
  failing?: boolean;
}

function judge(check: Check, name: string, situation: Situation) {
  const { counts = [[5000, 2]], failing } = situation;
  return judgeAmong(
    ENTITIES,
    check,
    name,
    {
      [XRAY_SERVICES]: {
        region: 'eu-central-1',
        windowSeconds: 300,
        services: counts.map(([requests, faults], index) => ({
          name: `service-${index}`,
          type: 'AWS::EKS::Container',
          requests,
          faults,
          errors: 0,
          meanSeconds: 0.02,
        })),
      },
    },
    failing,
  );
}

const rows: CheckCase<Situation>[] = [
  ['few faults', 'traces', {}, 'met', /2 of 5000 .* \(0\.04 %\) .* 5 min/],
  [
    'few faults of several services',
    'traces',
    {
      counts: [
        [5000, 2],
        [100, 0],
      ],
    },
    'met',
    /0\.04 % faults at most among 2/,
  ],
  [
    'the faults of one service are not told',
    'traces',
    {
      counts: [
        [5000, 2],
        [100, null],
      ],
    },
    'unknown',
    /does not say how many of 100 .* service-1/,
  ],
  [
    'a share at the objective',
    'traces',
    { counts: [[1000, 1]] },
    'at-risk',
    /0\.1 %/,
  ],
  [
    'the worst service counts',
    'traces',
    {
      counts: [
        [5000, 0],
        [100, 50],
      ],
    },
    'breached',
    /50 of 100 traced requests to service-1 .*\(50 %\)/,
  ],
  [
    'few faults are no outage yet',
    'traces',
    { counts: [[30, 4]] },
    'at-risk',
    /4 of 30/,
  ],
  ['no traces', 'traces', { counts: [] }, 'unknown', /no traces in eu-central/],
  [
    'it cannot be asked',
    'traces',
    { failing: true },
    'unknown',
    /asks to slow down/,
  ],
];

describeChecks<Situation>('X-Ray checks', {
  all: xray.checks,
  judge,
  cases: [[xrayFaults, rows]],
});

describe('X-Ray checks', () => {
  it('leave alone what traces elsewhere', () => {
    expect(judge(xrayFaults, 'jaeger', {})).toBeUndefined();
  });
});
