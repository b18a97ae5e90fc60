import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  causeOf,
  sayDuration,
  verdictOfUpperLimit,
  type Check,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { recoveryPointTarget } from './recoveryPointTarget';
import { isPostgresql, isStreamed, nameOf, upstreams } from './topology';

const AGE_WORDS: Record<signals.Replay['ageKind'], string> = {
  live: 'caught up and in contact',
  exposure: 'without contact since',
  measured: 'age of its last replayed commit',
  bound: 'an upper bound, since its last commit',
  unknown: 'of unknown age',
};

export const streamingReplica: Check = {
  id: 'postgresql.streaming-replica',
  title: 'Streaming replica attached',
  description:
    'A physical copy is in recovery, its WAL receiver streams, and what it has replayed is younger than the recovery point allows. A copy out of contact is judged by the time since its last contact, never by "all received is replayed".',
  gate: true,
  weight: 4,
  threshold: {
    text: 'Streaming, and less than half of the RPO behind (at risk from there, breached from the RPO on)',
    origin: 'design 5.1; RPO of the catalog, 15 min by default',
  },
  signals: [
    signals.IN_RECOVERY,
    signals.WAL_RECEIVER,
    signals.REPLAY,
    signals.SENDERS,
  ],
  remediation:
    'Read the log of the replica: the link, the replication slot or the credentials of its WAL receiver. If WAL it needs is gone, build it anew.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) &&
    upstreams(estate, entity).some(link => isStreamed(link.mode)),
  evaluate(context): CheckOutcome {
    const name = nameOf(context.entity);
    const sources = upstreams(context, context.entity).filter(link =>
      isStreamed(link.mode),
    );
    const recovery = context.read(signals.IN_RECOVERY, 'In recovery');
    if (recovery.state !== 'fresh') {
      return unreadable(recovery);
    }
    if (recovery.evidence.value === false) {
      return {
        verdict: 'breached',
        reason: `${name} is out of recovery: it has been promoted and follows ${nameOf(
          sources[0].entity,
        )} no longer.`,
        readings: [recovery],
      };
    }
    const receiverReading = context.read(signals.WAL_RECEIVER, 'WAL receiver');
    const replayReading = context.read(signals.REPLAY, 'Replay');
    const readings = [recovery, receiverReading, replayReading];
    if (receiverReading.state !== 'fresh' || replayReading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `Whether ${name} follows is unknown: its receiver and replay have not been reported.`,
        readings,
      };
    }
    const receiver = receiverReading.evidence.value as signals.WalReceiver;
    const replay = replayReading.evidence.value as signals.Replay;
    if (receiver.running && receiver.status === null) {
      return {
        verdict: 'unknown',
        reason: `The state of the WAL receiver of ${name} is hidden from the portal: its role lacks pg_monitor.`,
        readings,
      };
    }
    const target = recoveryPointTarget(context, context.entity);
    const attached = receiver.running && receiver.status === 'streaming';
    const state = attached
      ? `${name} streams from ${nameOf(sources[0].entity)}`
      : `${name} is not attached to ${nameOf(
          sources[0].entity,
        )} (WAL receiver ${
          receiver.running ? receiver.status : 'not running'
        })`;
    if (replay.ageSeconds === null) {
      return {
        verdict: 'unknown',
        reason: `${state}, and how far it is behind is unknown: it has replayed no commit yet.`,
        readings,
      };
    }
    const ofTarget = `${sayDuration(replay.ageSeconds)} behind (${
      AGE_WORDS[replay.ageKind]
    }), of ${sayDuration(target.limit)} allowed`;
    // An upper bound can acquit but not convict.
    const byAge = verdictOfUpperLimit(replay.ageSeconds, target);
    if (replay.ageKind === 'bound' && byAge !== 'met') {
      return {
        verdict: 'unknown',
        reason: `${state}; it is at most ${ofTarget}: its contact has not been seen since the portal started.`,
        readings,
      };
    }
    return {
      // Attached but silent for long is as good as not attached.
      verdict:
        byAge === 'met' && (!attached || replay.ageKind === 'exposure')
          ? 'at-risk'
          : byAge,
      reason: `${state}, ${ofTarget}${
        replay.lagBytes ? `, ${replay.lagBytes} bytes not yet replayed` : ''
      }.`,
      readings,
    };

    /** The replica does not answer; its upstream may know that nothing is attached. */
    function unreadable(reading: Reading): CheckOutcome {
      const cause = causeOf(reading, context.now);
      const views = sources.map(({ entity }) => ({
        entity,
        reading: context.read(
          signals.SENDERS,
          `${nameOf(entity)}: attached replicas`,
          refOf(entity),
        ),
      }));
      const all = [reading, ...views.map(view => view.reading)];
      const refused =
        reading.state === 'failed' &&
        reading.source?.error?.kind === 'unreachable';
      const alone = views.find(
        view =>
          view.reading.state === 'fresh' &&
          !(view.reading.evidence.value as signals.Sender[]).some(
            sender => sender.kind === 'physical',
          ),
      );
      return refused && alone
        ? {
            verdict: 'breached',
            reason: `${name} is down: ${cause}, and no replica is attached to ${nameOf(
              alone.entity,
            )}.`,
            readings: all,
          }
        : {
            verdict: 'unknown',
            reason: `Whether ${name} follows is unknown: ${cause}.`,
            readings: all,
          };
    }
  },
};
