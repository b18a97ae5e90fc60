import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { DriftReport } from '../api/HybridInfraClient';

/**
 * What the drift comes to in one word. What is declared and missing is a
 * breach; what nobody declares is a risk; what was not read is unknown.
 */
export function driftVerdict(drift: DriftReport): Verdict {
  if (drift.missing.totalItems > 0) {
    return 'breached';
  }
  if (
    drift.unknown.totalItems > 0 ||
    drift.scopes.length === 0 ||
    drift.scopes.some(({ stale }) => stale)
  ) {
    return 'unknown';
  }
  return drift.undeclared.totalItems > 0 ? 'at-risk' : 'met';
}
