import {
  causeOf,
  verdictOfUpperLimit,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isPostgresql, nameOf } from './topology';

const LIMITS = { warning: 0.8, limit: 0.95 };

export const connectionsFree: Check = {
  id: 'postgresql.connections-free',
  title: 'Connections to spare',
  description:
    'The share of max_connections that is in use. A copy that takes over must have room for the connections of all applications.',
  gate: false,
  weight: 1,
  threshold: {
    text: `Less than ${
      LIMITS.warning * 100
    } % of max_connections in use (breached from ${LIMITS.limit * 100} % on)`,
    origin: 'operating practice',
  },
  signals: [signals.CONNECTIONS],
  remediation:
    'Find who holds idle connections, put a pooler in front, or raise max_connections.',
  appliesTo: isPostgresql,
  evaluate(context) {
    const name = nameOf(context.entity);
    const reading = context.read(signals.CONNECTIONS, 'Connections');
    const readings = [reading];
    if (reading.state !== 'fresh') {
      return {
        verdict: 'unknown',
        reason: `How many connections ${name} has left is unknown: ${causeOf(
          reading,
          context.now,
        )}.`,
        readings,
      };
    }
    const { used, max } = reading.evidence.value as signals.Connections;
    return {
      verdict: verdictOfUpperLimit(used / max, LIMITS),
      reason: `${name} has ${used} of ${max} connections in use (${Math.round(
        (100 * used) / max,
      )} %).`,
      readings,
    };
  },
};
