import {
  InvalidNextToken$,
  type GetMetricDataInput,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../server/AwsError';
import { dimensionsOf, type MetricStore } from './MetricStore';
import { buckets, invalidValue, statistic } from './statistics';

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

interface Place {
  query: number;
  offset: number;
}

/** Values of several metrics at once, in pages of datapoints. */
export function getMetricData(
  store: MetricStore,
  region: string,
  input: GetMetricDataInput,
): { MetricDataResults: MetricDataResult[]; NextToken?: string } {
  const queries = input.MetricDataQueries ?? [];
  validate(input, queries);
  const descending = input.ScanBy !== 'TimestampAscending';
  let place = placeOf(input.NextToken, queries.length);
  let left = input.MaxDatapoints ?? MAX_DATAPOINTS;
  const results: MetricDataResult[] = [];
  const shown = queries.filter(({ ReturnData }) => ReturnData !== false);
  for (let index = place.query; index < shown.length; index++) {
    if (left <= 0) {
      return {
        MetricDataResults: results,
        NextToken: tokenOf({ query: index, offset: 0 }),
      };
    }
    const points = pointsOf(store, region, input, shown[index]);
    if (descending) points.reverse();
    const offset = index === place.query ? place.offset : 0;
    const page = points.slice(offset, offset + left);
    left -= page.length;
    const end = offset + page.length;
    results.push({
      Id: shown[index].Id,
      Label: shown[index].Label ?? shown[index].MetricStat?.Metric?.MetricName,
      Timestamps: page.map(({ at }) => new Date(at)),
      Values: page.map(({ value }) => value),
      StatusCode: end < points.length ? 'PartialData' : 'Complete',
    });
    if (end < points.length) {
      place = { query: index, offset: end };
      return { MetricDataResults: results, NextToken: tokenOf(place) };
    }
  }
  return { MetricDataResults: results };
}

function pointsOf(
  store: MetricStore,
  region: string,
  { StartTime, EndTime }: GetMetricDataInput,
  { MetricStat }: MetricDataQuery,
): Array<{ at: number; value: number }> {
  const series = store.find(region, {
    namespace: MetricStat?.Metric?.Namespace ?? '',
    name: MetricStat?.Metric?.MetricName ?? '',
    dimensions: dimensionsOf(MetricStat?.Metric?.Dimensions),
  });
  if (!series || (MetricStat?.Unit && MetricStat.Unit !== series.unit)) {
    return [];
  }
  return buckets(
    series.samples,
    StartTime!.getTime(),
    EndTime!.getTime(),
    MetricStat?.Period ?? 60,
  ).map(({ at, values }) => ({
    at,
    value: statistic(MetricStat?.Stat ?? '', values),
  }));
}

function validate(
  { StartTime, EndTime, MaxDatapoints }: GetMetricDataInput,
  queries: readonly MetricDataQuery[],
): void {
  if (queries.length === 0 || queries.length > MAX_QUERIES) {
    throw invalidValue(
      `MetricDataQueries must have 1 to ${MAX_QUERIES} members; got ${queries.length}`,
    );
  }
  if (!StartTime || !EndTime || StartTime >= EndTime) {
    throw AwsError.common(
      'ValidationError',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  if (MaxDatapoints !== undefined && MaxDatapoints < 1) {
    throw invalidValue('MaxDatapoints must be at least 1');
  }
  const ids = new Set<string>();
  for (const { Id = '', MetricStat, Expression } of queries) {
    if (!/^[a-z][A-Za-z0-9_]*$/.test(Id) || ids.has(Id)) {
      throw AwsError.common(
        'ValidationError',
        `The Id '${Id}' must begin with a lower-case letter and be used once.`,
      );
    }
    ids.add(Id);
    if (Expression !== undefined || !MetricStat) {
      throw AwsError.common(
        'ValidationError',
        `The query ${Id} must have a MetricStat: the sandbox computes no expressions.`,
      );
    }
  }
}

function tokenOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function placeOf(token: string | undefined, queries: number): Place {
  if (!token) return { query: 0, offset: 0 };
  try {
    const place = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const whole = (value: unknown) =>
      Number.isInteger(value) && Number(value) >= 0;
    if (whole(place.query) && whole(place.offset) && place.query < queries) {
      return place;
    }
  } catch {
    // Falls through to the fault below.
  }
  throw AwsError.modeled(InvalidNextToken$, 'The next token is invalid.');
}
