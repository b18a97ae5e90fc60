import type { KeptDeployment } from './workloads';

/** An Argo Rollout: a workload as a Deployment is, and how its release goes. */
export interface KeptRollout extends KeptDeployment {
  /** Healthy, Progressing, Paused or Degraded; others are possible. */
  phase: string;
  message: string;
  strategy: 'blue-green' | 'canary';
  activeHash: string;
  previewHash: string;
  /** Hash of the version that should become the active one. */
  currentHash: string;
  pausedSince: string;
  /** Since when its condition Progressing says what it does. */
  progressingSince: string;
}

/** It writes the generation as text; older versions wrote a hash instead, which says nothing. */
function hasSeen(observed: unknown, generation = 0): boolean {
  const seen = Number(observed ?? 0);
  return Number.isNaN(seen) || seen >= generation;
}

/** argoproj.io/v1alpha1 Rollout. */
export function projectRollout(rollout: any): KeptRollout {
  const { metadata = {}, spec = {}, status = {} } = rollout;
  const labels = metadata.labels ?? {};
  const name = metadata.name ?? '';
  const conditions: any[] = status.conditions ?? [];
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  return {
    id:
      labels['backstage.io/kubernetes-id'] ??
      labels['app.kubernetes.io/name'] ??
      name,
    namespace: metadata.namespace ?? '',
    name,
    desired: spec.replicas ?? 1,
    available: status.availableReplicas ?? 0,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    upToDate: hasSeen(status.observedGeneration, metadata.generation),
    deadlineExceeded: progressing?.reason === 'ProgressDeadlineExceeded',
    images: (spec.template?.spec?.containers ?? []).map(
      ({ image }: any) => image ?? '',
    ),
    podLabels: spec.template?.metadata?.labels ?? {},
    phase: status.phase ?? '',
    message: status.message ?? '',
    strategy: spec.strategy?.blueGreen ? 'blue-green' : 'canary',
    activeHash: status.blueGreen?.activeSelector ?? status.stableRS ?? '',
    previewHash: status.blueGreen?.previewSelector ?? '',
    currentHash: status.currentPodHash ?? '',
    pausedSince: status.pauseConditions?.[0]?.startTime ?? '',
    progressingSince:
      progressing?.lastUpdateTime ?? progressing?.lastTransitionTime ?? '',
  };
}

export interface AnalysisState {
  namespace: string;
  name: string;
  rollout: string;
  /** Hash of the version that it tries; empty where it does not say. */
  hash: string;
  phase: string;
  startedAt: string;
}

/** argoproj.io/v1alpha1 AnalysisRun: the smoke tests of a release. */
export function projectAnalysisRun(run: any): AnalysisState | undefined {
  const { metadata = {}, status = {} } = run;
  const owner = (metadata.ownerReferences ?? []).find(
    ({ kind }: any) => kind === 'Rollout',
  );
  return owner
    ? {
        namespace: metadata.namespace ?? '',
        name: metadata.name ?? '',
        rollout: owner.name,
        hash: metadata.labels?.['rollouts-pod-template-hash'] ?? '',
        phase: status.phase ?? '',
        startedAt: status.startedAt ?? metadata.creationTimestamp ?? '',
      }
    : undefined;
}
