import type { Rollout } from '../../signals';
import type { ClusterItems } from '../collections';
import type { AnalysisState } from '../projections/rollouts';

/** The newest analysis of each version of each rollout. */
function newestAnalyses(runs: AnalysisState[]): Map<string, AnalysisState> {
  const newest = new Map<string, AnalysisState>();
  for (const run of runs) {
    const key = `${run.namespace}/${run.rollout}/${run.hash}`;
    const known = newest.get(key);
    if (!known || known.startedAt <= run.startedAt) {
      newest.set(key, run);
    }
  }
  return newest;
}

/**
 * Rollouts, each with the newest analysis of its newest version: how one went
 * that was taken back again does not matter any more.
 */
export function rolloutsOf(items: ClusterItems): Rollout[] {
  const newest = newestAnalyses(items.analysisRuns);
  return items.rollouts.map(rollout => {
    const id = `${rollout.namespace}/${rollout.name}`;
    const analysis =
      newest.get(`${id}/${rollout.currentHash}`) ?? newest.get(`${id}/`);
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
