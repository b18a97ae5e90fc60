import type { Blocker, CheckResult, EntityPosture } from '../api';
import { compareVerdicts } from '../verdict';

/**
 * Gates that are not met, worst first, then by weight, then the oldest.
 * @public
 */
export function blockersOf(
  results: Iterable<CheckResult>,
  postures: readonly EntityPosture[],
): Blocker[] {
  const byRef = new Map(postures.map(posture => [posture.entityRef, posture]));
  const gates: CheckResult[] = [];
  for (const result of results) {
    if (result.gate && result.verdict !== 'met') {
      gates.push(result);
    }
  }
  gates.sort(
    (a, b) =>
      compareVerdicts(b.verdict, a.verdict) ||
      b.weight - a.weight ||
      a.since.localeCompare(b.since) ||
      a.entityRef.localeCompare(b.entityRef) ||
      a.checkId.localeCompare(b.checkId),
  );
  return gates.map(gate => {
    const posture = byRef.get(gate.entityRef);
    return {
      checkId: gate.checkId,
      entityRef: gate.entityRef,
      entityTitle: posture?.title ?? gate.entityRef,
      title: gate.title,
      verdict: gate.verdict,
      reason: gate.reason,
      owner: posture?.owner,
      site: posture?.site ?? 'global',
      tier: posture?.tier,
      since: gate.since,
      observedAt: gate.observedAt,
      remediation: gate.remediation,
    };
  });
}
