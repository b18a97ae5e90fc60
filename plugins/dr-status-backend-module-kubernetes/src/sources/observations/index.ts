import {
  ARGO_APPLICATIONS,
  MOST_ARGO_APPLICATIONS,
  type ObservationInput,
} from '@twinshore/plugin-dr-status-node';
import type { JsonValue } from '@backstage/types';
import * as signals from '../../signals';
import type { ClusterItems, CollectionName } from '../collections';
import { runningImagesOf } from './images';
import { meshesOf } from './meshes';
import { networkPoliciesOf } from './networkPolicies';
import { nodesOf } from './nodes';
import { rbacOf } from './rbac';
import { rolloutsOf } from './rollouts';
import { vulnerabilitiesOf } from './vulnerabilities';
import { workloadsOf } from './workloads';

export interface ClusterState {
  readyz: signals.Readyz;
  /** Undefined where the cluster does not answer reviews to the portal. */
  ownAccess: signals.OwnAccess | undefined;
  items: ClusterItems;
  /** Of the collections that are optional. */
  states: Partial<Record<CollectionName, signals.CollectionState>>;
  collections: signals.Collections;
}

const LISTED = 500;

/** What the state of a cluster says about its entity. */
export function toObservations(
  state: ClusterState,
  entityRef: string,
): ObservationInput[] {
  const { items, states } = state;
  const observations: ObservationInput[] = [];
  const add = (signal: string, value: JsonValue) =>
    observations.push({ entityRef, signal, value });
  /** Only what could be read: what could not is told by the state of its collection. */
  const addWhere = (
    needed: CollectionName[],
    signal: string,
    value: () => JsonValue,
  ) => {
    if (needed.every(name => states[name] === 'listed')) {
      add(signal, value());
    }
  };

  add(signals.READYZ, state.readyz);
  add(signals.NODES, nodesOf(items.nodes));
  add(signals.AUTOSCALERS, items.autoscalers.slice(0, LISTED));
  for (const [id, workload] of workloadsOf(items)) {
    add(signals.workloadSignal(id), workload);
  }
  add(signals.RUNNING_IMAGES, runningImagesOf(items.pods));
  add(signals.COLLECTIONS, state.collections);
  if (state.ownAccess) {
    add(signals.OWN_ACCESS, state.ownAccess);
  }
  // Kinds that a network brings of its own add to what every cluster has.
  addWhere(['networkPolicies'], signals.NETWORK_POLICIES, () =>
    networkPoliciesOf(items),
  );
  addWhere(['agents'], signals.POLICY_AGENTS, () => items.agents);
  addWhere(['clusterRoles', 'clusterRoleBindings'], signals.RBAC, () =>
    rbacOf(items),
  );
  addWhere(['ingresses'], signals.INGRESSES, () =>
    items.ingresses.slice(0, LISTED),
  );
  addWhere(['serviceAccounts'], signals.SERVICE_ACCOUNT_ROLES, () =>
    items.serviceAccounts.slice(0, LISTED),
  );
  addWhere(['namespaces'], signals.MESHES, () => meshesOf(items));
  addWhere(['applications'], ARGO_APPLICATIONS, () =>
    items.applications.slice(0, MOST_ARGO_APPLICATIONS),
  );
  addWhere(['rollouts'], signals.ROLLOUTS, () => rolloutsOf(items));
  addWhere(['scans'], signals.VULNERABILITIES, () =>
    vulnerabilitiesOf(items.scans),
  );
  return observations;
}
