import type { SiteName } from '../model';
import type { FaultDefinition } from '../part';
import { clusterFaults, type ClusterChange } from './clusterFault';
import type { RunningCluster } from './RunningCluster';
import { PORTAL_USER, clusterBinding, type Subject } from './seed/access';
import { CNI, isCilium } from './seed/network';
import { DEFAULT_DENY } from './seed/policies';
import { requestDeletion } from './store/deletion';
import { KubeObject, keyOf, ownedBy } from './store/objects';

const POLICIES = 'networkpolicies.networking.k8s.io';
const CILIUM_POLICIES = 'ciliumnetworkpolicies.cilium.io';
const PEERS = 'peerauthentications.security.istio.io';
const ROLES = 'clusterroles.rbac.authorization.k8s.io';
const BINDINGS = 'clusterrolebindings.rbac.authorization.k8s.io';
const DAEMON_SETS = 'daemonsets.apps';

/** Changes one object; undone, the changed field is as it was. */
const changing =
  (
    resource: string,
    key: string,
    field: 'spec' | 'rules',
    change: (draft: KubeObject) => void,
  ): ClusterChange =>
  ({ cluster: { store } }) => {
    const before = store.byKey(resource, key)?.[field];
    store.modify(resource, key, change);
    return () => {
      store.modify(resource, key, draft => {
        draft[field] = structuredClone(before);
      });
    };
  };

/** Binds somebody to a role of the whole cluster, by hand. */
const binding =
  (name: string, role: string, subject: Subject): ClusterChange =>
  ({ cluster: { store } }) => {
    store.insert(BINDINGS, clusterBinding(name, role, subject));
    return () => {
      store.remove(BINDINGS, name);
    };
  };

/** Takes the policy away that isolates all pods; undone, it is there again. */
const dropPolicy: ClusterChange = ({ cluster: { store } }) => {
  const removed = store.remove(POLICIES, `mis/${DEFAULT_DENY}`);
  return () => {
    if (removed) {
      const { name, namespace } = removed.metadata;
      store.insert(POLICIES, { ...removed, metadata: { name, namespace } });
    }
  };
};

/** All agents of the network are replaced by ones that cannot be pulled. */
const stopNetwork: ClusterChange = ({ cluster: { store, name } }) => {
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
};

/** Callers need not say who they are: a migration that nobody ended. */
const permitAnybody: ClusterChange = running =>
  (isCilium(running.cluster.name)
    ? changing(CILIUM_POLICIES, 'mis/allow-ingress-to-web', 'spec', draft => {
        for (const rule of draft.spec.ingress) {
          delete rule.authentication;
        }
      })
    : changing(PEERS, 'istio-system/default', 'spec', draft => {
        draft.spec.mtls.mode = 'PERMISSIVE';
      }))(running);

/** Faults of who may do what, and who may call whom. */
export function accessFaults(
  clusters: Map<SiteName, RunningCluster>,
): FaultDefinition[] {
  const fault = clusterFaults(clusters);
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
      'permissive-mesh',
      'Let callers in that do not authenticate',
      'Mutual authentication is offered and no longer demanded between workloads.',
      permitAnybody,
    ),
    fault(
      'rbac-drift',
      'Add an administrator past the pipeline',
      'A group of contractors is bound to cluster-admin by hand, in this cluster alone.',
      binding('temporary-admin', 'cluster-admin', {
        kind: 'Group',
        name: 'contractors',
      }),
    ),
    fault(
      'portal-can-write',
      'Give the portal more than it needs',
      'The account of the portal is bound to the role of operators, which may change deployments.',
      binding('portal-operator', 'mis-operator', {
        kind: 'User',
        name: PORTAL_USER,
      }),
    ),
    fault(
      'revoke-grant',
      'Take a grant from the portal',
      'The portal may no longer read network policies, Ingresses and applications; the rest it still may.',
      changing(ROLES, 'twinshore-reader', 'rules', draft => {
        for (const rule of draft.rules) {
          rule.apiGroups = rule.apiGroups?.filter(
            (group: string) =>
              group !== 'networking.k8s.io' && group !== 'argoproj.io',
          );
        }
      }),
    ),
  ];
}
