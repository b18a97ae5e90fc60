import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import { awsChecks } from './index';
import { rdsMultiAz, rdsRestorePoint } from './rdsInstance';
import { rdsReplica } from './rdsReplica';
import { healthChecksEnabled, healthCheckStatus } from './route53HealthChecks';
import {
  failoverRecords,
  routingMatchesMode,
  shortTtl,
} from './route53Records';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

function entity(
  name: string,
  type: string,
  resilience: JsonObject,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: { type, owner: 'group:a', resilience },
  };
}

const REGION = { 'twinshore.io/aws-region': 'eu-west-1' };
const ENTITIES: Record<string, Entity> = {
  here: entity('here', 'site', { site: 'here', role: 'active' }, REGION),
  there: entity('there', 'site', { site: 'there', role: 'passive' }, REGION),
  cellar: entity('cellar', 'site', { site: 'cellar' }),
  db: entity('db', 'database', {
    site: 'here',
    replicates: [{ to: 'resource:replica', mode: 'asynchronous' }],
  }),
  replica: entity('replica', 'database', { site: 'there' }),
  own: entity('own', 'database', { site: 'cellar' }),
  ec2: entity(
    'ec2',
    'database',
    { site: 'here' },
    { 'twinshore.io/database-service': 'self-managed' },
  ),
  dns: entity('dns', 'dns-zone', { site: 'global' }),
};

const INSTANCE: Extract<signals.RdsInstance, { missing: false }> = {
  identifier: 'replica',
  region: 'eu-west-1',
  missing: false,
  status: 'available',
  multiAz: true,
  zone: 'eu-west-1a',
  secondaryZone: 'eu-west-1b',
  latestRestorableTime: ago(240),
  backupRetentionDays: 7,
  encrypted: true,
  pendingChanges: [],
  engineVersion: '18',
  instanceClass: 'db.r6g.2xlarge',
  sourceIdentifier: 'arn:aws:rds:eu-central-1:111122223333:db:db',
  replication: { status: 'replicating', normal: true, message: '' },
};

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
  instance?: Partial<typeof INSTANCE>;
  gone?: boolean;
  lag?: signals.MetricPoint;
  heartbeat?: number;
  records?: signals.RecordGroup[];
  healthChecks?: Array<Partial<signals.HealthCheck>>;
  failing?: boolean;
}

function judge(check: Check, name: string, situation: Situation = {}) {
  const instance: JsonValue = situation.gone
    ? { identifier: 'replica', region: 'eu-west-1', missing: true }
    : { ...INSTANCE, ...situation.instance };
  const values: Record<string, JsonValue> = {
    [signals.RDS_INSTANCE]: instance,
    [signals.RDS_REPLICA_LAG]:
      situation.lag === undefined ? { value: 2, at: ago(60) } : situation.lag,
    [signals.ROUTE53_RECORDS]: situation.records ?? [
      group([MEMBER, SECONDARY]),
    ],
    [signals.ROUTE53_HEALTH_CHECKS]: (situation.healthChecks ?? [{}]).map(
      each => ({ ...HEALTH_CHECK, ...each }),
    ),
    ...(situation.heartbeat !== undefined && {
      'postgresql.heartbeat.ageSeconds': situation.heartbeat,
    }),
  };
  const ref = `resource:default/${name}`;
  const context = testCheckContext({
    entity: ENTITIES[name],
    entities: Object.values(ENTITIES).filter(e => e !== ENTITIES[name]),
    values: { [ref]: values },
    sources: {
      [ref]: situation.failing
        ? { error: { kind: 'throttled', message: 'RDS asks to slow down.' } }
        : {},
    },
    now: NOW,
  });
  return check.appliesTo(ENTITIES[name], context)
    ? check.evaluate(context)
    : undefined;
}

type Row = [string, string, Situation, Verdict, RegExp];
const CANNOT_ASK = (name: string): Row => [
  'it cannot be asked',
  name,
  { failing: true },
  'unknown',
  /asks to slow down/,
];
const instances = (
  rows: Array<[string, Partial<typeof INSTANCE>, Verdict, RegExp]>,
): Row[] =>
  rows.map(([title, instance, verdict, reason]) => [
    title,
    'replica',
    { instance },
    verdict,
    reason,
  ]);

