import type { SourceErrorKind } from '@twinshore/plugin-dr-status-common';

/** Spreads attempts, so that sources do not march in step. */
export function jittered(milliseconds: number, random = Math.random): number {
  return milliseconds * (0.9 + 0.2 * random());
}

/**
 * Wait before the next attempt: doubled with every failure in a row, capped.
 * Who refuses or throttles us is left alone for longer, since asking again
 * soon locks accounts and prolongs the limit.
 */
export function backoffMilliseconds(options: {
  intervalMilliseconds: number;
  failures: number;
  kind: SourceErrorKind;
  maxMilliseconds: number;
}): number {
  const { intervalMilliseconds, failures, kind, maxMilliseconds } = options;
  const patient = kind === 'unauthorized' || kind === 'throttled';
  const cap = Math.max(
    intervalMilliseconds,
    patient ? maxMilliseconds * 4 : maxMilliseconds,
  );
  const base = Math.max(1000, Math.min(intervalMilliseconds, cap));
  return Math.min(cap, base * 2 ** Math.min(failures - 1, 16));
}
