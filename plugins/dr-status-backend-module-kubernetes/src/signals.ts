/**
 * Names and shapes of what a Kubernetes source reports. All of it is reported
 * on the entity of the cluster; checks of other entities read it there.
 */

export const READYZ = 'kubernetes.readyz';
export const NODES = 'kubernetes.nodes';
export const AUTOSCALERS = 'kubernetes.autoscalers';

/**
 * A workload, by the id that Backstage knows it by: the label
 * `backstage.io/kubernetes-id` of its Deployments, else
 * `app.kubernetes.io/name`, else their name.
 */
export const workloadSignal = (id: string) => `kubernetes.workload/${id}`;

export type Readyz = { ok: boolean; status: number; failed: string[] };

export type Count = { total: number; ready: number };

export type Nodes = Count & {
  controlPlane: Count;
  /** Worker nodes by zone. */
  zones: Record<string, Count>;
  /** Names of nodes that are not ready, at most 20. */
  notReady: string[];
  /** Nodes that do not say in which zone they are. */
  withoutZone: number;
};

export type Condition = { status: string; reason: string };

export type Autoscaler = {
  namespace: string;
  name: string;
  target: string;
  min: number;
  max: number;
  current: number;
  desired: number;
  conditions: Record<string, Condition>;
};

export type Budget = {
  namespace: string;
  name: string;
  currentHealthy: number;
  desiredHealthy: number;
  expectedPods: number;
  disruptionsAllowed: number;
  upToDate: boolean;
};

export type DeploymentState = {
  namespace: string;
  name: string;
  desired: number;
  available: number;
  ready: number;
  updated: number;
  /** The controller has seen the newest specification. */
  upToDate: boolean;
  deadlineExceeded: boolean;
  images: string[];
  /** Ready pods by zone; the key is empty for nodes without a zone. */
  zones: Record<string, number>;
};

export type Workload = {
  deployments: DeploymentState[];
  autoscalers: Autoscaler[];
  budgets: Budget[];
};

/**
 * How it stands with each collection that the source may do without, by
 * Kubernetes' name for it (`networkpolicies.networking.k8s.io`): what a
 * cluster does not have or does not show is no reason to lose the rest.
 */
export const COLLECTIONS = 'kubernetes.collections';
export type CollectionState =
  /** It is watched. */
  | 'listed'
  /** The cluster has no such kind. */
  | 'not-installed'
  /** The portal may not read it. */
  | 'refused';
export type Collections = Record<string, CollectionState>;

/**
 * Namespaces that the source watches, where it was given some: what is in
 * others it does not see.
 */
export const WATCHED_NAMESPACES = 'kubernetes.watched-namespaces';

export const NETWORK_POLICIES = 'kubernetes.network-policies';
export type NetworkPolicies = {
  /** Policies of the whole cluster. */
  clusterWide: number;
  /** Directions in which all pods are isolated, for all namespaces. */
  denies: { ingress: boolean; egress: boolean };
  /** Directions in which everything is allowed to all pods, for all namespaces. */
  opens: { ingress: boolean; egress: boolean };
  /** By namespace, those that have a policy. */
  namespaces: Record<
    string,
    {
      policies: number;
      denies: { ingress: boolean; egress: boolean };
      opens: { ingress: boolean; egress: boolean };
      /** Rules that let somebody in, and those that authenticate the caller. */
      ingressRules: number;
      authenticatedIngressRules: number;
    }
  >;
};

/** DaemonSets that enforce policies, or carry the traffic of a mesh. */
export const POLICY_AGENTS = 'kubernetes.policy-agents';
export type PolicyAgent = {
  engine: string;
  namespace: string;
  name: string;
  desired: number;
  ready: number;
  upToDate: boolean;
};

export const RBAC = 'kubernetes.rbac';
export type Rbac = {
  /** Who may do everything, and by which binding. */
  admins: Array<{ subject: string; binding: string; role: string }>;
  /**
   * What people (users and groups) are given over the whole cluster, as
   * `subject role`, with the digest of the role's rules.
   */
  people: Record<string, string>;
};

/** What the portal itself may do beyond reading; as `verb resource`. */
export const OWN_ACCESS = 'kubernetes.own-access';
export type OwnAccess = { asked: number; beyondReading: string[] };

export const INGRESSES = 'kubernetes.ingresses';
export type IngressState = {
  namespace: string;
  name: string;
  class: string;
  hosts: string[];
  addresses: string[];
};

/** Service accounts that take a role of AWS (IRSA). */
export const SERVICE_ACCOUNT_ROLES = 'kubernetes.service-account-roles';
export type ServiceAccountRole = {
  namespace: string;
  name: string;
  roleArn: string;
};

export const MESHES = 'kubernetes.meshes';
export type Meshes = {
  /** Namespaces that are in a mesh, with which. */
  namespaces: Record<
    string,
    {
      mesh: 'istio-sidecar' | 'istio-ambient' | 'linkerd';
      linkerdAuthenticates: boolean;
    }
  >;
  /** Pods of workloads by namespace, and those with a mesh's proxy. */
  pods: Record<string, { total: number; meshed: number }>;
  /** Istio's PeerAuthentications that are for all pods of their namespace. */
  peerAuthentication: Record<string, string>;
  /** Those that ask for less than STRICT of some pods or ports, by namespace. */
  exceptions: Record<string, number>;
};

/** Images that run, by digest, as registries know them. */
export const RUNNING_IMAGES = 'kubernetes.running-images';
export type RunningImage = {
  /** Repository with tag, as the pod asks for it. */
  image: string;
  /** `sha256:…`; empty where the node does not tell. */
  digest: string;
  namespaces: string[];
  pods: number;
};

export const ROLLOUTS = 'kubernetes.rollouts';
export type Rollout = {
  namespace: string;
  name: string;
  id: string;
  strategy: 'blue-green' | 'canary';
  phase: string;
  message: string;
  desired: number;
  available: number;
  upToDate: boolean;
  activeHash: string;
  previewHash: string;
  currentHash: string;
  pausedSince: string;
  progressingSince: string;
  /** The newest analysis, which is the smoke test of the newest release. */
  analysis: { name: string; phase: string; startedAt: string } | null;
};

export const VULNERABILITIES = 'kubernetes.vulnerabilities';
export type Vulnerabilities = {
  reports: number;
  /** Those of them without sums, or without a date: they are counted in nothing. */
  unread: number;
  critical: number;
  high: number;
  /** Images with critical findings, the worst 20. */
  worst: Array<{ image: string; critical: number; high: number }>;
  /** When the oldest report was made. */
  oldestReportAt: string;
};
