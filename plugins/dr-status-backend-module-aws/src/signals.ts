/** Names and shapes of what the AWS sources report on their entities. */

export const RDS_INSTANCE = 'aws.rds.instance';
export const RDS_REPLICA_LAG = 'aws.rds.replicaLag';
export const ROUTE53_RECORDS = 'aws.route53.records';
export const ROUTE53_HEALTH_CHECKS = 'aws.route53.healthChecks';

/** An instance, or that it is gone although it was there before. */
export type RdsInstance =
  | { identifier: string; region: string; missing: true }
  | {
      identifier: string;
      region: string;
      missing: false;
      status: string;
      multiAz: boolean;
      zone: string | null;
      secondaryZone: string | null;
      latestRestorableTime: string | null;
      backupRetentionDays: number;
      encrypted: boolean;
      pendingChanges: string[];
      engineVersion: string;
      instanceClass: string;
      /** What it replicates from; null when it is no replica (any more). */
      sourceIdentifier: string | null;
      replication: { status: string; normal: boolean; message: string } | null;
    };

/** The newest data point of a metric; null when CloudWatch has none. */
export type MetricPoint = { value: number; at: string } | null;

export type RecordMember = {
  setIdentifier: string | null;
  failover: string | null;
  /** Region of a latency record. */
  region: string | null;
  weight: number | null;
  healthCheckId: string | null;
  alias: { target: string; evaluateTargetHealth: boolean } | null;
  ttlSeconds: number | null;
  values: string[];
};

/** All records of one name and type. */
export type RecordGroup = {
  name: string;
  type: string;
  members: RecordMember[];
};

export type HealthCheck = {
  id: string;
  /** Absent when records name it but Route 53 does not have it. */
  missing: boolean;
  type: string;
  target: string;
  disabled: boolean;
  inverted: boolean;
  /** Seconds until a failure is noticed: interval × failure threshold. */
  detectSeconds: number | null;
  status: MetricPoint;
  percentHealthy: MetricPoint;
};
