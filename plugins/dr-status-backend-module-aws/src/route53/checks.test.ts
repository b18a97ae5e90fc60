import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeAmong } from '../testing/estate';
import { route53 } from './index';
import { healthChecksEnabled, healthCheckStatus } from './route53HealthChecks';
import {
  failoverRecords,
  routingMatchesMode,
  shortTtl,
} from './route53Records';
import * as signals from './signals';

const ENTITIES = [entity('dns', 'dns-zone', { site: 'global' })];

const MEMBER: signals.RecordMember = {
  setIdentifier: 'primary',
  failover: 'PRIMARY',
  region: null,
  weight: null,
  healthCheckId: 'hc',
  alias: null,
  ttlSeconds: 60,
  values: ['a.example.net'],
};
const SECONDARY: signals.RecordMember = {
  ...MEMBER,
  setIdentifier: 'dr',
  failover: 'SECONDARY',
  healthCheckId: null,
  values: ['latency.example.com.'],
};
const group = (
  members: signals.RecordMember[],
  name = 'www.example.com',
): signals.RecordGroup => ({ name, type: 'A', members });
const LATENCY = group(
  [{ ...MEMBER, failover: null, region: 'eu-west-1', setIdentifier: 'l' }],
  'latency.example.com',
);

const HEALTH_CHECK: signals.HealthCheck = {
  id: 'hc',
  missing: false,
  type: 'HTTPS',
  target: 'a.example.net/h',
  disabled: false,
  inverted: false,
  detectSeconds: 30,
  status: { value: 1, at: ago(60) },
  percentHealthy: { value: 100, at: ago(60) },
};

interface Situation {
  records?: signals.RecordGroup[];
  healthChecks?: Array<Partial<signals.HealthCheck>>;
  failing?: boolean;
}
type Row = CheckCase<Situation>;

const judge = (check: Check, name: string, situation: Situation = {}) =>
  judgeAmong(
    ENTITIES,
    check,
    name,
    {
      [signals.ROUTE53_RECORDS]: situation.records ?? [
        group([MEMBER, SECONDARY]),
      ],
      [signals.ROUTE53_HEALTH_CHECKS]: (situation.healthChecks ?? [{}]).map(
        each => ({ ...HEALTH_CHECK, ...each }),
      ),
    },
    situation.failing,
  );

