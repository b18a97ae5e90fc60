import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeEstate } from '../testing/estate';
import type { PresentBucket } from './bucketView';
import { s3 } from './index';
import { bucketProtected, bucketVersioning } from './s3Bucket';
import { replicationLag } from './replicationLag';
import { replicationFailures, replicationRule } from './replicationRule';
import {
  S3_BUCKET,
  S3_REPLICATION_METRICS,
  S3_REPLICATION_RULES,
  type S3ReplicationMetrics,
  type S3ReplicationRule,
} from './signals';

const ENTITIES = [
  entity('docs', 'bucket', {
    site: 'here',
    replicates: [{ to: 'resource:docs-dr', mode: 'asynchronous' }],
  }),
  entity('docs-dr', 'bucket', { site: 'there' }),
  entity('crr', 'bucket-replication', {
    site: 'here',
    locatedIn: 'resource:docs',
  }),
  entity('crr-dr', 'bucket-replication', {
    site: 'there',
    locatedIn: 'resource:docs-dr',
  }),
  entity('minio', 'bucket', { site: 'cellar' }),
];

const BUCKET: PresentBucket = {
  name: 'b-here',
  region: 'eu-central-1',
  missing: false,
  versioning: 'Enabled',
  encryption: 'aws:kms',
  publicAccessOpen: [],
};
const RULE: S3ReplicationRule = {
  id: 'all',
  enabled: true,
  destination: 'b-there',
  wholeBucket: true,
  timeControlMinutes: 15,
  metrics: true,
  deleteMarkers: true,
  failedLastHour: 0,
};

interface Situation {
  here?: Partial<PresentBucket>;
  there?: Partial<PresentBucket>;
  gone?: boolean;
  rules?: Partial<S3ReplicationRule>[];
  /** Latency with its age; null where there is none. */
  latency?: [seconds: number, ageSeconds?: number] | null;
  metrics?: S3ReplicationMetrics[];
  failing?: string;
}
type Row = CheckCase<Situation>;

const metricsOf = (
  latency: Situation['latency'] = [3],
  ruleId = 'all',
): S3ReplicationMetrics => ({
  sourceBucket: 'b-here',
  ruleId,
  latencySeconds: latency && {
    value: latency[0],
    at: ago(latency[1] ?? 60),
  },
  bytesPending: { value: 2_800_000, at: ago(60) },
  operationsPending: { value: 2, at: ago(60) },
});

function judge(check: Check, name: string, situation: Situation) {
  const { rules = [{}], gone, latency, failing } = situation;
  return judgeEstate(
    ENTITIES,
    check,
    name,
    {
      docs: {
        [S3_BUCKET]: gone
          ? { name: 'b-here', region: 'eu-central-1', missing: true }
          : { ...BUCKET, ...situation.here },
        [S3_REPLICATION_RULES]: rules.map(change => ({ ...RULE, ...change })),
      },
      'docs-dr': {
        [S3_BUCKET]: { ...BUCKET, name: 'b-there', ...situation.there },
        [S3_REPLICATION_RULES]: [],
        [S3_REPLICATION_METRICS]: situation.metrics ?? [metricsOf(latency)],
      },
    },
    failing,
  );
}

