import type {
  V1Deployment,
  V1Node,
  V1Pod,
  V1PodDisruptionBudget,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { Autoscaler, Budget, Condition } from '../../signals';

/** What is kept of each object: only what checks need. */

export interface NodeState {
  name: string;
  zone: string;
  ready: boolean;
  controlPlane: boolean;
}

const CONTROL_PLANE_LABELS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
];

export function projectNode(node: V1Node): NodeState {
  const labels = node.metadata?.labels ?? {};
  return {
    name: node.metadata?.name ?? '',
    zone: labels['topology.kubernetes.io/zone'] ?? '',
    ready:
      !node.spec?.unschedulable &&
      (node.status?.conditions ?? []).some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      ),
    controlPlane: CONTROL_PLANE_LABELS.some(label => label in labels),
  };
}

export interface PodState {
  namespace: string;
  /** Name of the Deployment or Rollout; empty for pods of anything else. */
  workload: string;
  node: string;
  ready: boolean;
  /** What its containers run, as `repository:tag` and digest. */
  images: Array<{ image: string; digest: string }>;
  /** The proxy of a mesh runs beside it. */
  meshed: boolean;
}

const PROXIES = ['istio-proxy', 'linkerd-proxy'];

/** The digest in `docker-pullable://repository@sha256:…`, `repository@sha256:…` or `sha256:…`. */
function digestOf(imageId: string | undefined): string {
  return /sha256:[0-9a-f]{64}$/.exec(imageId ?? '')?.[0] ?? '';
}

/** Pods that run or should; the ReplicaSet that owns one is its workload's name and a hash. */
export function projectPod(pod: V1Pod): PodState | undefined {
  const { metadata, spec, status } = pod;
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') {
    return undefined;
  }
  const owner = metadata?.ownerReferences?.find(
    ({ kind }) => kind === 'ReplicaSet',
  );
  // A native sidecar is an init container that goes on.
  const containers = [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []),
  ];
  return {
    namespace: metadata?.namespace ?? '',
    workload: owner?.name.replace(/-[a-z0-9]+$/, '') ?? '',
    node: spec?.nodeName ?? '',
    ready:
      !metadata?.deletionTimestamp &&
      (status?.conditions ?? []).some(
        ({ type, status: is }) => type === 'Ready' && is === 'True',
      ),
    images: (status?.containerStatuses ?? [])
      .filter(({ state }) => state?.running)
      .map(({ image, imageID }) => ({ image, digest: digestOf(imageID) })),
    meshed: containers.some(({ name }) => PROXIES.includes(name)),
  };
}

export interface KeptDeployment {
  id: string;
  namespace: string;
  name: string;
  desired: number;
  available: number;
  ready: number;
  updated: number;
  upToDate: boolean;
  deadlineExceeded: boolean;
  images: string[];
  podLabels: Record<string, string>;
}

export function projectDeployment(deployment: V1Deployment): KeptDeployment {
  const { metadata, spec, status } = deployment;
  const labels = metadata?.labels ?? {};
  const name = metadata?.name ?? '';
  return {
    id:
      labels['backstage.io/kubernetes-id'] ??
      labels['app.kubernetes.io/name'] ??
      name,
    namespace: metadata?.namespace ?? '',
    name,
    desired: spec?.replicas ?? 1,
    available: status?.availableReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    upToDate: (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0),
    deadlineExceeded: (status?.conditions ?? []).some(
      ({ type, reason }) =>
        type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
    ),
    images: (spec?.template?.spec?.containers ?? []).map(
      ({ image }) => image ?? '',
    ),
    podLabels: spec?.template?.metadata?.labels ?? {},
  };
}

export function projectAutoscaler(
  autoscaler: V2HorizontalPodAutoscaler,
): Autoscaler {
  const { metadata, spec, status } = autoscaler;
  const conditions: Record<string, Condition> = {};
  for (const { type, status: is, reason } of status?.conditions ?? []) {
    conditions[type] = { status: is, reason: reason ?? '' };
  }
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    target: `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`,
    min: spec?.minReplicas ?? 1,
    max: spec?.maxReplicas ?? 0,
    current: status?.currentReplicas ?? 0,
    desired: status?.desiredReplicas ?? 0,
    conditions,
  };
}

export interface KeptBudget extends Budget {
  matchLabels: Record<string, string>;
}

export function projectBudget(budget: V1PodDisruptionBudget): KeptBudget {
  const { metadata, spec, status } = budget;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    currentHealthy: status?.currentHealthy ?? 0,
    desiredHealthy: status?.desiredHealthy ?? 0,
    expectedPods: status?.expectedPods ?? 0,
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    upToDate: (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0),
    matchLabels: spec?.selector?.matchLabels ?? {},
  };
}
