/** Names and shapes of what the RDS source reports on databases. */

export const RDS_INSTANCE = 'aws.rds.instance';
export const RDS_REPLICA_LAG = 'aws.rds.replicaLag';

/** An instance, or that it is gone although it was there before. */
export type RdsInstance =
  | { identifier: string; region: string; missing: true }
  | {
      identifier: string;
      region: string;
      missing: false;
      status: string;
      /** Null, as with all that follows, where RDS does not say it. */
      multiAz: boolean | null;
      zone: string | null;
      secondaryZone: string | null;
      latestRestorableTime: string | null;
      backupRetentionDays: number | null;
      encrypted: boolean | null;
      pendingChanges: string[];
      engineVersion: string;
      instanceClass: string;
      /** What it replicates from; null when it is no replica (any more). */
      sourceIdentifier: string | null;
      replication: { status: string; normal: boolean; message: string } | null;
    };
