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
