import { readArgoApplication } from '@twinshore/plugin-dr-status-node';
import {
  projectClusterRole,
  projectClusterRoleBinding,
  projectServiceAccount,
} from './projections/accessControl';
import { projectAgent } from './projections/agents';
import { projectIngress } from './projections/ingresses';
import {
  projectNamespace,
  projectPeerAuthentication,
} from './projections/meshes';
import {
  projectCalicoPolicy,
  projectCiliumPolicy,
  projectNetworkPolicy,
} from './projections/networkPolicies';
import { projectAnalysisRun, projectRollout } from './projections/rollouts';
import { projectVulnerabilityReport } from './projections/scans';
import {
  projectAutoscaler,
  projectBudget,
  projectDeployment,
  projectNode,
  projectPod,
} from './projections/workloads';

/** A collection of objects of a cluster that is watched. */
export interface Collection {
  /** `/api/v1`, `/apis/apps/v1`. */
  base: string;
  plural: string;
  clusterScoped?: boolean;
  /**
   * A cluster may lack it, or refuse it to the portal. Without those that are
   * not optional the source fails.
   */
  optional?: boolean;
  /** Fewer objects in a page, where they are large. */
  pageSize?: number;
  // Each reads what its own kind has.
  project(object: any): unknown;
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const CALICO = '/apis/crd.projectcalico.org/v1';
const ARGO = '/apis/argoproj.io/v1alpha1';

const optional = <P extends (object: any) => unknown>(
  base: string,
  plural: string,
  project: P,
  more: Pick<Collection, 'clusterScoped' | 'pageSize'> = {},
) => ({ base, plural, project, optional: true, ...more });

const CLUSTER = { clusterScoped: true };

/** All that the source watches. */
export const COLLECTIONS = {
  nodes: {
    base: '/api/v1',
    plural: 'nodes',
    clusterScoped: true,
    project: projectNode,
  },
  pods: { base: '/api/v1', plural: 'pods', project: projectPod },
  deployments: {
    base: '/apis/apps/v1',
    plural: 'deployments',
    project: projectDeployment,
  },
  autoscalers: {
    base: '/apis/autoscaling/v2',
    plural: 'horizontalpodautoscalers',
    project: projectAutoscaler,
  },
  budgets: {
    base: '/apis/policy/v1',
    plural: 'poddisruptionbudgets',
    project: projectBudget,
  },
  namespaces: optional('/api/v1', 'namespaces', projectNamespace, CLUSTER),
  serviceAccounts: optional(
    '/api/v1',
    'serviceaccounts',
    projectServiceAccount,
  ),
  agents: optional('/apis/apps/v1', 'daemonsets', projectAgent),
  ingresses: optional(
    '/apis/networking.k8s.io/v1',
    'ingresses',
    projectIngress,
  ),
  networkPolicies: optional(
    '/apis/networking.k8s.io/v1',
    'networkpolicies',
    projectNetworkPolicy,
  ),
  ciliumPolicies: optional(
    '/apis/cilium.io/v2',
    'ciliumnetworkpolicies',
    projectCiliumPolicy,
  ),
  ciliumClusterPolicies: optional(
    '/apis/cilium.io/v2',
    'ciliumclusterwidenetworkpolicies',
    projectCiliumPolicy,
    CLUSTER,
  ),
  calicoPolicies: optional(CALICO, 'networkpolicies', projectCalicoPolicy),
  calicoGlobalPolicies: optional(
    CALICO,
    'globalnetworkpolicies',
    projectCalicoPolicy,
    CLUSTER,
  ),
  clusterRoles: optional(RBAC, 'clusterroles', projectClusterRole, CLUSTER),
  clusterRoleBindings: optional(
    RBAC,
    'clusterrolebindings',
    projectClusterRoleBinding,
    CLUSTER,
  ),
  peerAuthentications: optional(
    '/apis/security.istio.io/v1',
    'peerauthentications',
    projectPeerAuthentication,
  ),
  // That the kind is there shows that the mesh is; namespaces say the rest.
  linkerdAuthentications: optional(
    '/apis/policy.linkerd.io/v1alpha1',
    'meshtlsauthentications',
    () => undefined,
  ),
  applications: optional(ARGO, 'applications', readArgoApplication, {
    pageSize: 50,
  }),
  rollouts: optional(ARGO, 'rollouts', projectRollout),
  analysisRuns: optional(ARGO, 'analysisruns', projectAnalysisRun),
  scans: optional(
    '/apis/aquasecurity.github.io/v1alpha1',
    'vulnerabilityreports',
    projectVulnerabilityReport,
    { pageSize: 10 },
  ),
} satisfies Record<string, Collection>;

export type CollectionName = keyof typeof COLLECTIONS;

/** What is kept of each collection. */
export type ClusterItems = {
  [K in CollectionName]: Array<
    NonNullable<ReturnType<(typeof COLLECTIONS)[K]['project']>>
  >;
};

/** Kubernetes' name for a collection: `deployments.apps`, `pods`. */
export function resourceNameOf({ base, plural }: Collection): string {
  const group = /^\/apis\/([^/]+)\//.exec(base)?.[1];
  return group ? `${plural}.${group}` : plural;
}

export const OPTIONAL_RESOURCES: string[] = Object.values<Collection>(
  COLLECTIONS,
)
  .filter(each => each.optional)
  .map(resourceNameOf);
