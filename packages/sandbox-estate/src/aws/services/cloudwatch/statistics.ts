import { InvalidParameterValueException$ } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../server/AwsError';
import type { RingBuffer, Sample } from './MetricStore';

/** Metrics of AWS's own services have a resolution of one minute. */
const RESOLUTION_SECONDS = 60;
const SHORT_PERIODS = [1, 5, 10, 20, 30];

/** One period with samples in it. */
export interface Bucket {
  /** Start of the period, which is the time that CloudWatch gives it. */
  at: number;
  values: number[];
}

export function invalidValue(message: string): AwsError {
  return AwsError.modeled(InvalidParameterValueException$, message);
}

/** Periods that have samples, oldest first; those that have none are missing. */
export function buckets(
  samples: RingBuffer,
  from: number,
  to: number,
  periodSeconds: number,
): Bucket[] {
  if (
    !SHORT_PERIODS.includes(periodSeconds) &&
    !(periodSeconds > 0 && periodSeconds % 60 === 0)
  ) {
    throw invalidValue(
      `Period must be ${SHORT_PERIODS.join(
        ', ',
      )} or a multiple of 60; got ${periodSeconds}`,
    );
  }
  const length = Math.max(periodSeconds, RESOLUTION_SECONDS) * 1000;
  const floor = (at: number) => Math.floor(at / length) * length;
  const byStart = new Map<number, Bucket>();
  for (const { at, value } of samples.between(floor(from), to) as Sample[]) {
    const start = floor(at);
    const bucket = byStart.get(start) ?? { at: start, values: [] };
    bucket.values.push(value);
    byStart.set(start, bucket);
  }
  return [...byStart.values()].sort((a, b) => a.at - b.at);
}

export function statistic(name: string, values: readonly number[]): number {
  switch (name) {
    case 'Average':
      return sum(values) / values.length;
    case 'Sum':
      return sum(values);
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    case 'SampleCount':
      return values.length;
    default:
      return percentile(name, values);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Nearest rank, as `p99` or `p99.9`. */
function percentile(name: string, values: readonly number[]): number {
  const match = /^p(\d{1,3}(?:\.\d{1,2})?)$/.exec(name);
  const percent = Number(match?.[1]);
  if (!match || percent > 100) {
    throw invalidValue(
      `The statistic ${name} is none of Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99`,
    );
  }
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(Math.ceil((percent / 100) * sorted.length), 1);
  return sorted[rank - 1];
}
