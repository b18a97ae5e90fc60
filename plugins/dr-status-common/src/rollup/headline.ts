import type { Blocker, Summary } from '../api';
import type { Verdict } from '../verdict';
import { worstVerdict } from '../verdict';

function others(count: number, verdict: string): string {
  return count > 0 ? ` (and ${count} more ${verdict})` : '';
}

/**
 * Could we fail over now? The worst gate speaks.
 * @param gates - how many gates there are in all
 * @param blockers - those that are not met, worst first
 * @public
 */
export function headlineOf(
  gates: number,
  blockers: readonly Pick<Blocker, 'verdict' | 'entityTitle' | 'reason'>[],
): Summary['headline'] {
  if (gates === 0) {
    return {
      verdict: 'unknown',
      sentence: 'Nobody can say: no gate is watched yet.',
    };
  }
  const [worst] = blockers;
  if (!worst) {
    return {
      verdict: 'met',
      sentence: `Yes: ${
        gates === 1 ? 'the only gate is' : `all ${gates} gates are`
      } met.`,
    };
  }
  const verdict: Verdict = worstVerdict(blockers.map(b => b.verdict));
  const same = blockers.filter(b => b.verdict === verdict).length - 1;
  const why = `${worst.entityTitle}: ${worst.reason.replace(/\.$/, '')}`;
  switch (verdict) {
    case 'breached':
      return { verdict, sentence: `No: ${why}${others(same, 'breached')}.` };
    case 'unknown':
      return {
        verdict,
        sentence: `Nobody can say: ${why}${others(same, 'unknown')}.`,
      };
    default:
      return {
        verdict,
        sentence: `Yes, but at risk: ${why}${others(same, 'at risk')}.`,
      };
  }
}