const rule = (change: Partial<S3ReplicationRule>): Situation => ({
  rules: [change],
});
const cannotAsk = (name: string, failing: string): Row => [
  'it cannot be asked',
  name,
  { failing },
  'unknown',
  /asks to slow down/,
];
const gone = (name: string): Row => [
  'it is gone',
  name,
  { gone: true },
  'breached',
  /no longer has the bucket b-here/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    bucketVersioning,
    [
      ['all is well', 'docs', {}, 'met', /b-here keeps versions/],
      [
        'it is suspended',
        'docs-dr',
        { there: { versioning: 'Suspended' } },
        'breached',
        /b-there is suspended/,
      ],
      [
        'it was never on',
        'docs',
        { here: { versioning: null } },
        'breached',
        /never turned on/,
      ],
      ['it is new', 'docs', { here: { versioning: 'X' } }, 'unknown', /X/],
      gone('docs'),
      cannotAsk('docs', 'docs'),
    ],
  ],
  [
    bucketProtected,
    [
      ['all is well', 'docs', {}, 'met', /aws:kms/],
      [
        'AES-256 is enough',
        'docs',
        { here: { encryption: 'AES256' } },
        'met',
        /AES256/,
      ],
      [
        'nothing protects it',
        'docs',
        { here: { encryption: null, publicAccessOpen: null } },
        'breached',
        /no default encryption and nothing blocks public access/,
      ],
      [
        'a setting is off',
        'docs',
        { here: { publicAccessOpen: ['BlockPublicPolicy'] } },
        'breached',
        /not blocked by BlockPublicPolicy/,
      ],
      [
        'its cipher is new',
        'docs',
        { here: { encryption: 'rot13' } },
        'unknown',
        /rot13/,
      ],
      gone('docs'),
      cannotAsk('docs', 'docs'),
    ],
  ],
  [
    replicationRule,
    [
      [
        'all is well',
        'crr',
        {},
        'met',
        /all copies b-here to b-there within 15/,
      ],
      [
        'a second rule does not matter',
        'crr',
        { rules: [{ id: 'logs', destination: 'elsewhere' }, {}] },
        'met',
        /all copies/,
      ],
      [
        'it is disabled',
        'crr',
        rule({ enabled: false }),
        'breached',
        /disabled/,
      ],
      [
        'there is none',
        'crr',
        { rules: [] },
        'breached',
        /no replication rule/,
      ],
      [
        'it leads elsewhere',
        'crr',
        rule({ destination: 'elsewhere' }),
        'breached',
        /only to elsewhere/,
      ],
      [
        'nothing is promised',
        'crr',
        rule({ timeControlMinutes: null }),
        'at-risk',
        /without Replication Time Control/,
      ],
      [
        'nobody sees it, and deletions stay',
        'crr',
        rule({ metrics: false, deleteMarkers: false }),
        'at-risk',
        /deletions are not copied and its metrics are off/,
      ],
      [
        'it copies a part',
        'crr',
        rule({ wholeBucket: false }),
        'at-risk',
        /a part of the bucket/,
      ],
      [
        'the destination keeps no versions',
        'crr',
        { there: { versioning: 'Suspended' } },
        'breached',
        /b-there keeps no versions/,
      ],
      [
        'the destination cannot be asked',
        'crr',
        { failing: 'docs-dr' },
        'unknown',
        /slow down/,
      ],
      gone('crr'),
      cannotAsk('crr', 'docs'),
    ],
  ],
  [
    replicationFailures,
    [
      ['all is well', 'crr', {}, 'met', /No object failed to be copied by all/],
      [
        'some failed',
        'crr',
        rule({ failedLastHour: 7 }),
        'at-risk',
        /failed to copy 7 objects/,
      ],
      [
        'nobody counts',
        'crr',
        rule({ failedLastHour: null }),
        'unknown',
        /no count of failures of all/,
      ],
      [
        'nothing is enabled',
        'crr',
        rule({ enabled: false }),
        'unknown',
        /No rule is enabled/,
      ],
      cannotAsk('crr', 'docs'),
    ],
  ],
  [
    replicationLag,
    [
      [
        'one of two rules is not measured',
        'crr-dr',
        { rules: [{}, { id: 'other' }] },
        'unknown',
        /docs-dr by other is, is unknown/,
      ],
      [
        'another rule leads elsewhere',
        'crr-dr',
        { rules: [{}, { id: 'other', destination: 'b-else' }] },
        'met',
        /3 s late/,
      ],
      [
        'all is well',
        'crr-dr',
        {},
        'met',
        /3 s late of 15 min allowed, 2 objects \(2\.8 MB\) pending/,
      ],
      [
        'it is half of the RPO late',
        'crr-dr',
        { latency: [450] },
        'at-risk',
        /7 min 30 s/,
      ],
      [
        'it is too late',
        'crr-dr',
        { latency: [900] },
        'breached',
        /15 min late/,
      ],
      [
        'the metric is old',
        'crr-dr',
        { latency: [3, 300] },
        'unknown',
        /5 min old/,
      ],
      [
        'there is no metric',
        'crr-dr',
        { latency: null },
        'unknown',
        /no ReplicationLatency/,
      ],
      [
        'there are none of the rule in force',
        'crr-dr',
        { metrics: [metricsOf([3], 'former')] },
        'unknown',
        /no replication metrics of docs-dr for all/,
      ],
      [
        'no rule is in force',
        'crr-dr',
        rule({ enabled: false }),
        'breached',
        /no replication rule is enabled/,
      ],
      [
        'a former rule does not matter',
        'crr-dr',
        { metrics: [metricsOf([9000], 'former'), metricsOf()] },
        'met',
        /by all is 3 s late/,
      ],
      [
        'the region of the source is lost, all that is listed counts',
        'crr-dr',
        {
          failing: 'docs',
          metrics: [metricsOf([9000], 'other'), metricsOf()],
        },
        'breached',
        /by other is 2 h 30 min late/,
      ],
      cannotAsk('crr-dr', 'docs-dr'),
    ],
  ],
];

describeChecks('S3', { all: s3.checks, cases: CASES, judge });

it.each([
  ['docs', ['aws.s3.versioning', 'aws.s3.protected']],
  ['crr', ['aws.s3.replication-rule', 'aws.s3.replication-failures']],
  ['crr-dr', ['aws.s3.replication-lag']],
  ['minio', []],
])('%s is judged by what applies to it', (name, ids) => {
  expect(
    s3.checks.filter(check => judge(check, name, {})).map(({ id }) => id),
  ).toEqual(ids);
});
