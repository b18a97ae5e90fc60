import type { ClusterState, Usage } from '../ClusterState';
import { KubeObject, timestamp } from '../store/objects';
import { ResourceType } from '../store/resourceTypes';

const WINDOW = '30s';
/** What the operating system and the kubelet of a node take. */
const NODE_OVERHEAD: Usage = { cpuMillicores: 120, memoryMiB: 900 };

const usageText = (usage: Usage) => ({
  cpu: `${Math.round(usage.cpuMillicores)}m`,
  memory: `${Math.round(usage.memoryMiB)}Mi`,
});

const isRunning = (pod: KubeObject) => pod.status?.phase === 'Running';

/** Only what runs on a machine that is up is measured. */
const isMeasured = (cluster: ClusterState, pod: KubeObject) =>
  isRunning(pod) && cluster.isNodeUp(pod.spec.nodeName);

function podMetrics(cluster: ClusterState, pod: KubeObject): KubeObject {
  const usage = cluster.podUsage(pod);
  const share = 1 / pod.spec.containers.length;
  return {
    kind: 'PodMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      labels: pod.metadata.labels,
      creationTimestamp: timestamp(),
    } as KubeObject['metadata'],
    timestamp: timestamp(),
    window: WINDOW,
    containers: pod.spec.containers.map((container: any) => ({
      name: container.name,
      usage: usageText({
        cpuMillicores: usage.cpuMillicores * share,
        memoryMiB: usage.memoryMiB * share,
      }),
    })),
  };
}

function nodeMetrics(
  cluster: ClusterState,
  node: KubeObject,
  pods: KubeObject[],
): KubeObject {
  const usage = { ...NODE_OVERHEAD };
  for (const pod of pods) {
    if (pod.spec.nodeName === node.metadata.name) {
      const one = cluster.podUsage(pod);
      usage.cpuMillicores += one.cpuMillicores;
      usage.memoryMiB += one.memoryMiB;
    }
  }
  return {
    kind: 'NodeMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name: node.metadata.name,
      labels: node.metadata.labels,
      creationTimestamp: timestamp(),
    } as KubeObject['metadata'],
    timestamp: timestamp(),
    window: WINDOW,
    usage: usageText(usage),
  };
}

const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;

/** The lease by which the kubelet of a node shows that it lives. */
function nodeLease(cluster: ClusterState, node: KubeObject): KubeObject {
  const { name, creationTimestamp } = node.metadata;
  const ready = node.status.conditions?.find(
    (one: any) => one.type === 'Ready',
  );
  const renewed = cluster.isNodeUp(name)
    ? new Date().toISOString()
    : new Date(ready?.lastTransitionTime ?? creationTimestamp).toISOString();
  return {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: {
      name,
      namespace: LEASE_NAMESPACE,
      creationTimestamp,
    } as KubeObject['metadata'],
    spec: {
      holderIdentity: name,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: renewed.replace('Z', '000Z'),
    },
  };
}

/** The objects of a computed resource, made when they are asked for. */
export function computedObjects(
  cluster: ClusterState,
  type: ResourceType,
  namespace?: string,
): KubeObject[] {
  if (type.kind === 'Lease') {
    return !namespace || namespace === LEASE_NAMESPACE
      ? cluster.store.list('nodes').map(node => nodeLease(cluster, node))
      : [];
  }
  const pods = cluster.store
    .list('pods', namespace)
    .filter(pod => isMeasured(cluster, pod));
  if (type.kind === 'PodMetrics') {
    return pods.map(pod => podMetrics(cluster, pod));
  }
  return cluster.store
    .list('nodes')
    .filter(node => cluster.isNodeUp(node.metadata.name))
    .map(node => nodeMetrics(cluster, node, pods));
}
