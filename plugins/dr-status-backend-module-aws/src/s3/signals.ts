/** Names and shapes of what the S3 source reports on buckets. */

import type { MetricPoint } from '../aws/metrics';

export const S3_BUCKET = 'aws.s3.bucket';
export const S3_REPLICATION_RULES = 'aws.s3.replicationRules';
export const S3_REPLICATION_METRICS = 'aws.s3.replicationMetrics';

/** A bucket, or that it is gone although it was there before. */
export type S3Bucket =
  | { name: string; region: string; missing: true }
  | {
      name: string;
      region: string;
      missing: false;
      /** `Enabled` or `Suspended`; null when it was never turned on. */
      versioning: string | null;
      /** Default encryption: `AES256`, `aws:kms` or `aws:kms:dsse`; null without one. */
      encryption: string | null;
      /** Settings of the public access block that are off; null without a block. */
      publicAccessOpen: string[] | null;
    };

/** One rule of the bucket's replication configuration. */
export type S3ReplicationRule = {
  id: string;
  enabled: boolean;
  /** Name of the bucket that it copies to. */
  destination: string;
  /** Whether it speaks of the whole bucket: neither prefix nor tags. */
  wholeBucket: boolean;
  /** Minutes that Replication Time Control commits to; null when it is off. */
  timeControlMinutes: number | null;
  metrics: boolean;
  deleteMarkers: boolean;
  /** Objects that could not be copied within the last hour; null when CloudWatch has no figure. */
  failedLastHour: number | null;
};

/** How far a bucket is behind the one that it is copied from, by rule. */
export type S3ReplicationMetrics = {
  sourceBucket: string;
  ruleId: string;
  latencySeconds: MetricPoint;
  bytesPending: MetricPoint;
  operationsPending: MetricPoint;
};
