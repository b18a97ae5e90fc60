import type { EstateModel, SiteName } from '../model';
import type { FaultDefinition } from '../part';
import type { RunningCluster } from './RunningCluster';
import { clusterBinding } from './seed/access';
import { RELEASE_NAMESPACE, ROLLOUT } from './seed/blueGreen';
import { CNI } from './seed/network';
import { DEFAULT_DENY } from './seed/policies';
import { requestDeletion } from './store/deletion';
import { keyOf, ownedBy } from './store/objects';

const POLICIES = 'networkpolicies.networking.k8s.io';
const BINDINGS = 'clusterrolebindings.rbac.authorization.k8s.io';
const DAEMON_SETS = 'daemonsets.apps';
const DEPLOYMENTS = 'deployments.apps';
const ROLLOUTS = 'rollouts.argoproj.io';
const STRAY_ADMIN = 'temporary-admin';

/** Takes the policy away that isolates all pods; undone, it is there again. */
function dropPolicy({ cluster }: RunningCluster): () => void {
  const removed = cluster.store.remove(POLICIES, `mis/${DEFAULT_DENY}`);
  return () => {
    if (removed) {
      const { name, namespace } = removed.metadata;
      cluster.store.insert(POLICIES, {
        ...removed,
        metadata: { name, namespace },
      });
    }
  };
}

/** All agents of the network are replaced by ones that cannot be pulled. */
function stopNetwork({ cluster }: RunningCluster): () => void {
  const { store, name } = cluster;
  const key = `kube-system/${CNI[name]}`;
  const setImage = (change: (image: string) => string) => {
    store.modify(DAEMON_SETS, key, draft => {
      for (const container of draft.spec.template.spec.containers) {
        container.image = change(container.image);
      }
    });
    const set = store.byKey(DAEMON_SETS, key);
    for (const pod of store.list('pods', 'kube-system')) {
      if (set && ownedBy(pod, set)) {
        requestDeletion(store, 'pods', keyOf(pod));
      }
    }
  };
  const BROKEN = /-bad$/;
  setImage(image => (BROKEN.test(image) ? image : `${image}-bad`));
  return () => setImage(image => image.replace(BROKEN, ''));
}

/** Somebody makes a group administrators, past the pipeline. */
function addAdmin({ cluster }: RunningCluster): () => void {
  cluster.store.insert(
    BINDINGS,
    clusterBinding(STRAY_ADMIN, 'cluster-admin', {
      kind: 'Group',
      name: 'contractors',
    }),
  );
  return () => {
    cluster.store.remove(BINDINGS, STRAY_ADMIN);
  };
}

/** Somebody changes a Deployment by hand; Argo CD shows it and leaves it. */
function changeByHand({ cluster }: RunningCluster): () => void {
  cluster.store.modify(DEPLOYMENTS, 'mis/fastapi-backend', draft => {
    draft.spec.template.spec.terminationGracePeriodSeconds = 5;
  });
  return () => cluster.applications.synchronise();
}

const UNDECLARED = 'forgotten';

/** Somebody tries something out beside what is declared, and leaves it there. */
function addUndeclared({ cluster }: RunningCluster): () => void {
  const labels = { app: UNDECLARED };
  cluster.store.insert(DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: UNDECLARED, namespace: 'mis', labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'busybox:1' }] },
      },
    },
  });
  return () => {
    cluster.store.remove(DEPLOYMENTS, `mis/${UNDECLARED}`);
  };
}

/** A new release of what is rolled out blue-green, with another end of its tag. */
function release(suffix: string) {
  return ({ cluster }: RunningCluster): (() => void) => {
    const key = `${RELEASE_NAMESPACE}/${ROLLOUT}`;
    const change = (to: (image: string) => string) =>
      cluster.store.modify(ROLLOUTS, key, draft => {
        for (const container of draft.spec.template.spec.containers) {
          container.image = to(container.image);
        }
      });
    change(image => (image.endsWith(suffix) ? image : `${image}${suffix}`));
    return () => {
      change(image =>
        image.endsWith(suffix) ? image.slice(0, -suffix.length) : image,
      );
    };
  };
}

/** Faults of what is configured in the clusters: policies, access, applications. */
export function platformFaults(
  clusters: Map<SiteName, RunningCluster>,
  model: EstateModel,
): FaultDefinition[] {
  const everywhere = () => [...clusters.keys()];
  const fault = (
    id: string,
    title: string,
    description: string,
    inject: (running: RunningCluster) => (() => void) | Promise<() => void>,
    targets: () => string[] = everywhere,
  ): FaultDefinition => ({
    id,
    title,
    description,
    targets,
    async inject(target) {
      const running = clusters.get(target as SiteName);
      if (!running) {
        throw new Error(`There is no cluster ${target}`);
      }
      const undo = await inject(running);
      return async () => undo();
    },
  });
  return [
    fault(
      'drop-network-policy',
      'Drop the default-deny policy',
      'The policy that isolates all pods of the MIS is deleted: whatever is not forbidden is allowed.',
      dropPolicy,
    ),
    fault(
      'cni-down',
      'Stop the agents of the network',
      'The agents that enforce network policies are replaced by an image that cannot be pulled.',
      stopNetwork,
    ),
    fault(
      'rbac-drift',
      'Add an administrator past the pipeline',
      'A group of contractors is bound to cluster-admin by hand, in this cluster alone.',
      addAdmin,
    ),
    fault(
      'add-undeclared',
      'Add a workload that nobody declares',
      'A deployment appears beside those of the MIS, by hand: no entity and no file in Git knows it.',
      addUndeclared,
    ),
    fault(
      'bad-release',
      'Release blue-green what cannot be pulled',
      'The new version beside the active one never comes up: its rollout is Degraded after a minute, users keep the active one.',
      release('-bad'),
    ),
    fault(
      'fail-smoke-test',
      'Release blue-green what does not work',
      'The new version comes up and fails its smoke test: the rollout is aborted, users keep the active one.',
      release('-untested'),
    ),
    fault(
      'argo-out-of-sync',
      'Change a deployment by hand',
      'The backend’s pod template is changed in the cluster and not in Git: Argo CD shows it as out of sync.',
      changeByHand,
    ),
    fault(
      'revision-drift',
      'Leave a site behind at its revision',
      'Git gets a new revision; the Argo CD of this site stays at the one before, the others follow.',
      async ({ cluster }) => {
        const letGo = cluster.applications.hold();
        await model.git!.commit(`Release to all sites but ${cluster.name}`);
        return letGo;
      },
      () => (model.git ? everywhere() : []),
    ),
  ];
}
