/**
 * What a check yields. Severity for roll-up is
 * `breached > unknown > at-risk > met`: an unknown outranks an early warning,
 * because nobody can say that it is not a breach.
 * @public
 */
export type Verdict = 'met' | 'at-risk' | 'unknown' | 'breached';

/** Verdicts from best to worst. @public */
export const VERDICTS: readonly Verdict[] = [
  'met',
  'at-risk',
  'unknown',
  'breached',
];

const SEVERITY: Record<Verdict, number> = {
  met: 0,
  'at-risk': 1,
  unknown: 2,
  breached: 3,
};

/** Negative when `a` is better than `b`, positive when worse, for sorting. @public */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return SEVERITY[a] - SEVERITY[b];
}

/** The worst of the given verdicts; nothing known at all is `unknown`. @public */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict | undefined;
  for (const verdict of verdicts) {
    if (worst === undefined || compareVerdicts(verdict, worst) > 0) {
      worst = verdict;
    }
  }
  return worst ?? 'unknown';
}
