import type { Rollout } from '../../signals';
import type { ClusterItems } from '../collections';
import type { AnalysisState } from '../projections/rollouts';

const LISTED_ROLLOUTS = 500;

/** Rollouts, each with its newest analysis. */
export function rolloutsOf(items: ClusterItems): Rollout[] {
  const newest = new Map<string, AnalysisState>();
  for (const run of items.analysisRuns) {
    const key = `${run.namespace}/${run.rollout}`;
    const known = newest.get(key);
    if (!known || known.startedAt <= run.startedAt) {
      newest.set(key, run);
    }
  }
  return items.rollouts.slice(0, LISTED_ROLLOUTS).map(rollout => {
    const analysis = newest.get(`${rollout.namespace}/${rollout.name}`);
    return {
      namespace: rollout.namespace,
      name: rollout.name,
      id: rollout.id,
      strategy: rollout.strategy,
      phase: rollout.phase,
      message: rollout.message.slice(0, 200),
      desired: rollout.desired,
      available: rollout.available,
      upToDate: rollout.upToDate,
      activeHash: rollout.activeHash,
      previewHash: rollout.previewHash,
      currentHash: rollout.currentHash,
      pausedSince: rollout.pausedSince,
      progressingSince: rollout.progressingSince,
      analysis: analysis
        ? {
            name: analysis.name,
            phase: analysis.phase,
            startedAt: analysis.startedAt,
          }
        : null,
    };
  });
}
