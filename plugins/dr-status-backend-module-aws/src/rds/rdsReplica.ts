import { HEARTBEAT_AGE_SIGNAL } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  verdictOfUpperLimit,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { RDS_INSTANCE, RDS_REPLICA_LAG } from './signals';
import { METRIC_FRESH_SECONDS, type MetricPoint } from '../aws/metrics';
import { viewInstance } from './rdsInstance';
import { nameOf } from '../aws/placement';
import { isRdsInstance, replicaSource } from './rdsTopology';

const LIMITS = { warning: 450, limit: 900 };
/** States in which a replica is fed no longer. */
export const BROKEN = [
  'error',
  'stopped',
  'terminated',
  'replication stop point set',
  'replication stop point reached',
];

export const rdsReplica: Check = {
  id: 'aws.rds.replica-attached',
  title: 'Cross-region replica attached',
  description:
    'RDS says that the replica still has its source and replicates, and CloudWatch that it is not far behind. That lag grows on an idle source as well, so beyond the limit the heartbeat decides.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Source attached, status replicating, ReplicaLag < 450 s (at risk from there; from 900 s breached if the heartbeat agrees)',
    origin: 'design 5.1, 5.2',
  },
  signals: [RDS_INSTANCE, RDS_REPLICA_LAG, HEARTBEAT_AGE_SIGNAL],
  remediation:
    'Read the replica’s events in RDS. A replica that was promoted, or has stopped for good, must be created anew from its source.',
  appliesTo: (entity, estate) =>
    isRdsInstance(estate, entity) &&
    replicaSource(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = viewInstance(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { instance, reading } = view;
    const { identifier, sourceIdentifier, replication } = instance;
    if (sourceIdentifier === null) {
      return {
        verdict: 'breached',
        reason: `${identifier} has no source any more: it has been promoted, and follows ${nameOf(
          replicaSource(context, context.entity)!,
        )} no longer.`,
        readings: [reading],
      };
    }
    if (!replication) {
      return {
        verdict: 'unknown',
        reason: `RDS says of ${identifier} that it replicates from ${sourceIdentifier}, but not in which state.`,
        readings: [reading],
      };
    }
    const state = `${identifier} is ${replication.status}${
      replication.message ? ` (${replication.message})` : ''
    }`;
    if (BROKEN.includes(replication.status)) {
      return { verdict: 'breached', reason: `${state}.`, readings: [reading] };
    }
    const lagReading = context.read(RDS_REPLICA_LAG, 'ReplicaLag (CloudWatch)');
    const readings = [reading, lagReading];
    if (!replication.normal || replication.status === 'replication degraded') {
      return { verdict: 'at-risk', reason: `${state}.`, readings };
    }
    if (replication.status !== 'replicating') {
      return {
        verdict: 'unknown',
        reason: `${state}, which is not understood.`,
        readings,
      };
    }
    const point = lagReading.evidence.value as MetricPoint;
    const age = point ? (context.now - Date.parse(point.at)) / 1000 : Infinity;
    if (
      lagReading.state !== 'fresh' ||
      !point ||
      point.value < 0 ||
      age > METRIC_FRESH_SECONDS
    ) {
      return {
        verdict: 'unknown',
        reason: `${state}, but how far behind is unknown: ${
          point && point.value >= 0 && lagReading.state === 'fresh'
            ? `CloudWatch’s last ReplicaLag is ${sayDuration(age)} old`
            : 'CloudWatch has no ReplicaLag'
        }.`,
        readings,
      };
    }
    const lag = `ReplicaLag ${sayDuration(point.value)} of ${sayDuration(
      LIMITS.limit,
    )} allowed, measured ${sayDuration(Math.max(0, age))} ago`;
    const byLag = verdictOfUpperLimit(point.value, LIMITS);
    if (byLag !== 'breached') {
      return { verdict: byLag, reason: `${state}, ${lag}.`, readings };
    }
    const heartbeat = context.read(HEARTBEAT_AGE_SIGNAL, 'Heartbeat age');
    const beat = heartbeat.evidence.value;
    const all = [...readings, heartbeat];
    if (heartbeat.state !== 'fresh' || typeof beat !== 'number') {
      return {
        verdict: 'unknown',
        reason: `${state}, ${lag}; that figure grows on an idle source too, and no heartbeat tells which it is.`,
        readings: all,
      };
    }
    return beat >= LIMITS.limit
      ? {
          verdict: 'breached',
          reason: `${state}, ${lag}, and its newest heartbeat is ${sayDuration(
            beat,
          )} old.`,
          readings: all,
        }
      : {
          verdict: 'at-risk',
          reason: `${state}, ${lag}, although its newest heartbeat is only ${sayDuration(
            beat,
          )} old.`,
          readings: all,
        };
  },
};
