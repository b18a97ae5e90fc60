import type { Verdict } from '../verdict';

/** Members of a redundancy group by what is known of them. @public */
export interface RedundancyCount {
  healthy: number;
  unhealthy: number;
  unknown: number;
  /** How many must work (k). */
  needs: number;
}

function verdictOfKnown(healthy: number, needs: number): Verdict {
  if (healthy >= needs + 1) {
    return 'met';
  }
  return healthy === needs ? 'at-risk' : 'breached';
}

/**
 * Verdict of a group of n members that needs k: `met` when `healthy > k`,
 * `at-risk` when `healthy = k`, `breached` when `healthy < k`. Members of unknown
 * state count neither way: when they could change the verdict, it is
 * `unknown`. See formulae, "Verdicts".
 * @public
 */
export function redundancyVerdict(count: RedundancyCount): Verdict {
  const worst = verdictOfKnown(count.healthy, count.needs);
  const best = verdictOfKnown(count.healthy + count.unknown, count.needs);
  return worst === best ? worst : 'unknown';
}
