import type { JsonValue } from '@backstage/types';
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeAmong } from '../testing/estate';
import { rds } from './index';
import { rdsEncrypted, rdsMultiAz, rdsRestorePoint } from './rdsInstance';
import { rdsReplica } from './rdsReplica';
import { RDS_INSTANCE, RDS_REPLICA_LAG, type RdsInstance } from './signals';
import type { MetricPoint } from '../aws/metrics';

const ENTITIES = [
  entity('db', 'database', {
    site: 'here',
    replicates: [{ to: 'resource:replica', mode: 'asynchronous' }],
  }),
  entity('replica', 'database', { site: 'there' }),
  entity('own', 'database', { site: 'cellar' }),
  entity(
    'ec2',
    'database',
    { site: 'here' },
    { 'twinshore.io/database-service': 'self-managed' },
  ),
];

const INSTANCE: Extract<RdsInstance, { missing: false }> = {
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

interface Situation {
  instance?: Partial<typeof INSTANCE>;
  gone?: boolean;
  lag?: MetricPoint;
  heartbeat?: number;
  failing?: boolean;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation = {}) {
  const instance: JsonValue = situation.gone
    ? { identifier: 'replica', region: 'eu-west-1', missing: true }
    : { ...INSTANCE, ...situation.instance };
  return judgeAmong(
    ENTITIES,
    check,
    name,
    {
      [RDS_INSTANCE]: instance,
      [RDS_REPLICA_LAG]:
        situation.lag === undefined ? { value: 2, at: ago(60) } : situation.lag,
      ...(situation.heartbeat !== undefined && {
        'postgresql.heartbeat.ageSeconds': situation.heartbeat,
      }),
    },
    situation.failing,
  );
}

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
          'it is not told',
          { multiAz: null },
          'unknown',
          /whether it is Multi-AZ/,
        ],
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
          'how long it is kept is not told',
          { backupRetentionDays: null },
          'unknown',
          /does not say how long/,
        ],
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
    rdsEncrypted,
    [
      ['all is well', 'replica', {}, 'met', /replica is encrypted/],
      ...instances([
        ['it is not', { encrypted: false }, 'breached', /is not encrypted/],
        [
          'it is not told',
          { encrypted: null },
          'unknown',
          /does not say whether/,
        ],
      ]),
      ['it is gone', 'replica', { gone: true }, 'breached', /no longer has/],
      CANNOT_ASK('replica'),
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
];

describeChecks('RDS', { all: rds.checks, cases: CASES, judge });

it.each([
  ['db', ['aws.rds.multi-az', 'aws.rds.restore-point', 'aws.rds.encrypted']],
  ['replica', rds.checks.map(({ id }) => id)],
  ['own', []],
  ['ec2', []],
])('%s is judged by what applies to it', (name, ids) => {
  expect(
    rds.checks.filter(check => judge(check, name)).map(({ id }) => id),
  ).toEqual(ids);
});