const CASES: Array<[Check, Row[]]> = [
  [
    rdsMultiAz,
    [
      ['all is well', 'replica', {}, 'met', /eu-west-1a, with .* eu-west-1b/],
      ...instances([
        ['it is in maintenance', { status: 'upgrading' }, 'at-risk', /upgr/],
        ['it is backed up', { status: 'backing-up' }, 'met', /backing-up/],
        ['it is full', { status: 'storage-full' }, 'breached', /storage-full/],
        ['it is stopped', { status: 'stopped' }, 'breached', /stopped/],
        [
          'it is incompatible',
          { status: 'incompatible-network' },
          'breached',
          /incompatible/,
        ],
        ['its status is new', { status: 'dreaming' }, 'unknown', /dreaming/],
        ['it has one zone', { multiAz: false }, 'at-risk', /Multi-AZ is off/],
        [
          'its zones are the same',
          { secondaryZone: 'eu-west-1a' },
          'unknown',
          /for both/,
        ],
        [
          'its second zone is not told',
          { secondaryZone: null },
          'unknown',
          /no second zone/,
        ],
      ]),
      ['it is gone', 'replica', { gone: true }, 'breached', /no longer has/],
      CANNOT_ASK('replica'),
    ],
  ],
  [
    rdsRestorePoint,
    [
      ['all is well', 'replica', {}, 'met', /restored to 4 min ago/],
      ...instances([
        [
          'it falls behind',
          { latestRestorableTime: ago(901) },
          'at-risk',
          /15 min 1 s ago/,
        ],
        [
          'there is none yet',
          { latestRestorableTime: null },
          'unknown',
          /no restore point/,
        ],
        [
          'a replica keeps none',
          { backupRetentionDays: 0 },
          'at-risk',
          /after a promotion/,
        ],
      ]),
      [
        'a primary keeps none',
        'db',
        { instance: { backupRetentionDays: 0 } },
        'breached',
        /no automated backups/,
      ],
      CANNOT_ASK('db'),
    ],
  ],
  [
    rdsReplica,
    [
      ['all is well', 'replica', {}, 'met', /replicating, ReplicaLag 2 s/],
      ...instances([
        [
          'it was promoted',
          { sourceIdentifier: null },
          'breached',
          /has been promoted/,
        ],
        [
          'it is degraded',
          {
            replication: {
              status: 'replication degraded',
              normal: true,
              message: 'slow',
            },
          },
          'at-risk',
          /degraded \(slow\)/,
        ],
        [
          'it is not normal',
          {
            replication: { status: 'replicating', normal: false, message: '' },
          },
          'at-risk',
          /replicating/,
        ],
        ...['error', 'stopped', 'terminated'].map(
          (status): [string, Partial<typeof INSTANCE>, Verdict, RegExp] => [
            `it is ${status}`,
            { replication: { status, normal: false, message: 'x' } },
            'breached',
            new RegExp(`${status} \\(x\\)`),
          ],
        ),
        [
          'its state is new',
          { replication: { status: 'humming', normal: true, message: '' } },
          'unknown',
          /humming/,
        ],
        ['its state is not told', { replication: null }, 'unknown', /in which/],
      ]),
      [
        'it is half of the RPO behind',
        'replica',
        { lag: { value: 450, at: ago(60) } },
        'at-risk',
        /7 min 30 s of 15 min/,
      ],
      [
        'it is behind, and so is the heartbeat',
        'replica',
        { lag: { value: 900, at: ago(60) }, heartbeat: 950 },
        'breached',
        /heartbeat is 15 min 50 s old/,
      ],
      [
        'its source is only idle',
        'replica',
        { lag: { value: 9000, at: ago(60) }, heartbeat: 1 },
        'at-risk',
        /only 1 s old/,
      ],
      [
        'it looks behind, and no heartbeat tells',
        'replica',
        { lag: { value: 900, at: ago(60) } },
        'unknown',
        /idle source too/,
      ],
      [
        'there is no metric',
        'replica',
        { lag: null },
        'unknown',
        /no ReplicaLag/,
      ],
      [
        'the metric says that it does not know',
        'replica',
        { lag: { value: -1, at: ago(60) } },
        'unknown',
        /no ReplicaLag/,
      ],
      [
        'the metric is old',
        'replica',
        { lag: { value: 1, at: ago(300) } },
        'unknown',
        /5 min old/,
      ],
      ['it is gone', 'replica', { gone: true }, 'breached', /no longer has/],
      CANNOT_ASK('replica'),
    ],
  ],
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

describe.each(CASES.map(([check, rows]) => ({ check, rows })))(
  '$check.id',
  ({ check, rows }) => {
    it.each(rows)('%s (%s)', (...[, name, situation, verdict, reason]) => {
      const outcome = judge(check, name, situation);
      expect(outcome).toMatchObject({
        verdict,
        reason: expect.stringMatching(reason),
      });
      const states = outcome!.readings.map(reading => reading.state);
      expect(states.length).toBeGreaterThan(0);
      expect(
        verdict === 'met' ? states.filter(state => state !== 'fresh') : [],
      ).toEqual([]);
    });
  },
);

describe('checks of AWS', () => {
  it('apply to what AWS runs', () => {
    const applying = (name: string) =>
      awsChecks
        .filter(check => judge(check, name))
        .map(check => check.id.replace('aws.', ''));
    expect(applying('db')).toEqual(['rds.multi-az', 'rds.restore-point']);
    expect(applying('replica')).toContain('rds.replica-attached');
    expect(applying('own')).toEqual([]);
    expect(applying('ec2')).toEqual([]);
    expect(applying('dns')).toHaveLength(5);
  });

  it('are all tried', () => {
    expect(CASES.map(([check]) => check.id).sort()).toEqual(
      awsChecks.map(check => check.id).sort(),
    );
  });
});
