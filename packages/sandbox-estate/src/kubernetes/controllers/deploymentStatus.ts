import { KubeObject } from '../store/objects';
import { setCondition } from './conditions';
import { rolloutBudget } from './rollout';

function total(sets: KubeObject[], field: string): number {
  return sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
}

/** Whether all of a deployment's pods are of its template and available. */
export function isComplete(deployment: KubeObject): boolean {
  const { spec, status } = deployment;
  return (
    (status?.observedGeneration ?? 0) >=
      (deployment.metadata.generation ?? 0) &&
    (status?.updatedReplicas ?? 0) === spec.replicas &&
    (status?.replicas ?? 0) === spec.replicas &&
    (status?.availableReplicas ?? 0) === spec.replicas
  );
}

/** Whether a rollout moved between two statuses. */
function progressed(before: any, after: any): boolean {
  const of = (status: any, field: string) => status?.[field] ?? 0;
  const oldPods = (status: any) =>
    of(status, 'replicas') - of(status, 'updatedReplicas');
  return (
    of(after, 'updatedReplicas') > of(before, 'updatedReplicas') ||
    of(after, 'availableReplicas') > of(before, 'availableReplicas') ||
    of(after, 'readyReplicas') > of(before, 'readyReplicas') ||
    oldPods(after) < oldPods(before) ||
    of(after, 'observedGeneration') > of(before, 'observedGeneration')
  );
}

/**
 * The status of a deployment from those of its sets, with its conditions.
 *
 * @returns also in how many milliseconds its progress deadline passes, while
 * a rollout is under way.
 */
export function deploymentStatus(
  deployment: KubeObject,
  current: KubeObject | undefined,
  sets: KubeObject[],
  now: string,
): { status: any; deadlineInMs?: number } {
  const { replicas, progressDeadlineSeconds = 600, paused } = deployment.spec;
  const before = deployment.status ?? {};
  const available = total(sets, 'availableReplicas');
  const draft: any = {
    status: {
      observedGeneration: deployment.metadata.generation,
      replicas: total(sets, 'replicas'),
      updatedReplicas: current?.status?.replicas ?? 0,
      readyReplicas: total(sets, 'readyReplicas'),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, replicas - available),
      conditions: before.conditions ?? [],
    },
  };
  const { unavailable } = rolloutBudget(deployment);
  const enough = available >= replicas - unavailable;
  setCondition(
    draft,
    {
      type: 'Available',
      status: enough ? 'True' : 'False',
      reason: enough
        ? 'MinimumReplicasAvailable'
        : 'MinimumReplicasUnavailable',
      message: enough
        ? 'Deployment has minimum availability.'
        : 'Deployment does not have minimum availability.',
    },
    { lastUpdateTime: true },
  );
  if (!current) {
    return { status: draft.status };
  }
  const name = current.metadata.name;
  const known = before.conditions?.find(
    (condition: any) => condition.type === 'Progressing',
  );
  const progressing = (
    status: 'True' | 'False',
    reason: string,
    message: string,
  ) =>
    setCondition(
      draft,
      { type: 'Progressing', status, reason, message },
      { lastUpdateTime: true },
    );
  if (isComplete({ ...deployment, status: draft.status })) {
    progressing(
      'True',
      'NewReplicaSetAvailable',
      `ReplicaSet "${name}" has successfully progressed.`,
    );
    return { status: draft.status };
  }
  // Pods lost after a rollout was complete are no rollout that could be late.
  if (
    known?.reason === 'NewReplicaSetAvailable' &&
    (before.observedGeneration ?? 0) >= deployment.metadata.generation!
  ) {
    return { status: draft.status };
  }
  if (paused) {
    progressing('True', 'DeploymentPaused', 'Deployment is paused');
    return { status: draft.status };
  }
  if (!known || progressed(before, draft.status)) {
    progressing(
      'True',
      'ReplicaSetUpdated',
      `ReplicaSet "${name}" is progressing.`,
    );
    const condition = draft.status.conditions.find(
      (one: any) => one.type === 'Progressing',
    );
    draft.status.conditions = draft.status.conditions.map((one: any) =>
      one === condition ? { ...one, lastUpdateTime: now } : one,
    );
    return {
      status: draft.status,
      deadlineInMs: progressDeadlineSeconds * 1000 + 1000,
    };
  }
  const late =
    Date.parse(known.lastUpdateTime) + progressDeadlineSeconds * 1000;
  if (late <= Date.parse(now)) {
    progressing(
      'False',
      'ProgressDeadlineExceeded',
      `ReplicaSet "${name}" has timed out progressing.`,
    );
    return { status: draft.status };
  }
  return { status: draft.status, deadlineInMs: late - Date.parse(now) + 1000 };
}
