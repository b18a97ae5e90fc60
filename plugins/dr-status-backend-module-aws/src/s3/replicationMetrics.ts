import {
  ListMetricsCommand,
  type CloudWatchClient,
} from '@aws-sdk/client-cloudwatch';
import { malformed, type AskedService } from '../aws/failures';
import { METRIC_FRESH_SECONDS, newestPoints } from '../aws/metrics';
import { allPages } from '../aws/pages';
import type { S3ReplicationMetrics } from './signals';

const NAMESPACE = 'AWS/S3';
const LATENCY = 'ReplicationLatency';
const LISTED_RULES = 50;

interface Options {
  now: number;
  signal: AbortSignal;
  asked: AskedService;
}

/** Source bucket and rule of every replication into the bucket that CloudWatch knows of. */
async function rulesInto(
  client: CloudWatchClient,
  bucket: string,
  { signal, asked }: Options,
): Promise<Array<{ sourceBucket: string; ruleId: string }>> {
  const metrics = await allPages(
    NextToken =>
      client.send(
        new ListMetricsCommand({
          Namespace: NAMESPACE,
          MetricName: LATENCY,
          Dimensions: [{ Name: 'DestinationBucket', Value: bucket }],
          NextToken,
        }),
        { abortSignal: signal },
      ),
    answer => ({ items: answer.Metrics, next: answer.NextToken }),
    () => malformed(asked, 'without a list of metrics'),
  );
  return metrics
    .flatMap(({ Dimensions = [] }) => {
      const valueOf = (name: string) =>
        Dimensions.find(({ Name }) => Name === name)?.Value;
      const sourceBucket = valueOf('SourceBucket');
      const ruleId = valueOf('RuleId');
      return sourceBucket && ruleId ? [{ sourceBucket, ruleId }] : [];
    })
    .slice(0, LISTED_RULES);
}

/** How far the bucket is behind those that are copied to it. */
export async function receivedReplication(
  client: CloudWatchClient,
  bucket: string,
  options: Options,
): Promise<S3ReplicationMetrics[]> {
  const rules = await rulesInto(client, bucket, options);
  const names = [
    LATENCY,
    'BytesPendingReplication',
    'OperationsPendingReplication',
  ];
  const points = await newestPoints(
    client,
    rules.flatMap(({ sourceBucket, ruleId }) =>
      names.map(name => ({
        namespace: NAMESPACE,
        name,
        dimension: [
          { name: 'SourceBucket', value: sourceBucket },
          { name: 'DestinationBucket', value: bucket },
          { name: 'RuleId', value: ruleId },
        ],
        statistic: 'Maximum' as const,
      })),
    ),
    options,
  );
  return rules.map((rule, index) => {
    const [latencySeconds, bytesPending, operationsPending] = points.slice(
      index * names.length,
    );
    return { ...rule, latencySeconds, bytesPending, operationsPending };
  });
}

/**
 * How far a bucket is behind, by the slowest rule into it: null when one of
 * them is not measured at present, undefined when nothing is copied to it.
 */
export function replicationLagSeconds(
  received: readonly S3ReplicationMetrics[],
  now: number,
): number | null | undefined {
  const latencies = received.map(({ latencySeconds: point }) =>
    point &&
    point.value >= 0 &&
    now - Date.parse(point.at) <= METRIC_FRESH_SECONDS * 1000
      ? point.value
      : null,
  );
  if (latencies.length === 0) {
    return undefined;
  }
  return latencies.includes(null) ? null : Math.max(...(latencies as number[]));
}
