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
  /** Those that are watched, where not all are. */
  namespaces?: string[];
  items: ClusterItems;
  /** Of the collections that are optional. */
  states: Partial<Record<CollectionName, signals.CollectionState>>;
  collections: signals.Collections;
}

/** Most entries of a list that is reported. */
const LISTED = 500;
const LISTED_IMAGES = 1000;
const LISTED_NAMESPACES = 1000;

/**
 * Whether a list is short enough to be reported. Cut short it would hide what
 * is beyond its end, so it is reported whole or not at all.
 */
const fits = (list: unknown[], most = LISTED) => list.length <= most;

/** What the state of a cluster says about its entity. */
export function toObservations(
  state: ClusterState,
  entityRef: string,
): ObservationInput[] {
  const { items, states, namespaces } = state;
  const observations: ObservationInput[] = [];
  const add = (signal: string, value: JsonValue) =>
    observations.push({ entityRef, signal, value });
  /** Only what could be read: what could not is told by the state of its collection. */
  const addWhere = (
    needed: CollectionName[],
    signal: string,
    value: () => JsonValue | undefined,
  ) => {
    const read = needed.every(name => states[name] === 'listed');
    const found = read ? value() : undefined;
    if (found !== undefined) {
      add(signal, found);
    }
  };
  // Nothing in a part of the namespaces does not mean that there is nothing.
  const whole = <T extends JsonValue[]>(list: T, most = LISTED) =>
    fits(list, most) && !(namespaces && list.length === 0) ? list : undefined;

  add(signals.READYZ, state.readyz);
  add(signals.NODES, nodesOf(items.nodes));
  addWhere([], signals.AUTOSCALERS, () => whole(items.autoscalers));
  for (const [id, workload] of workloadsOf(items)) {
    add(signals.workloadSignal(id), workload);
  }
  addWhere([], signals.RUNNING_IMAGES, () =>
    whole(runningImagesOf(items.pods), LISTED_IMAGES),
  );
  add(signals.COLLECTIONS, state.collections);
  if (namespaces) {
    add(signals.WATCHED_NAMESPACES, namespaces);
  }
  if (state.ownAccess) {
    add(signals.OWN_ACCESS, state.ownAccess);
  }
  // Kinds that a network brings of its own add to what every cluster has.
  addWhere(['networkPolicies'], signals.NETWORK_POLICIES, () => {
    const policies = networkPoliciesOf(items);
    return fits(Object.keys(policies.namespaces), LISTED_NAMESPACES)
      ? policies
      : undefined;
  });
  addWhere(['agents'], signals.POLICY_AGENTS, () => whole(items.agents));
  addWhere(['clusterRoles', 'clusterRoleBindings'], signals.RBAC, () => {
    const rbac = rbacOf(items);
    return fits(rbac.admins) && fits(Object.keys(rbac.people))
      ? rbac
      : undefined;
  });
  addWhere(['ingresses'], signals.INGRESSES, () => whole(items.ingresses));
  addWhere(['serviceAccounts'], signals.SERVICE_ACCOUNT_ROLES, () =>
    whole(items.serviceAccounts),
  );
  addWhere(['namespaces'], signals.MESHES, () => meshesOf(items));
  addWhere(['applications'], ARGO_APPLICATIONS, () =>
    whole(items.applications, MOST_ARGO_APPLICATIONS),
  );
  addWhere(['rollouts'], signals.ROLLOUTS, () => whole(rolloutsOf(items)));
  addWhere(['scans'], signals.VULNERABILITIES, () =>
    vulnerabilitiesOf(items.scans),
  );
  return observations;
}
