import {
  causeOf,
  sayDuration,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { askStandbys, isProvenDown } from './corroboration';
import { isPostgresql, nameOf, outgoingModes } from './topology';

const ASYNCHRONOUS_COMMIT = ['off', 'local'];

export const synchronousStandby: Check = {
  id: 'postgresql.synchronous-standby',
  title: 'Synchronous standby present',
  description:
    'The zero-loss promise: synchronous commit is on, synchronous standbys are named, and at least one of them streams as sync or quorum.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'At least one standby streaming with sync_state sync or quorum',
    origin: 'design 4.2',
  },
  signals: [signals.SYNC, signals.SENDERS, signals.WAL_RECEIVER],
  remediation:
    'Start the standby and see in its log that it streams. If it is lost for long, build another; taking it out of synchronous_standby_names lets commits through at the price of the zero-loss promise.',
  appliesTo: entity =>
    isPostgresql(entity) && outgoingModes(entity).includes('synchronous'),
  evaluate(context): CheckOutcome {
    const name = nameOf(context.entity);
    const syncReading = context.read(signals.SYNC, 'Synchronous commit');
    const sendersReading = context.read(signals.SENDERS, 'Attached replicas');
    const readings = [syncReading, sendersReading];
    if (syncReading.state !== 'fresh' || sendersReading.state !== 'fresh') {
      const testimony = askStandbys(context, context.entity);
      const culprit =
        syncReading.state !== 'fresh' ? syncReading : sendersReading;
      const cause = causeOf(culprit, context.now);
      const all = [...readings, ...testimony.readings];
      return isProvenDown(culprit, testimony)
        ? {
            verdict: 'breached',
            reason: `No standby streams from ${name}: ${cause}, and ${testimony.sentence}.`,
            readings: all,
          }
        : {
            verdict: 'unknown',
            reason: `Whether ${name} has a synchronous standby is unknown: ${cause}, and ${testimony.sentence}.`,
            readings: all,
          };
    }
    const sync = syncReading.evidence.value as signals.Sync;
    const senders = (sendersReading.evidence.value as signals.Sender[]).filter(
      sender => sender.kind === 'physical',
    );
    if (sync.standbyNames.trim() === '') {
      return {
        verdict: 'breached',
        reason: `synchronous_standby_names of ${name} is empty: commits wait for no standby, so zero loss is not promised.`,
        readings,
      };
    }
    if (ASYNCHRONOUS_COMMIT.includes(sync.commit)) {
      return {
        verdict: 'breached',
        reason: `synchronous_commit of ${name} is ${sync.commit}: commits wait for no standby, so zero loss is not promised.`,
        readings,
      };
    }
    if (senders.some(sender => sender.state === null)) {
      return {
        verdict: 'unknown',
        reason: `The state of the ${senders.length} replica(s) attached to ${name} is hidden from the portal: its role lacks pg_monitor.`,
        readings,
      };
    }
    const held = senders.filter(
      sender =>
        sender.state === 'streaming' &&
        (sender.syncState === 'sync' || sender.syncState === 'quorum'),
    );
    if (held.length > 0) {
      return {
        verdict: 'met',
        reason: `${held
          .map(sender => sender.applicationName)
          .join(', ')} streams from ${name} as ${held[0].syncState}, ${Math.max(
          ...held.map(sender => sender.lagBytes ?? 0),
        )} bytes behind.`,
        readings,
      };
    }
    const blocked =
      sync.blockedCommits > 0
        ? `${sync.blockedCommits} commit(s) hang, the longest for ${sayDuration(
            sync.blockedSeconds ?? 0,
          )}`
        : 'no commit waits at the moment, but the next one will hang';
    const others = senders
      .map(s => `${s.applicationName} is ${s.state}/${s.syncState}`)
      .join(', ');
    return {
      verdict: sync.blockedCommits > 0 ? 'breached' : 'at-risk',
      reason: `No synchronous standby streams from ${name} (${
        others || 'no replica is attached'
      }): ${blocked}.`,
      readings,
    };
  },
};
