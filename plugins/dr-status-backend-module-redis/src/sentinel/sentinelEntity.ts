import {
  isTagged,
  unknownOutcome,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';

/** A cache whose tags say that Sentinel watches over it. */
export const isSentinelCache = isTagged('cache', 'redis-sentinel');

/** Fresh values of the signals in their order, or that they are not to be had. */
export function readAll<T extends unknown[]>(
  context: CheckContext,
  what: string,
  signals: Array<[signal: string, title: string]>,
): { values: T; readings: Reading[] } | { outcome: CheckOutcome } {
  const readings = signals.map(([signal, title]) =>
    context.read(signal, title),
  );
  return readings.some(({ state }) => state !== 'fresh')
    ? { outcome: unknownOutcome(what, context.now, readings) }
    : { values: readings.map(each => each.evidence.value) as T, readings };
}
