import { causeOf, type Check } from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isPostgresql, isStreamed, nameOf, upstreams } from './topology';

export const replayRunning: Check = {
  id: 'postgresql.replay-running',
  title: 'Replay not paused',
  description:
    'A paused copy still receives and acknowledges, so the primary sees no lag in time; only its bytes and the age of the copy grow.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Replay runs; pausing or paused is at risk, none at all is breached',
    origin: 'PostgreSQL, pg_get_wal_replay_pause_state',
  },
  signals: [signals.REPLAY, signals.IN_RECOVERY],
  remediation: 'SELECT pg_wal_replay_resume() on the copy.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) &&
    upstreams(estate, entity).some(link => isStreamed(link.mode)),
  evaluate(context) {
    const name = nameOf(context.entity);
    const recovery = context.read(signals.IN_RECOVERY, 'In recovery');
    if (recovery.state === 'fresh' && recovery.evidence.value === false) {
      return {
        verdict: 'breached',
        reason: `${name} is out of recovery: it replays nothing.`,
        readings: [recovery],
      };
    }
    const reading = context.read(signals.REPLAY, 'Replay');
    const readings = [reading];
    if (reading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `Whether ${name} replays is unknown: ${causeOf(
          reading,
          context.now,
        )}.`,
        readings,
      };
    }
    const replay = reading.evidence.value as signals.Replay;
    const behind =
      replay.lagBytes === null ? '' : `, ${replay.lagBytes} bytes not replayed`;
    switch (replay.pauseState) {
      case 'not paused':
        return {
          verdict: 'met',
          reason: `Replay on ${name} runs${behind}.`,
          readings,
        };
      case 'pause requested':
      case 'paused':
        return {
          verdict: 'at-risk',
          reason: `Replay on ${name} is ${
            replay.pauseState === 'paused' ? 'paused' : 'being paused'
          }${behind}.`,
          readings,
        };
      default:
        return {
          verdict: 'unknown',
          reason: `Replay on ${name} is in a state that is not understood: ${replay.pauseState}.`,
          readings,
        };
    }
  },
};
