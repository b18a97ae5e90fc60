import {
  causeOf,
  sayDuration,
  verdictOfUpperLimit,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import {
  recoveryPointTarget,
  type RecoveryPointTarget,
} from './recoveryPointTarget';
import { isPostgresql, isStreamed, nameOf, upstreams } from './topology';

/** A live publisher is heard of at least this often, by its keepalives. */
const SILENT_SECONDS = 60;

export const logicalSubscription: Check = {
  id: 'postgresql.logical-subscription',
  title: 'Logical subscription alive',
  description:
    'A logical copy has an enabled subscription whose apply worker runs, hears of its publisher, keeps up, and has all its tables synchronised.',
  gate: true,
  weight: 4,
  threshold: {
    text: `Worker running, heard within ${SILENT_SECONDS} s, all tables ready, less than half of the RPO behind (breached from the RPO on)`,
    origin: 'design 4.2, 5.1; RPO of the catalog, 15 min by default',
  },
  signals: [signals.IN_RECOVERY, signals.SUBSCRIPTIONS],
  remediation:
    'Read the subscriber’s log: a dead link, a missing replication slot at the publisher, a conflict, or DDL that only one side has. ALTER SUBSCRIPTION … ENABLE / REFRESH PUBLICATION when it is mended.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) &&
    upstreams(estate, entity).some(link => !isStreamed(link.mode)),
  evaluate(context): CheckOutcome {
    const name = nameOf(context.entity);
    const recovery = context.read(signals.IN_RECOVERY, 'In recovery');
    if (recovery.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `The subscription of ${name} is unknown: ${causeOf(
          recovery,
          context.now,
        )}.`,
        readings: [recovery],
      };
    }
    if (recovery.evidence.value === true) {
      return {
        verdict: 'breached',
        reason: `${name} is in recovery, where no subscription runs.`,
        readings: [recovery],
      };
    }
    const reading = context.read(signals.SUBSCRIPTIONS, 'Subscriptions');
    const readings = [recovery, reading];
    if (reading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `The subscription of ${name} is unknown: ${causeOf(
          reading,
          context.now,
        )}.`,
        readings,
      };
    }
    const subscriptions = reading.evidence.value as signals.Subscription[];
    if (subscriptions.length === 0) {
      return {
        verdict: 'breached',
        reason: `${name} has no subscription: nothing of its publisher reaches it.`,
        readings,
      };
    }
    const target = recoveryPointTarget(context, context.entity);
    return worstOutcome(
      subscriptions.map(subscription => ({
        ...judge(subscription, target),
        readings,
      })),
    );
  },
};

function judge(
  subscription: signals.Subscription,
  target: RecoveryPointTarget,
): Omit<CheckOutcome, 'readings'> {
  const { name, tables, latestEndAgeSeconds, lastMessageAgeSeconds } =
    subscription;
  if (!subscription.enabled) {
    return {
      verdict: 'breached',
      reason: `Subscription ${name} is disabled.`,
    };
  }
  if (!subscription.workerPresent) {
    return {
      verdict: 'breached',
      reason: `Subscription ${name} has no running worker: it cannot reach its publisher, or stumbles over what it applies${
        subscription.errors ? ` (${subscription.errors} errors so far)` : ''
      }.`,
    };
  }
  if (lastMessageAgeSeconds === null || latestEndAgeSeconds === null) {
    return {
      verdict: 'unknown',
      reason: `Subscription ${name} has a worker that has not heard of its publisher yet.`,
    };
  }
  const behind = `its last confirmed position is ${sayDuration(
    latestEndAgeSeconds,
  )} old, of ${sayDuration(target.limit)} allowed`;
  const byAge = verdictOfUpperLimit(latestEndAgeSeconds, target);
  if (byAge !== 'met') {
    return {
      verdict: byAge,
      reason: `Subscription ${name} is behind: ${behind}.`,
    };
  }
  if (tables.notReady.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `Subscription ${name} has ${tables.total - tables.ready} of ${
        tables.total
      } tables not synchronised: ${tables.notReady.join(', ')}.`,
    };
  }
  if (lastMessageAgeSeconds > SILENT_SECONDS) {
    return {
      verdict: 'at-risk',
      reason: `Subscription ${name} has heard nothing of its publisher for ${sayDuration(
        lastMessageAgeSeconds,
      )}.`,
    };
  }
  return {
    verdict: 'met',
    reason: `Subscription ${name} applies: last message ${sayDuration(
      lastMessageAgeSeconds,
    )} ago, ${behind}, ${tables.ready} of ${tables.total} tables ready.`,
  };
}
