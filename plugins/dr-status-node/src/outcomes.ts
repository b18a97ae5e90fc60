import {
  compareVerdicts,
  type Verdict,
} from '@twinshore/plugin-dr-status-common';
import type { CheckOutcome, Reading } from './check';

/** A duration as people say it: `0.4 s`, `42 s`, `3 min 12 s`, `2 h 5 min`, `3 d 4 h`. @public */
export function sayDuration(seconds: number): string {
  if (seconds < 0) {
    return `−${sayDuration(-seconds)}`;
  }
  if (seconds < 10) {
    return `${Number(seconds.toFixed(1))} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const pair = (big: number, unit: string, small: number, lesser: string) =>
    small > 0 ? `${big} ${unit} ${small} ${lesser}` : `${big} ${unit}`;
  if (whole < 3600) {
    return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) {
    return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  }
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Several names as people say them: `a, b and c`. @public */
export function sayList(names: string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/**
 * Why a reading is not fresh, as a clause, in the words of its source
 * where that failed. For `unknown` verdicts, which must name their cause.
 * @public
 */
export function causeOf(reading: Reading, now: number): string {
  const error = reading.source?.error;
  const said = error?.message.replace(/\.$/, '');
  switch (reading.state) {
    case 'failed':
      return said || 'the last attempt of its source failed';
    case 'stale': {
      const observedAt = Date.parse(reading.evidence.observedAt ?? '');
      const age = Number.isNaN(observedAt)
        ? 'too old'
        : `${sayDuration((now - observedAt) / 1000)} old`;
      return `the last reading is ${age}`;
    }
    case 'missing':
      if (said) {
        return said;
      }
      return reading.source
        ? 'its source has not reported it'
        : 'no source reports it';
    default:
      return 'its value cannot be understood';
  }
}

/**
 * The verdict `unknown` with its cause, taken from the first of the needed
 * readings that is not fresh.
 * @param what - what cannot be said, for example "Whether it accepts writes"
 * @public
 */
export function unknownOutcome(
  what: string,
  now: number,
  readings: Reading[],
): CheckOutcome {
  const culprit =
    readings.find(reading => reading.state !== 'fresh') ?? readings[0];
  return {
    verdict: 'unknown',
    reason: `${what} is unknown: ${
      culprit ? causeOf(culprit, now) : 'nothing measures it'
    }.`,
    readings,
  };
}

/** `met` below the warning, `at-risk` from there, `breached` from the limit on. @public */
export function verdictOfUpperLimit(
  value: number,
  limits: { warning: number; limit: number },
): Verdict {
  if (value >= limits.limit) {
    return 'breached';
  }
  return value >= limits.warning ? 'at-risk' : 'met';
}

/**
 * The outcome that counts when a rule looks at several things alike: the worst
 * one, the first of those that are equally bad.
 * @public
 */
export function worstOutcome(outcomes: CheckOutcome[]): CheckOutcome {
  return outcomes.reduce((worst, outcome) =>
    compareVerdicts(outcome.verdict, worst.verdict) > 0 ? outcome : worst,
  );
}
