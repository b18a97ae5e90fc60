import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { malformed, type AskedService } from './failures';

/** The newest data point of a metric; null when CloudWatch has none. */
export type MetricPoint = { value: number; at: string } | null;

export interface WantedMetric {
  namespace: string;
  name: string;
  dimension: { name: string; value: string };
  statistic: 'Maximum' | 'Minimum' | 'Average';
}

const PERIOD_SECONDS = 60;
const WINDOW_SECONDS = 600;
/** Limit of one GetMetricData call. */
const METRICS_PER_CALL = 500;

/** The newest data point of each metric within the last ten minutes, in the order wanted. */
export async function newestPoints(
  client: CloudWatchClient,
  wanted: WantedMetric[],
  options: { now: number; signal: AbortSignal; asked: AskedService },
): Promise<MetricPoint[]> {
  const points: MetricPoint[] = wanted.map(() => null);
  for (let first = 0; first < wanted.length; first += METRICS_PER_CALL) {
    const queries = wanted.slice(first, first + METRICS_PER_CALL).map(
      (metric, index): MetricDataQuery => ({
        Id: `m${first + index}`,
        MetricStat: {
          Metric: {
            Namespace: metric.namespace,
            MetricName: metric.name,
            Dimensions: [
              { Name: metric.dimension.name, Value: metric.dimension.value },
            ],
          },
          Period: PERIOD_SECONDS,
          Stat: metric.statistic,
        },
      }),
    );
    let token: string | undefined;
    do {
      const answer = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries,
          StartTime: new Date(options.now - WINDOW_SECONDS * 1000),
          EndTime: new Date(options.now),
          ScanBy: 'TimestampDescending',
          NextToken: token,
        }),
        { abortSignal: options.signal },
      );
      if (!Array.isArray(answer.MetricDataResults)) {
        throw malformed(options.asked, 'without metric data');
      }
      for (const { Id, Timestamps, Values } of answer.MetricDataResults) {
        const index = Number(Id?.slice(1));
        (Timestamps ?? []).forEach((timestamp, position) => {
          const value = Values?.[position];
          const at = timestamp.toISOString();
          const known = points[index];
          if (value !== undefined && (!known || at > known.at)) {
            points[index] = { value, at };
          }
        });
      }
      token = answer.NextToken;
    } while (token);
  }
  return points;
}
