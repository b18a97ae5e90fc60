import {
  causeOf,
  sayDuration,
  verdictOfUpperLimit,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isPostgresql, nameOf, outgoingModes, upstreams } from './topology';

const LIMITS = { warning: 10, limit: 60 };

export const heartbeatWriter: Check = {
  id: 'postgresql.heartbeat-writer',
  title: 'Heartbeat is written',
  description:
    'The heartbeat row at the head of a replication chain is fresh. Without it, the age of the copies cannot be measured.',
  gate: false,
  weight: 2,
  threshold: {
    text: `Written less than ${LIMITS.warning} s ago (breached from ${LIMITS.limit} s on)`,
    origin: 'formulae, RPO',
  },
  signals: [signals.HEARTBEAT_AGE, signals.HEARTBEAT],
  remediation:
    'Start the job that writes the heartbeat. When it runs, its commits may be hanging on a lost synchronous standby.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) &&
    outgoingModes(entity).length > 0 &&
    upstreams(estate, entity).length === 0,
  evaluate(context) {
    const name = nameOf(context.entity);
    const reading = context.read(signals.HEARTBEAT_AGE, 'Heartbeat age');
    const age = reading.evidence.value;
    if (reading.state === 'fresh' && typeof age === 'number') {
      return {
        verdict: verdictOfUpperLimit(age, LIMITS),
        reason: `The heartbeat on ${name} was last written ${sayDuration(
          age,
        )} ago.`,
        readings: [reading],
      };
    }
    const detail = context.read(signals.HEARTBEAT, 'Heartbeat');
    const value = detail.evidence.value;
    const missing =
      detail.state === 'fresh' &&
      value &&
      typeof value === 'object' &&
      'missing' in value
        ? String(value.missing)
        : undefined;
    return {
      verdict: 'unknown',
      reason: `Whether the heartbeat on ${name} is written is unknown: ${
        missing ?? causeOf(reading, context.now)
      }.`,
      readings: [reading, detail],
    };
  },
};
