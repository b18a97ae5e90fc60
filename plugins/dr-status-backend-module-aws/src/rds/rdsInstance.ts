import {
  causeOf,
  sayDuration,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { RDS_INSTANCE, type RdsInstance } from './signals';
import { nameOf } from '../aws/placement';
import { isRdsInstance, replicaSource } from './rdsTopology';

type PresentInstance = Extract<RdsInstance, { missing: false }>;

/** The instance as RDS describes it, or the outcome when it cannot be seen. */
export function viewInstance(
  context: CheckContext,
): { instance: PresentInstance; reading: Reading } | { outcome: CheckOutcome } {
  const name = nameOf(context.entity);
  const reading = context.read(RDS_INSTANCE, 'RDS instance');
  if (reading.state !== 'fresh') {
    return {
      outcome: {
        verdict: 'unknown',
        reason: `What RDS says of ${name} is unknown: ${causeOf(
          reading,
          context.now,
        )}.`,
        readings: [reading],
      },
    };
  }
  const instance = reading.evidence.value as RdsInstance;
  return instance.missing
    ? {
        outcome: {
          verdict: 'breached',
          reason: `RDS in ${instance.region} no longer has the instance ${instance.identifier}.`,
          readings: [reading],
        },
      }
    : { instance, reading };
}

/** It serves, if perhaps a little slower. */
const SERVING = [
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'storage-optimization',
  'storage-initialization',
];
/** Somebody works on it; it serves with interruptions or not. */
const IN_WORK = [
  'maintenance',
  'modifying',
  'upgrading',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'storage-config-upgrade',
  'converting-to-vpc',
  'moving-to-vpc',
  'starting',
  'creating',
];
const DOWN =
  /^(failed|stopped|stopping|deleting|delete-precheck|storage-full|insufficient-capacity|restore-error|inaccessible-encryption-credentials.*|incompatible-.*)$/;

export const rdsMultiAz: Check = {
  id: 'aws.rds.multi-az',
  title: 'RDS available in two zones',
  description:
    'RDS says that the instance is available, and that a standby in another availability zone takes over by itself.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Status available, Multi-AZ, two distinct zones (single zone or maintenance is at risk; failed, stopped or full is breached)',
    origin: 'design 4.2',
  },
  signals: [RDS_INSTANCE],
  remediation:
    'Read the instance’s events in RDS. Turn Multi-AZ on (it can be done while it runs); free or add storage when it is full.',
  appliesTo: (entity, estate) => isRdsInstance(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewInstance(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { instance, reading } = view;
    const { identifier, status, zone, secondaryZone, multiAz } = instance;
    const readings = [reading];
    if (DOWN.test(status)) {
      return {
        verdict: 'breached',
        reason: `${identifier} is ${status}.`,
        readings,
      };
    }
    if (!SERVING.includes(status) && !IN_WORK.includes(status)) {
      return {
        verdict: 'unknown',
        reason: `${identifier} has a status that is not understood: ${
          status || 'none'
        }.`,
        readings,
      };
    }
    if (multiAz === null) {
      return {
        verdict: 'unknown',
        reason: `${identifier} is ${status}, and RDS does not say whether it is Multi-AZ.`,
        readings,
      };
    }
    if (!multiAz) {
      return {
        verdict: 'at-risk',
        reason: `${identifier} is ${status} in ${zone} alone: Multi-AZ is off.`,
        readings,
      };
    }
    if (!zone || !secondaryZone || zone === secondaryZone) {
      return {
        verdict: 'unknown',
        reason: `${identifier} is ${status} and Multi-AZ, but RDS names ${
          zone && zone === secondaryZone
            ? `${zone} for both of its zones`
            : 'no second zone'
        }.`,
        readings,
      };
    }
    return {
      verdict: IN_WORK.includes(status) ? 'at-risk' : 'met',
      reason: `${identifier} is ${status} in ${zone}, with a standby in ${secondaryZone}.`,
      readings,
    };
  },
};

export const rdsEncrypted: Check = {
  id: 'aws.rds.encrypted',
  title: 'RDS encrypted at rest',
  description:
    'The storage of the instance is encrypted by a key of KMS, and with it its backups and replicas. It cannot be turned on later: an instance without must be restored into one with it.',
  gate: false,
  weight: 1,
  threshold: { text: 'StorageEncrypted', origin: 'design 6.2' },
  signals: [RDS_INSTANCE],
  remediation:
    'Copy a snapshot with a key of KMS and restore it as a new instance; make replicas anew from that.',
  appliesTo: (entity, estate) => isRdsInstance(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewInstance(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier, encrypted } = view.instance;
    if (encrypted === null) {
      return {
        verdict: 'unknown',
        reason: `RDS does not say whether the storage of ${identifier} is encrypted.`,
        readings: [view.reading],
      };
    }
    return {
      verdict: encrypted ? 'met' : 'breached',
      reason: `The storage of ${identifier} is ${
        encrypted ? '' : 'not '
      }encrypted.`,
      readings: [view.reading],
    };
  },
};

/** RDS ships its log every five minutes; this is the recovery point that restores must keep. */
const RESTORE_LIMIT_SECONDS = 900;

export const rdsRestorePoint: Check = {
  id: 'aws.rds.restore-point',
  title: 'Restore point recent',
  description:
    'Automated backups are kept, and a restore to a point in time reaches close to now. Replication copies a mistake within seconds; a restore is what undoes it.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'LatestRestorableTime at most 15 min old (older is at risk; no backups is breached)',
    origin: 'design 5.1',
  },
  signals: [RDS_INSTANCE],
  remediation:
    'Set a backup retention period. When the restore point falls behind, read the instance’s events in RDS.',
  appliesTo: (entity, estate) => isRdsInstance(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewInstance(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { instance, reading } = view;
    const { identifier, latestRestorableTime, backupRetentionDays } = instance;
    const readings = [reading];
    if (backupRetentionDays === null) {
      return {
        verdict: 'unknown',
        reason: `RDS does not say how long it keeps backups of ${identifier}.`,
        readings,
      };
    }
    if (backupRetentionDays === 0) {
      const replica = replicaSource(context, context.entity) !== undefined;
      return {
        verdict: replica ? 'at-risk' : 'breached',
        reason: `${identifier} keeps no automated backups${
          replica ? ': after a promotion nothing could be restored' : ''
        }.`,
        readings,
      };
    }
    if (latestRestorableTime === null) {
      return {
        verdict: 'unknown',
        reason: `RDS gives no restore point for ${identifier} yet.`,
        readings,
      };
    }
    const age = (context.now - Date.parse(latestRestorableTime)) / 1000;
    return {
      verdict: age > RESTORE_LIMIT_SECONDS ? 'at-risk' : 'met',
      reason: `${identifier} can be restored to ${sayDuration(
        Math.max(0, age),
      )} ago (of ${sayDuration(
        RESTORE_LIMIT_SECONDS,
      )} allowed), back to ${backupRetentionDays} days.`,
      readings,
    };
  },
};
