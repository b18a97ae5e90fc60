import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  verdictOfUpperLimit,
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { METRIC_FRESH_SECONDS } from '../aws/metrics';
import { nameOf, originalsOf } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import { receivingBucket, viewBucket, viewRules } from './bucketView';
import {
  S3_REPLICATION_METRICS,
  S3_REPLICATION_RULES,
  type S3ReplicationMetrics,
  type S3ReplicationRule,
} from './signals';

const LIMITS = { warning: 450, limit: 900 };

function judgeLag(
  metrics: S3ReplicationMetrics,
  now: number,
): Omit<CheckOutcome, 'readings'> {
  const { sourceBucket, ruleId, latencySeconds: latency } = metrics;
  const age = latency ? (now - Date.parse(latency.at)) / 1000 : Infinity;
  const what = `Replication of ${sourceBucket} by ${ruleId}`;
  if (!latency || latency.value < 0 || age > METRIC_FRESH_SECONDS) {
    return {
      verdict: 'unknown',
      reason: `${what}: how late it is, is unknown; CloudWatch${
        latency && latency.value >= 0
          ? `’s last ReplicationLatency is ${sayDuration(age)} old`
          : ' has no ReplicationLatency'
      }.`,
    };
  }
  const { bytesPending, operationsPending } = metrics;
  const pending = operationsPending
    ? `, ${operationsPending.value} objects${
        bytesPending ? ` (${sayBytes(bytesPending.value)})` : ''
      } pending`
    : '';
  return {
    verdict: verdictOfUpperLimit(latency.value, LIMITS),
    reason: `${what} is ${sayDuration(latency.value)} late of ${sayDuration(
      LIMITS.limit,
    )} allowed${pending}, measured ${sayDuration(Math.max(0, age))} ago.`,
  };
}

function sayBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

export const replicationLag: Check = {
  id: 'aws.s3.replication-lag',
  title: 'Documents replicated within the RPO',
  description:
    'CloudWatch of the receiving region says how far the bucket is behind, the oldest object that still waits included.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'ReplicationLatency < 450 s (at risk from there, breached from 900 s)',
    origin: 'design 5.1',
  },
  signals: [S3_REPLICATION_METRICS, S3_REPLICATION_RULES],
  remediation:
    'Look at the replication metrics of the source bucket: many pending operations mean bursts or a limited role; ask AWS to raise the transfer quota of Replication Time Control.',
  appliesTo: (entity, estate) => receivingBucket(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const bucket = receivingBucket(context, context.entity)!;
    const view = viewSignal<S3ReplicationMetrics[]>(
      context,
      S3_REPLICATION_METRICS,
      'The replication into it',
      refOf(bucket),
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const { ids, readings } = rulesInForce(context, bucket);
    const all = [view.reading, ...readings];
    if (ids?.length === 0) {
      return {
        verdict: 'breached',
        reason: `Nothing is copied to ${nameOf(
          bucket,
        )}: no replication rule is enabled where it comes from.`,
        readings: all,
      };
    }
    const followed = view.value.filter(
      ({ ruleId }) => !ids || ids.includes(ruleId),
    );
    if (followed.length === 0) {
      return {
        verdict: 'unknown',
        reason: `CloudWatch has no replication metrics of ${nameOf(bucket)}${
          ids ? ` for ${listed(ids)}` : ''
        }: they are off, or began less than 15 min ago.`,
        readings: all,
      };
    }
    const silent = (ids ?? []).filter(
      id => !followed.some(({ ruleId }) => ruleId === id),
    );
    return worstOutcome([
      ...followed.map(metrics => ({
        ...judgeLag(metrics, context.now),
        readings: all,
      })),
      ...silent.map(
        (id): CheckOutcome => ({
          verdict: 'unknown',
          reason: `How late the replication to ${nameOf(
            bucket,
          )} by ${id} is, is unknown: CloudWatch has no metrics of it.`,
          readings: all,
        }),
      ),
    ]);
  },
};

/**
 * Rules that copy to the bucket now; CloudWatch also lists those of the last
 * two weeks. Undefined while the source cannot be asked, as when its region is
 * lost: then all that is listed counts.
 */
function rulesInForce(
  context: CheckContext,
  bucket: Entity,
): { ids?: string[]; readings: Reading[] } {
  const ids: string[] = [];
  const readings: Reading[] = [];
  const receiving = viewBucket(context, bucket);
  const leadsHere = ({ destination }: S3ReplicationRule) =>
    'outcome' in receiving || destination === receiving.bucket.name;
  for (const original of originalsOf(context, bucket)) {
    const view = viewRules(context, original);
    if ('outcome' in view) {
      return { readings: [] };
    }
    readings.push(view.reading);
    ids.push(
      ...view.value
        .filter(rule => rule.enabled && leadsHere(rule))
        .map(({ id }) => id),
    );
  }
  return { ids, readings };
}
