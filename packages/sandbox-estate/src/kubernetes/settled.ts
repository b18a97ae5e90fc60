import type { Cluster } from './Cluster';
import { isTrue } from './controllers/conditions';
import type { KubeObject } from './store/objects';

/** Images that a fault has put there: what runs them cannot be waited for. */
const BROKEN = /[:-](bad|untested)$/;

const isSound = ({ spec }: KubeObject): boolean =>
  !spec.template.spec.containers.some(({ image }: any) => BROKEN.test(image));

const isSeen = ({ status, metadata }: KubeObject): boolean =>
  Number(status?.observedGeneration ?? 0) === metadata.generation;

/** Whether all that a cluster should run does run, as far as faults allow. */
export function isSettled(cluster: Cluster): boolean {
  const { store } = cluster;
  const nodes = store.list('nodes');
  if (nodes.some(({ metadata }) => !cluster.isNodeUp(metadata.name))) {
    return true;
  }
  const sound = (resource: string, namespace?: string) =>
    store.list(resource, namespace).filter(isSound);
  return (
    nodes.every(node => isTrue(node, 'Ready')) &&
    cluster.isSpread() &&
    sound('deployments.apps', 'mis').every(
      each =>
        isSeen(each) &&
        (each.status.availableReplicas ?? 0) >= each.spec.replicas,
    ) &&
    sound('daemonsets.apps').every(
      each =>
        isSeen(each) &&
        each.status.numberReady === each.status.desiredNumberScheduled,
    ) &&
    sound('rollouts.argoproj.io').every(
      each => isSeen(each) && each.status.phase === 'Healthy',
    )
  );
}
