import {
  causeOf,
  sayDuration,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { askStandbys, isProvenDown } from './corroboration';
import { isPostgresql, nameOf, outgoingModes } from './topology';

/** Commits may wait this long for a standby before writes count as hanging. */
const BLOCKED_SECONDS = 5;

export const primaryAcceptsWrites: Check = {
  id: 'postgresql.primary-accepts-writes',
  title: 'Primary accepts writes',
  description:
    'A database that others are copies of is out of recovery, not read-only, and its commits do not hang on a standby. When it refuses connections, its standbys are asked: if they have lost it as well it is down, otherwise only the portal cannot reach it.',
  gate: true,
  weight: 6,
  threshold: {
    text: `Out of recovery, not read-only, no commit waiting for a standby for ${BLOCKED_SECONDS} s`,
    origin: 'design 4.2, 5.2',
  },
  signals: [
    signals.IN_RECOVERY,
    signals.READ_ONLY,
    signals.SYNC,
    signals.WAL_RECEIVER,
  ],
  remediation:
    'Start the server, or promote its standby if it cannot be started soon; then point the applications at the new primary. If only the portal cannot reach it, mend the credentials or the network of the source.',
  appliesTo: entity => isPostgresql(entity) && outgoingModes(entity).length > 0,
  evaluate(context) {
    const name = nameOf(context.entity);
    const recovery = context.read(signals.IN_RECOVERY, 'In recovery');
    if (recovery.state !== 'fresh') {
      const testimony = askStandbys(context, context.entity);
      const readings = [recovery, ...testimony.readings];
      const cause = causeOf(recovery, context.now);
      return isProvenDown(recovery, testimony)
        ? {
            verdict: 'breached',
            reason: `${name} is down: ${cause}, and ${testimony.sentence}.`,
            readings,
          }
        : {
            verdict: 'unknown',
            reason: `Whether ${name} accepts writes is unknown: ${cause}, and ${testimony.sentence}.`,
            readings,
          };
    }
    if (recovery.evidence.value === true) {
      return {
        verdict: 'breached',
        reason: `${name} is in recovery: it follows another server and accepts no writes.`,
        readings: [recovery],
      };
    }
    const readOnly = context.read(signals.READ_ONLY, 'Read-only by default');
    const syncReading = context.read(signals.SYNC, 'Synchronous commit');
    const readings = [recovery, readOnly, syncReading];
    if (readOnly.evidence.value === true) {
      return {
        verdict: 'breached',
        reason: `${name} runs with default_transaction_read_only = on: it accepts no writes.`,
        readings,
      };
    }
    if (readOnly.state !== 'fresh' || syncReading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `Whether ${name} accepts writes is unknown: its read-only and commit state has not been reported.`,
        readings,
      };
    }
    const { blockedCommits, blockedSeconds } = syncReading.evidence
      .value as signals.Sync;
    if (blockedCommits > 0 && (blockedSeconds ?? 0) >= BLOCKED_SECONDS) {
      return {
        verdict: 'breached',
        reason: `Writes to ${name} hang: ${blockedCommits} commit${
          blockedCommits === 1 ? ' waits' : 's wait'
        } for a synchronous standby, the longest for ${sayDuration(
          blockedSeconds ?? 0,
        )}.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `${name} is out of recovery, not read-only, and ${
        blockedCommits === 0
          ? 'no commit waits for a standby'
          : `its commits wait for a standby for no more than ${sayDuration(
              blockedSeconds ?? 0,
            )}`
      }.`,
      readings,
    };
  },
};
