import type {
  MetricAlarm,
  StandardUnit,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import { REGIONS } from '../../../model';
import { HEALTH_CHECK_IDS } from '../route53/estate';
import {
  dimensionList,
  type MetricIdentity,
  type MetricStore,
} from './MetricStore';
import { buckets, statistic } from './statistics';

interface AlarmDefinition {
  name: string;
  description: string;
  region: string;
  metric: MetricIdentity;
  statistic: Statistic;
  unit: StandardUnit;
  periodSeconds: number;
  evaluationPeriods: number;
  comparison: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  threshold: number;
}

const ALARMS: AlarmDefinition[] = [
  {
    name: 'rds-replica-aws-dr-replica-lag',
    description:
      'Half of the recovery point objective of 15 minutes is used up',
    region: REGIONS['aws-dr'],
    metric: {
      namespace: 'AWS/RDS',
      name: 'ReplicaLag',
      dimensions: { DBInstanceIdentifier: 'rds-replica-aws-dr' },
    },
    statistic: 'Maximum',
    unit: 'Seconds',
    periodSeconds: 60,
    evaluationPeriods: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 450,
  },
  ...Object.entries(HEALTH_CHECK_IDS).map(
    ([site, id]): AlarmDefinition => ({
      name: `route53-health-check-${site}`,
      description: `The load balancer of ${site} does not answer well`,
      region: 'us-east-1',
      metric: {
        namespace: 'AWS/Route53',
        name: 'HealthCheckStatus',
        dimensions: { HealthCheckId: id },
      },
      statistic: 'Minimum',
      unit: 'None',
      periodSeconds: 60,
      evaluationPeriods: 1,
      comparison: 'LessThanThreshold',
      threshold: 1,
    }),
  ),
];

/** Alarms of a region, each with the state that its newest periods give it. */
export class Alarms {
  readonly #states = new Map<string, { value: string; since: Date }>();

  constructor(private readonly store: MetricStore) {}

  of(region: string, accountId: string, now: number): MetricAlarm[] {
    return ALARMS.filter(alarm => alarm.region === region)
      .map(alarm => this.#describe(alarm, accountId, now))
      .sort((a, b) => (a.AlarmName! < b.AlarmName! ? -1 : 1));
  }

  #describe(
    alarm: AlarmDefinition,
    accountId: string,
    now: number,
  ): MetricAlarm {
    const { value, reason } = this.#evaluate(alarm, now);
    const before = this.#states.get(alarm.name);
    const state =
      before?.value === value ? before : { value, since: new Date(now) };
    this.#states.set(alarm.name, state);
    return {
      AlarmName: alarm.name,
      AlarmArn: `arn:aws:cloudwatch:${alarm.region}:${accountId}:alarm:${alarm.name}`,
      AlarmDescription: alarm.description,
      ActionsEnabled: false,
      StateValue: value,
      StateReason: reason,
      StateUpdatedTimestamp: state.since,
      Namespace: alarm.metric.namespace,
      MetricName: alarm.metric.name,
      Dimensions: dimensionList(alarm.metric.dimensions),
      Statistic: alarm.statistic,
      Unit: alarm.unit,
      Period: alarm.periodSeconds,
      EvaluationPeriods: alarm.evaluationPeriods,
      ComparisonOperator: alarm.comparison,
      Threshold: alarm.threshold,
      TreatMissingData: 'missing',
    };
  }

  #evaluate(
    alarm: AlarmDefinition,
    now: number,
  ): { value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; reason: string } {
    const series = this.store.find(alarm.region, alarm.metric);
    // The period that is under way counts, so that an alarm doesn't lag a minute behind.
    const from = now - alarm.evaluationPeriods * alarm.periodSeconds * 1000;
    const recent = series
      ? buckets(series.samples, from, now + 1, alarm.periodSeconds)
      : [];
    const values = recent
      .slice(-alarm.evaluationPeriods)
      .map(bucket => statistic(alarm.statistic, bucket.values));
    if (values.length < alarm.evaluationPeriods) {
      return {
        value: 'INSUFFICIENT_DATA',
        reason: 'Insufficient Data: too few periods have samples',
      };
    }
    const breaching = values.every(value =>
      alarm.comparison === 'LessThanThreshold'
        ? value < alarm.threshold
        : value >= alarm.threshold,
    );
    return {
      value: breaching ? 'ALARM' : 'OK',
      reason: `Threshold ${breaching ? '' : 'not '}crossed: [${values.join(
        ', ',
      )}] against ${alarm.comparison} ${alarm.threshold}`,
    };
  }
}
