import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { malformed, type AskedService } from './failures';
import { allPages } from './pages';

/** The newest data point of a metric; null when CloudWatch has none. */
export type MetricPoint = { value: number; at: string } | null;

/** A metric of one-minute periods that is older than this says nothing of now. */
export const METRIC_FRESH_SECONDS = 240;

export interface WantedMetric {
  namespace: string;
  name: string;
  /** All dimensions that the metric has: CloudWatch finds it by no fewer. */
  dimension: MetricDimension | MetricDimension[];
  statistic: 'Maximum' | 'Minimum' | 'Average' | 'Sum';
}

export interface MetricDimension {
  name: string;
  value: string;
}

interface MetricOptions {
  now: number;
  signal: AbortSignal;
  asked: AskedService;
}

const PERIOD_SECONDS = 60;
const WINDOW_SECONDS = 600;
/** Limit of one GetMetricData call. */
const METRICS_PER_CALL = 500;

/** Data points of each metric within the window, in the order wanted. */
async function pointsOf(
  client: CloudWatchClient,
  wanted: WantedMetric[],
  options: MetricOptions,
  {
    periodSeconds,
    windowSeconds,
  }: { periodSeconds: number; windowSeconds: number },
): Promise<NonNullable<MetricPoint>[][]> {
  const points = wanted.map((): NonNullable<MetricPoint>[] => []);
  const failed = new Set<number>();
  for (let first = 0; first < wanted.length; first += METRICS_PER_CALL) {
    const queries = wanted.slice(first, first + METRICS_PER_CALL).map(
      (metric, index): MetricDataQuery => ({
        Id: `m${first + index}`,
        MetricStat: {
          Metric: {
            Namespace: metric.namespace,
            MetricName: metric.name,
            Dimensions: [metric.dimension]
              .flat()
              .map(({ name, value }) => ({ Name: name, Value: value })),
          },
          Period: periodSeconds,
          Stat: metric.statistic,
        },
      }),
    );
    const results = await allPages(
      NextToken =>
        client.send(
          new GetMetricDataCommand({
            MetricDataQueries: queries,
            StartTime: new Date(options.now - windowSeconds * 1000),
            EndTime: new Date(options.now),
            ScanBy: 'TimestampDescending',
            NextToken,
          }),
          { abortSignal: options.signal },
        ),
      answer => ({ items: answer.MetricDataResults, next: answer.NextToken }),
      () => malformed(options.asked, 'without metric data'),
    );
    for (const { Id, Timestamps, Values, StatusCode } of results) {
      const index = Number(Id?.slice(1));
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
        failed.add(index);
      }
      (Timestamps ?? []).forEach((timestamp, position) => {
        const value = Values?.[position];
        // No limit is above NaN, so that it would pass for a small figure.
        if (Number.isFinite(value)) {
          points[index]?.push({ value: value!, at: timestamp.toISOString() });
        }
      });
    }
  }
  // What CloudWatch could not count whole is not there, rather than small.
  return points.map((each, index) => (failed.has(index) ? [] : each));
}

/** The newest data point of each metric within the last ten minutes, in the order wanted. */
export async function newestPoints(
  client: CloudWatchClient,
  wanted: WantedMetric[],
  options: MetricOptions,
): Promise<MetricPoint[]> {
  const found = await pointsOf(client, wanted, options, {
    periodSeconds: PERIOD_SECONDS,
    windowSeconds: WINDOW_SECONDS,
  });
  return found.map(points =>
    points.reduce<MetricPoint>(
      (newest, point) => (!newest || point.at > newest.at ? point : newest),
      null,
    ),
  );
}

/**
 * The sum of each metric within the last hour, in the order wanted; null where
 * CloudWatch has no data point.
 */
export async function hourlyTotals(
  client: CloudWatchClient,
  wanted: Omit<WantedMetric, 'statistic'>[],
  options: MetricOptions,
): Promise<Array<number | null>> {
  const found = await pointsOf(
    client,
    wanted.map(metric => ({ ...metric, statistic: 'Sum' })),
    options,
    { periodSeconds: 300, windowSeconds: 3600 },
  );
  return found.map(points =>
    points.length > 0
      ? points.reduce((total, { value }) => total + value, 0)
      : null,
  );
}
