import { REGIONS } from '../../../model';
import type { MetricSource, Reading } from '../cloudwatch/Sampler';
import type { Buckets } from './Buckets';

/**
 * Replication metrics of the rules that have them on. S3 writes what waits in
 * the region of the destination, and what failed in that of the source.
 */
export function s3Metrics(buckets: Buckets): MetricSource {
  return () =>
    buckets.observe().flatMap(({ source, destination, rule, queue }) => {
      const there = buckets.list().find(({ name }) => name === destination);
      const failed = queue.takeFailed();
      if (rule.Destination?.Metrics?.Status !== 'Enabled' || !there) return [];
      const of = (
        region: string,
        name: string,
        unit: Reading['unit'],
        value: number,
      ): Reading => ({
        region,
        metric: {
          namespace: 'AWS/S3',
          name,
          dimensions: {
            SourceBucket: source.name,
            DestinationBucket: destination,
            RuleId: rule.ID ?? '',
          },
        },
        unit,
        value,
      });
      const [from, to] = [REGIONS[source.site], REGIONS[there.site]];
      return [
        of(to, 'ReplicationLatency', 'Seconds', queue.latencySeconds),
        of(to, 'OperationsPendingReplication', 'Count', queue.objects),
        of(to, 'BytesPendingReplication', 'Bytes', queue.bytes),
        of(from, 'OperationsFailedReplication', 'Count', failed),
      ];
    });
}
