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
 * @param watch - how many entities there are, and how many nothing watches:
 * while there are such, met gates are no full yes
 * @public
 */
export function headlineOf(
  gates: number,
  blockers: readonly Pick<Blocker, 'verdict' | 'entityTitle' | 'reason'>[],
  watch: { entities: number; unwatched: number },
): Summary['headline'] {
  if (gates === 0) {
    return {
      verdict: 'unknown',
      sentence: 'Nobody can say: no gate is watched yet.',
    };
  }
  const [worst] = blockers;
  if (!worst) {
    const met = `${
      gates === 1 ? 'the only gate is' : `all ${gates} gates are`
    } met`;
    return watch.unwatched === 0
      ? { verdict: 'met', sentence: `Yes: ${met}.` }
      : {
          verdict: 'at-risk',
          sentence: `Yes, as far as anybody watches: ${met}, but nothing watches ${watch.unwatched} of ${watch.entities} entities.`,
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
