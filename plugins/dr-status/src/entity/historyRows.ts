import {
  compareVerdicts,
  type CheckResult,
  type Verdict,
  type VerdictInterval,
} from '@twinshore/plugin-dr-status-common';

/** One check's past, as the strip draws it. */
export interface HistoryRow {
  checkId: string;
  title: string;
  /** Parts of the window, as shares of it between 0 and 1; gaps are unmeasured. */
  segments: Array<{ verdict: Verdict; start: number; end: number }>;
  /** Share of the window per verdict; the rest was not measured. */
  shares: Array<{ verdict: Verdict; share: number }>;
  unmeasured: number;
}

/**
 * Cuts verdict intervals to a window and groups them by check. Rows come in the
 * order of the checks, then checks that no longer exist.
 * @param from - start of the window, milliseconds since the epoch
 * @param to - end of the window, milliseconds since the epoch
 */
export function historyRows(
  intervals: readonly VerdictInterval[],
  checks: ReadonlyArray<Pick<CheckResult, 'checkId' | 'title'>>,
  from: number,
  to: number,
): HistoryRow[] {
  const titles = new Map(checks.map(check => [check.checkId, check.title]));
  const order = [...titles.keys()];
  const byCheck = new Map<string, VerdictInterval[]>();
  for (const interval of intervals) {
    const known = byCheck.get(interval.checkId);
    if (known) {
      known.push(interval);
    } else {
      byCheck.set(interval.checkId, [interval]);
      if (!titles.has(interval.checkId)) {
        order.push(interval.checkId);
      }
    }
  }
  return order.map(checkId => {
    const shares = new Map<Verdict, number>();
    const segments: HistoryRow['segments'] = [];
    for (const interval of byCheck.get(checkId) ?? []) {
      const start = shareOf(Date.parse(interval.from), from, to);
      const end = shareOf(interval.to ? Date.parse(interval.to) : to, from, to);
      if (end > start) {
        segments.push({ verdict: interval.verdict, start, end });
        shares.set(
          interval.verdict,
          (shares.get(interval.verdict) ?? 0) + end - start,
        );
      }
    }
    const measured = [...shares.values()].reduce(
      (sum, share) => sum + share,
      0,
    );
    return {
      checkId,
      title: titles.get(checkId) ?? checkId,
      // The worst is drawn last, on top, so that a short breach is not hidden.
      segments: segments.sort((a, b) => compareVerdicts(a.verdict, b.verdict)),
      shares: [...shares.entries()]
        .map(([verdict, share]) => ({ verdict, share }))
        .sort((a, b) => compareVerdicts(b.verdict, a.verdict)),
      unmeasured: Math.max(0, 1 - measured),
    };
  });
}

function shareOf(at: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** A share as a percentage that never rounds something to nothing, or all. */
export function percentOf(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) {
    return '< 0.1 %';
  }
  if (percent < 100 && percent > 99.9) {
    return '> 99.9 %';
  }
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: 1 })} %`;
}
