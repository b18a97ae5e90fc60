/** Names and shapes of what the Route 53 source reports on zones. */

import type { MetricPoint } from '../aws/metrics';

export const ROUTE53_RECORDS = 'aws.route53.records';
export const ROUTE53_HEALTH_CHECKS = 'aws.route53.healthChecks';

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
