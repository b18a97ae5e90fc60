import type { Config } from '@backstage/config';
import { readMatchers } from '../settings';
import { WINDOWS, type WindowName } from './signals';

/** How requests are counted and timed: names of metrics, and label matchers. */
export interface RequestMetrics {
  counter: string;
  histogram: string;
  /** Matchers that choose the requests, without braces: `job="api"`. */
  selector: string;
  /** Matchers that choose those that failed, besides. */
  failed: string;
  /** A bucket of the histogram must have this bound. */
  withinSeconds: number;
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Reads `requests` of an item. */
export function readRequestMetrics(item: Config, at: string): RequestMetrics {
  const metric = (key: string, fallback: string) => {
    const value = item.getOptionalString(`requests.${key}`) ?? fallback;
    if (!METRIC.test(value)) {
      throw new Error(
        `Invalid value at '${at}.requests.${key}': the name of a metric is needed`,
      );
    }
    return value;
  };
  const withinSeconds = item.getOptionalNumber('requests.withinSeconds') ?? 0.2;
  if (!(withinSeconds > 0)) {
    throw new Error(
      `Invalid value at '${at}.requests.withinSeconds': a time above zero is needed`,
    );
  }
  return {
    counter: metric('counter', 'http_requests_total'),
    histogram: metric('histogram', 'http_request_duration_seconds'),
    selector: readMatchers(item, 'requests.selector', at) ?? '',
    failed: readMatchers(item, 'requests.failed', at) ?? 'code=~"5.."',
    withinSeconds,
  };
}

const select = (metric: string, ...matchers: string[]) =>
  `${metric}{${matchers.filter(each => each.trim() !== '').join(',')}}`;

const rate = (series: string, seconds: number) =>
  `rate(${series}[${Math.round(seconds)}s])`;

/** Requests a second. */
export function trafficQuery(
  { counter, selector }: RequestMetrics,
  seconds: number,
): string {
  return `sum(${rate(select(counter, selector), seconds)})`;
}

/**
 * Failed requests of all. A series that no failure has made yet is absent, not
 * 0, and without traffic nothing may be divided: hence the two guards.
 */
export function errorRatioQuery(
  requests: RequestMetrics,
  seconds: number,
): string {
  const { counter, selector, failed } = requests;
  const failures = `sum(${rate(select(counter, selector, failed), seconds)})`;
  return `(${failures} or vector(0)) / (${trafficQuery(
    requests,
    seconds,
  )} > 0)`;
}

/** The error ratios of all windows in one answer, told apart by the label `window`. */
export function errorRatiosQuery(requests: RequestMetrics): string {
  return (Object.keys(WINDOWS) as WindowName[])
    .map(
      name =>
        `label_replace(${errorRatioQuery(
          requests,
          WINDOWS[name],
        )}, "window", "${name}", "", "")`,
    )
    .join(' or ');
}

/**
 * Requests answered within the time, of all. A count of a bucket, so that it
 * is exact where a percentile would be an interpolation.
 */
export function fastShareQuery(
  { histogram, selector, withinSeconds }: RequestMetrics,
  seconds: number,
): string {
  // Some clients write a whole bound as `1`, others as `1.0`.
  const le = Number.isInteger(withinSeconds)
    ? `le=~"${withinSeconds}(\\\\.0)?"`
    : `le="${withinSeconds}"`;
  return `sum(${rate(
    select(`${histogram}_bucket`, selector, le),
    seconds,
  )}) / (sum(${rate(select(`${histogram}_count`, selector), seconds)}) > 0)`;
}

export function latencyP99Query(
  { histogram, selector }: RequestMetrics,
  seconds: number,
): string {
  return `histogram_quantile(0.99, sum by (le) (${rate(
    select(`${histogram}_bucket`, selector),
    seconds,
  )}))`;
}

/** How much of a long time has metrics, in whole steps of the given length. */
export function measuredStepsQuery(
  { counter, selector }: RequestMetrics,
  seconds: number,
  stepSeconds: number,
): string {
  return `count_over_time(sum(${select(counter, selector)})[${Math.round(
    seconds,
  )}s:${stepSeconds}s])`;
}
