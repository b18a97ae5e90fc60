import {
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  InvalidParameterCombinationException$,
  ListMetricsCommand,
  MissingRequiredParameterException$,
  type Datapoint,
  type DimensionFilter,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../clock';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import { operation, operations, type Service } from '../../server/service';
import { Alarms } from './alarms';
import { getMetricData } from './getMetricData';
import {
  dimensionList,
  dimensionsOf,
  type MetricStore,
  type Series,
} from './MetricStore';
import { buckets, statistic } from './statistics';

export { MetricStore } from './MetricStore';

const METRICS_PER_PAGE = 500;
const MAX_DATAPOINTS = 1440;
const RECENTLY_MS = 3 * 3600_000;
const ALARMS = { min: 1, max: 100, standard: 50 };

/**
 * CloudWatch. It is asked in JSON by the SDK, in CBOR by current command lines
 * and in forms by older ones; all three are its own protocols.
 */
export function cloudWatchService(store: MetricStore, clock: Clock): Service {
  const alarms = new Alarms(store);
  return {
    signingName: 'monitoring',
    actionPrefix: 'cloudwatch',
    apiVersion: '2010-08-01',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    shapeNamespace: 'com.amazonaws.cloudwatch',
    targetPrefix: 'GraniteServiceVersion20100801',
    protocols: ['json-1.0', 'rpc-v2-cbor', 'query'],
    // Metrics of what is global are in us-east-1, which has no site of its own.
    regions: region => [region, 'us-east-1'],
    operations: operations([
      operation(GetMetricDataCommand, (input, { region }) =>
        getMetricData(store, region, input),
      ),

      operation(GetMetricStatisticsCommand, (input, { region }) => {
        const series = store.find(region, {
          namespace: input.Namespace ?? '',
          name: input.MetricName ?? '',
          dimensions: dimensionsOf(input.Dimensions),
        });
        const names = [
          ...(input.Statistics ?? []),
          ...(input.ExtendedStatistics ?? []),
        ];
        if (names.length === 0) {
          throw AwsError.modeled(
            MissingRequiredParameterException$,
            'At least one of Statistics and ExtendedStatistics is needed.',
          );
        }
        const from = input.StartTime!.getTime();
        const to = input.EndTime!.getTime();
        const period = input.Period!;
        if (from >= to) {
          throw AwsError.modeled(
            InvalidParameterCombinationException$,
            'The parameter StartTime must be less than the parameter EndTime.',
          );
        }
        if ((to - from) / 1000 / period > MAX_DATAPOINTS) {
          throw AwsError.modeled(
            InvalidParameterCombinationException$,
            `You have requested more than ${MAX_DATAPOINTS} datapoints: make the period longer or the time shorter.`,
          );
        }
        const usable =
          series && (!input.Unit || input.Unit === series.unit) && series;
        const found = usable ? buckets(usable.samples, from, to, period) : [];
        return {
          Label: input.MetricName,
          Datapoints: found.map(({ at, values }): Datapoint => {
            const point: Datapoint = {
              Timestamp: new Date(at),
              Unit: series!.unit,
            };
            for (const name of input.Statistics ?? []) {
              point[name] = statistic(name, values);
            }
            if (input.ExtendedStatistics?.length) {
              point.ExtendedStatistics = Object.fromEntries(
                input.ExtendedStatistics.map(name => [
                  name,
                  statistic(name, values),
                ]),
              );
            }
            return point;
          }),
        };
      }),

      operation(ListMetricsCommand, (input, { region }) => {
        const chosen = store
          .list(region)
          .filter(
            ({ series }) =>
              (!input.Namespace || series.namespace === input.Namespace) &&
              (!input.MetricName || series.name === input.MetricName) &&
              hasDimensions(series, input.Dimensions) &&
              (input.RecentlyActive !== 'PT3H' ||
                clock.now() - (series.samples.newest?.at ?? 0) <= RECENTLY_MS),
          );
        const { items, next } = paginate(
          chosen,
          ({ key }) => key,
          METRICS_PER_PAGE,
          input.NextToken,
        );
        return {
          Metrics: items.map(({ series }) => ({
            Namespace: series.namespace,
            MetricName: series.name,
            Dimensions: dimensionList(series.dimensions),
          })),
          NextToken: next,
        };
      }),

      operation(DescribeAlarmsCommand, (input, { region, accountId }) => {
        const limit = pageSize(input.MaxRecords, 'MaxRecords', ALARMS);
        const chosen = alarms
          .of(region, accountId, clock.now())
          .filter(
            ({ AlarmName = '', StateValue }) =>
              (!input.AlarmNames?.length ||
                input.AlarmNames.includes(AlarmName)) &&
              AlarmName.startsWith(input.AlarmNamePrefix ?? '') &&
              (!input.StateValue || StateValue === input.StateValue),
          );
        const { items, next } = paginate(
          chosen,
          ({ AlarmName }) => AlarmName ?? '',
          limit,
          input.NextToken,
        );
        return { MetricAlarms: items, CompositeAlarms: [], NextToken: next };
      }),
    ]),
  };
}

function hasDimensions(series: Series, filters: DimensionFilter[] = []) {
  return filters.every(
    ({ Name = '', Value }) =>
      Name in series.dimensions &&
      (Value === undefined || series.dimensions[Name] === Value),
  );
}
