import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  causeOf,
  sayDuration,
  verdictOfUpperLimit,
  type Check,
  type CheckContext,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { recoveryPointTarget } from './recoveryPointTarget';
import { chainHead, isPostgresql, nameOf, upstreams } from './topology';

/**
 * A heartbeat that is older than this where it is written says that its writer
 * stands still; then its age elsewhere says nothing about replication.
 */
const WRITER_STALE_SECONDS = 60;

/** Why the heartbeat cannot be read, when its source answers otherwise. */
function missingBecause(context: CheckContext): string | undefined {
  const { value } = context.read(signals.HEARTBEAT, 'Heartbeat').evidence;
  return value && typeof value === 'object' && 'missing' in value
    ? String(value.missing)
    : undefined;
}

export const heartbeatAge: Check = {
  id: 'postgresql.heartbeat-age',
  title: 'Heartbeat age across the chain',
  description:
    'A row is written at the head of the replication chain every second. Its age here, over all hops, is what would be lost of the databases now. It says nothing while its writer stands still.',
  gate: true,
  weight: 5,
  threshold: {
    text: 'Younger than half of the RPO (at risk from there, breached from the RPO on)',
    origin: 'design 5.1; RPO of the catalog, 15 min by default',
  },
  signals: [signals.HEARTBEAT_AGE, signals.HEARTBEAT],
  remediation:
    'Find the hop that stands still: the heartbeat’s age on each copy of the chain shows it. Mend the link, the subscription or the receiver there.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) && upstreams(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const name = nameOf(context.entity);
    const here = context.read(signals.HEARTBEAT_AGE, 'Heartbeat age');
    const age = here.evidence.value;
    if (here.state !== 'fresh' || typeof age !== 'number') {
      const missing =
        here.state === 'missing' ? missingBecause(context) : undefined;
      return {
        verdict: 'unknown',
        reason: `The age of the data on ${name} is unknown: ${
          missing ?? causeOf(here, context.now)
        }.`,
        readings: [here],
      };
    }
    const head = chainHead(context, context.entity);
    const headRef = refOf(head);
    const there = context.read(
      signals.HEARTBEAT_AGE,
      `${nameOf(head)}: heartbeat age`,
      headRef,
    );
    const written = there.evidence.value;
    if (
      there.state === 'fresh' &&
      typeof written === 'number' &&
      written > WRITER_STALE_SECONDS
    ) {
      return {
        verdict: 'unknown',
        reason: `The age of the data on ${name} is unknown: the heartbeat was last written on ${nameOf(
          head,
        )} ${sayDuration(written)} ago, so its writer stands still.`,
        readings: [here, there],
      };
    }
    // The row carries the writer's time: as far as that clock is ahead of
    // ours, the age comes out too small.
    const clock = context.read(
      signals.CLOCK_OFFSET,
      `${nameOf(head)}: clock against the portal’s`,
      headRef,
    );
    const ahead =
      clock.state === 'fresh' && typeof clock.evidence.value === 'number'
        ? Math.max(0, clock.evidence.value)
        : 0;
    const corrected = age + (ahead >= 1 ? ahead : 0);
    const target = recoveryPointTarget(context, context.entity);
    const headKnown = there.state === 'fresh';
    const notes = [
      ...(ahead >= 1
        ? [
            `${sayDuration(ahead)} added, by which the clock of ${nameOf(
              head,
            )} is ahead`,
          ]
        : []),
      ...(headKnown
        ? []
        : [`${nameOf(head)} cannot be asked whether it still writes`]),
    ];
    return {
      verdict: verdictOfUpperLimit(corrected, target),
      reason: `The newest heartbeat on ${name} is ${sayDuration(
        corrected,
      )} old, of ${sayDuration(target.limit)} allowed${
        notes.length > 0 ? ` (${notes.join('; ')})` : ''
      }.`,
      // The head corroborates; the verdict stands without it.
      readings: [
        here,
        ...[there, clock].filter(reading => reading.state === 'fresh'),
      ],
    };
  },
};
