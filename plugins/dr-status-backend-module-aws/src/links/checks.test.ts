import type { JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { RDS_INSTANCE } from '../rds/signals';
import { S3_REPLICATION_METRICS } from '../s3/signals';
import { ago, entity, judgeEstate } from '../testing/estate';
import { replicationFlows } from './replicationFlows';

const copiedTo = (to: string, mode = 'asynchronous') => ({
  site: 'here',
  replicates: [{ to: `resource:${to}`, mode, over: 'resource:link' }],
});
const ENTITIES = [
  entity('link', 'network-link', { site: 'bridge' }),
  entity('other', 'network-link', { site: 'bridge' }),
  entity('db', 'database', copiedTo('replica')),
  entity('replica', 'database', { site: 'there' }),
  entity('bucket', 'bucket', copiedTo('copy')),
  entity('copy', 'bucket', { site: 'there' }),
  // Its copy is fed by something of its own, which RDS does not tell.
  entity('cellar-db', 'database', {
    ...copiedTo('db', 'logical'),
    site: 'cellar',
  }),
];

interface Situation {
  /** Of the replica; null for an instance that is none any more. */
  replication?: string | null;
  latencySeconds?: number | null;
  latencyAgeSeconds?: number;
  failing?: string;
  silent?: string[];
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation = {}) {
  const {
    replication = 'replicating',
    latencySeconds = 12,
    latencyAgeSeconds = 60,
    silent = [],
  } = situation;
  const said: Record<string, Record<string, JsonValue>> = {
    replica: {
      [RDS_INSTANCE]: {
        identifier: 'replica',
        region: 'eu-west-1',
        missing: false,
        replication: replication && {
          status: replication,
          normal: replication === 'replicating',
          message: '',
        },
      },
    },
    copy: {
      [S3_REPLICATION_METRICS]: [
        {
          sourceBucket: 'bucket',
          ruleId: 'all',
          latencySeconds:
            latencySeconds === null
              ? null
              : { value: latencySeconds, at: ago(latencyAgeSeconds) },
          bytesPending: null,
          operationsPending: null,
        },
      ],
    },
  };
  for (const each of silent) {
    said[each] = {};
  }
  return judgeEstate(ENTITIES, check, name, said, situation.failing);
}

const row = (
  title: string,
  situation: Situation,
  verdict: Row[3],
  reason: RegExp,
): Row => [title, 'link', situation, verdict, reason];

describeChecks('Links of AWS’s own', {
  all: [replicationFlows],
  cases: [
    [
      replicationFlows,
      [
        row(
          'all is well',
          {},
          'met',
          /replica is replicating and copies of objects are 12 s behind/,
        ),
        row(
          'the replica lags and is fed',
          { replication: 'replication degraded' },
          'met',
          /degraded/,
        ),
        row(
          'the replica stops where it was told to',
          { replication: 'replication stop point reached' },
          'at-risk',
          /Stalled over it: replica is replication stop point reached/,
        ),
        row(
          'the replica is in a state that is new',
          { replication: 'sideways', latencySeconds: null },
          'unknown',
          /Nothing that is copied over it says/,
        ),
        row(
          'one cannot be asked',
          { failing: 'replica' },
          'met',
          /It carries: copies of objects/,
        ),
        row(
          'one has stalled',
          { replication: 'error' },
          'at-risk',
          /Stalled over it: replica is error\. The cause/,
        ),
        row(
          'the only one that tells has stalled',
          { replication: 'error', latencySeconds: null },
          'at-risk',
          /replica is error/,
        ),
        row(
          'all have stalled',
          { replication: 'error', latencySeconds: 1000 },
          'breached',
          /Nothing flows over it: replica is error and copies .* 16 min 40 s/,
        ),
        row(
          'none can be asked',
          { failing: 'replica', silent: ['copy'] },
          'unknown',
          /Whether it carries is unknown: AWS asks to slow down/,
        ),
        row(
          'none tells anything of now',
          { replication: null, latencyAgeSeconds: 600 },
          'unknown',
          /Nothing that is copied over it says/,
        ),
      ],
    ],
  ],
  judge,
});

it('judges links over which AWS copies by itself', () => {
  expect(judge(replicationFlows, 'other')).toBeUndefined();
});