const CANNOT_ASK = (name: string): Row => [
  'it cannot be asked',
  name,
  { failing: true },
  'unknown',
  /asks to slow down/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    failoverRecords,
    [
      ['all is well', 'dns', {}, 'met', /from primary to dr by a health check/],
      [
        'the target’s health watches',
        'dns',
        {
          records: [
            group([
              {
                ...MEMBER,
                healthCheckId: null,
                alias: { target: 'alb', evaluateTargetHealth: true },
              },
              SECONDARY,
            ]),
            group([MEMBER, SECONDARY], 'api.example.com'),
          ],
        },
        'met',
        /All 2 names fail over.*www.example.com A, api.example.com A/,
      ],
      [
        'there is no DR record',
        'dns',
        { records: [group([MEMBER])] },
        'breached',
        /nothing to fail over to/,
      ],
      [
        'there is no primary record',
        'dns',
        { records: [group([SECONDARY])] },
        'breached',
        /nothing to fail over from/,
      ],
      [
        'nothing watches the primary',
        'dns',
        {
          records: [
            group([
              {
                ...MEMBER,
                healthCheckId: null,
                alias: { target: 'alb', evaluateTargetHealth: false },
              },
              SECONDARY,
            ]),
          ],
        },
        'breached',
        /never fails over/,
      ],
      [
        'one of the names has other routing',
        'dns',
        {
          records: [
            group([MEMBER, SECONDARY]),
            group(
              [{ ...MEMBER, failover: null, weight: 1 }],
              'api.example.com',
            ),
          ],
        },
        'breached',
        /api.example.com A has no fail-over records/,
      ],
      [
        'latency is nested beneath',
        'dns',
        { records: [group([MEMBER, SECONDARY]), LATENCY] },
        'met',
        /fails over/,
      ],
      ['there is none', 'dns', { records: [] }, 'breached', /No name/],
      CANNOT_ASK('dns'),
    ],
  ],
  [
    routingMatchesMode,
    [
      ['all is well', 'dns', {}, 'met', /None of 1 names/],
      ['there is no name', 'dns', { records: [] }, 'unknown', /no name with/],
      [
        'latency is nested beneath fail-over',
        'dns',
        { records: [group([MEMBER, SECONDARY]), LATENCY] },
        'met',
        /None of 2/,
      ],
      [
        'latency stands alone',
        'dns',
        { records: [LATENCY] },
        'at-risk',
        /routed by latency \(eu-west-1\)/,
      ],
      CANNOT_ASK('dns'),
    ],
  ],
  [
    shortTtl,
    [
      ['all is well', 'dns', {}, 'met', /at most 60 s/],
      ['there is no name', 'dns', { records: [] }, 'unknown', /no name with/],
      [
        'one is long',
        'dns',
        { records: [group([MEMBER, { ...SECONDARY, ttlSeconds: 300 }])] },
        'at-risk',
        /www.example.com A has a TTL of 300 s/,
      ],
      CANNOT_ASK('dns'),
    ],
  ],
  [
    healthChecksEnabled,
    [
      ['all is well', 'dns', {}, 'met', /notices a failure within 30 s/],
      [
        'two are well',
        'dns',
        { healthChecks: [{}, { id: 'b', detectSeconds: 90 }] },
        'met',
        /All 2 .* within 1 min 30 s/,
      ],
      [
        'one is disabled',
        'dns',
        { healthChecks: [{}, { disabled: true }] },
        'at-risk',
        /is disabled/,
      ],
      [
        'one is inverted',
        'dns',
        { healthChecks: [{ inverted: true }] },
        'at-risk',
        /inverted/,
      ],
      [
        'one does not exist',
        'dns',
        { healthChecks: [{ missing: true, target: '' }] },
        'breached',
        /Health check hc does not exist/,
      ],
      ['there is none', 'dns', { healthChecks: [] }, 'at-risk', /No record/],
      CANNOT_ASK('dns'),
    ],
  ],
  [
    healthCheckStatus,
    [
      ['all is well', 'dns', {}, 'met', /All 1 health checks pass/],
      [
        'how many checkers reach it is not of now',
        'dns',
        { healthChecks: [{ percentHealthy: { value: 100, at: ago(600) } }] },
        'unknown',
        /passes, but the share of checkers is not known/,
      ],
      [
        'it follows other checks',
        'dns',
        { healthChecks: [{ type: 'CALCULATED', percentHealthy: null }] },
        'met',
        /All 1 health checks pass/,
      ],
      [
        'some checkers fail',
        'dns',
        { healthChecks: [{ percentHealthy: { value: 67, at: ago(60) } }] },
        'at-risk',
        /67 % of checkers/,
      ],
      [
        'it fails',
        'dns',
        { healthChecks: [{ status: { value: 0, at: ago(60) } }] },
        'breached',
        /fails/,
      ],
      [
        'it has no metric',
        'dns',
        { healthChecks: [{ status: null }] },
        'unknown',
        /no HealthCheckStatus/,
      ],
      [
        'its metric is old',
        'dns',
        { healthChecks: [{ status: { value: 1, at: ago(241) } }] },
        'unknown',
        /not reported for 4 min 1 s/,
      ],
      ['there is none', 'dns', { healthChecks: [] }, 'at-risk', /No record/],
      CANNOT_ASK('dns'),
    ],
  ],
];

describeChecks('Route 53', { all: route53.checks, cases: CASES, judge });

it('judges DNS zones alone', () => {
  const applying = (name: string) =>
    route53.checks.filter(check => judge(check, name));
  expect(applying('dns')).toHaveLength(route53.checks.length);
  expect(applying('here')).toEqual([]);
});
