import {
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { copiesOf, nameOf } from '../aws/placement';
import { listed } from '../aws/viewSignal';
import { isBucket, sendingBucket, viewBucket, viewRules } from './bucketView';
import {
  S3_BUCKET,
  S3_REPLICATION_RULES,
  type S3ReplicationRule,
} from './signals';

/** Time that Replication Time Control commits to at most. */
const COMMITTED_MINUTES = 15;

function judgeRules(
  rules: S3ReplicationRule[],
  from: string,
  to: string,
): Omit<CheckOutcome, 'readings'> {
  const there = rules.filter(({ destination }) => destination === to);
  const rule = there.find(({ enabled }) => enabled);
  if (!rule) {
    return {
      verdict: 'breached',
      reason: there.length
        ? `The rule ${there[0].id} from ${from} to ${to} is disabled: nothing is copied.`
        : `${from} has no replication rule to ${to}${
            rules.length
              ? `, only to ${listed(
                  rules.map(({ destination }) => destination),
                )}`
              : ''
          }.`,
    };
  }
  const lacks = [
    ...(there.some(({ enabled, wholeBucket }) => enabled && wholeBucket)
      ? []
      : ['it copies a part of the bucket only']),
    ...(rule.timeControlMinutes === null
      ? [
          'without Replication Time Control nothing is promised of how long it takes',
        ]
      : []),
    ...(rule.timeControlMinutes !== null &&
    rule.timeControlMinutes > COMMITTED_MINUTES
      ? [`it commits to ${rule.timeControlMinutes} min`]
      : []),
    ...(rule.deleteMarkers ? [] : ['deletions are not copied']),
    ...(rule.metrics
      ? []
      : ['its metrics are off, so nobody sees how late it is']),
  ];
  return lacks.length > 0
    ? {
        verdict: 'at-risk',
        reason: `${rule.id} copies ${from} to ${to}, but ${listed(lacks, 5)}.`,
      }
    : {
        verdict: 'met',
        reason: `${rule.id} copies ${from} to ${to} within ${rule.timeControlMinutes} min, deletions too.`,
      };
}

export const replicationRule: Check = {
  id: 'aws.s3.replication-rule',
  title: 'Replication rule in force',
  description:
    'An enabled rule copies the whole bucket to its declared copy, deletions included, with Replication Time Control and metrics. The destination keeps versions, without which nothing arrives.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Rule Enabled to the declared bucket, which keeps versions (else breached); Replication Time Control of 15 min, metrics, delete markers (else at risk)',
    origin: 'design 2.2, 5.1; formulae, linter rule 7',
  },
  signals: [S3_REPLICATION_RULES, S3_BUCKET],
  remediation:
    'Enable the rule, with ReplicationTime and Metrics of 15 minutes. What was written meanwhile is not copied by itself: run S3 Batch Replication.',
  appliesTo: (entity, estate) => sendingBucket(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const from = sendingBucket(context, context.entity)!;
    const view = viewRules(context, from);
    if ('outcome' in view) {
      return view.outcome;
    }
    const source = viewBucket(context, from);
    if ('outcome' in source) {
      return source.outcome;
    }
    const copies = copiesOf(context, from).filter(it => isBucket(context, it));
    if (copies.length === 0) {
      return {
        verdict: 'unknown',
        reason: `The bucket that ${nameOf(
          from,
        )} is to be copied to is not declared.`,
        readings: [view.reading],
      };
    }
    return worstOutcome(
      copies.map((copy): CheckOutcome => {
        const there = viewBucket(context, copy);
        if ('outcome' in there) {
          return {
            ...there.outcome,
            readings: [view.reading, ...there.outcome.readings],
          };
        }
        const readings = [view.reading, source.reading, there.reading];
        const judged = judgeRules(
          view.value,
          source.bucket.name,
          there.bucket.name,
        );
        return judged.verdict !== 'breached' &&
          there.bucket.versioning !== 'Enabled'
          ? {
              verdict: 'breached',
              reason: `${there.bucket.name} keeps no versions: S3 copies nothing to it.`,
              readings,
            }
          : { ...judged, readings };
      }),
    );
  },
};

export const replicationFailures: Check = {
  id: 'aws.s3.replication-failures',
  title: 'No object failed to replicate',
  description:
    'S3 does not try again what it could not copy, for example for want of a key or a grant: such objects are missing in the other region until somebody copies them.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'No OperationsFailedReplication within the last hour',
    origin: 'design 5.1',
  },
  signals: [S3_REPLICATION_RULES],
  remediation:
    'Find the objects with the status FAILED (S3 Inventory, event s3:Replication:OperationFailedReplication), mend the role, the key or the destination, and run S3 Batch Replication.',
  appliesTo: (entity, estate) => sendingBucket(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewRules(context, sendingBucket(context, context.entity)!);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const rules = view.value.filter(({ enabled }) => enabled);
    const failed = rules.filter(({ failedLastHour }) => failedLastHour);
    if (failed.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${listed(
          failed.map(
            ({ id, failedLastHour }) =>
              `${id} failed to copy ${failedLastHour} objects`,
          ),
        )} within the last hour.`,
        readings,
      };
    }
    const silent = rules.filter(
      ({ failedLastHour }) => failedLastHour === null,
    );
    if (rules.length === 0 || silent.length > 0) {
      return {
        verdict: 'unknown',
        reason:
          rules.length === 0
            ? 'No rule is enabled whose failures could be counted.'
            : `CloudWatch has no count of failures of ${listed(
                silent.map(({ id }) => id),
              )} within the last hour.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `No object failed to be copied by ${listed(
        rules.map(({ id }) => id),
      )} within the last hour.`,
      readings,
    };
  },
};
