import type { Verdict } from '../verdict';

const POINTS: Record<Exclude<Verdict, 'unknown'>, number> = {
  met: 1,
  'at-risk': 0.5,
  breached: 0,
};

/** What the score and the coverage need of a check's result. @public */
export interface WeighedVerdict {
  verdict: Verdict;
  weight: number;
}

/**
 * `Σ w·s / Σ w` over the checks whose answer is known; `null` when there is
 * none, because a score of nothing is no number. Never show it without
 * {@link coverageOf}.
 * @public
 */
export function scoreOf(results: Iterable<WeighedVerdict>): number | null {
  let points = 0;
  let weights = 0;
  for (const { verdict, weight } of results) {
    if (verdict !== 'unknown') {
      points += weight * POINTS[verdict];
      weights += weight;
    }
  }
  return weights > 0 ? points / weights : null;
}

/**
 * How many checks have a fresh answer, of all checks. An answer that is not
 * fresh is `unknown` by then, so a known verdict is a fresh one.
 * @public
 */
export function coverageOf(results: Iterable<{ verdict: Verdict }>): {
  fresh: number;
  all: number;
} {
  let fresh = 0;
  let all = 0;
  for (const { verdict } of results) {
    all += 1;
    fresh += verdict === 'unknown' ? 0 : 1;
  }
  return { fresh, all };
}
