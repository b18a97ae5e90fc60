import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import type {
  KeptBudget,
  KeptDeployment,
  NodeState,
  PodState,
} from './projections';

export interface ClusterState {
  readyz: signals.Readyz;
  nodes: Iterable<NodeState>;
  pods: Iterable<PodState>;
  deployments: Iterable<KeptDeployment>;
  autoscalers: Iterable<signals.Autoscaler>;
  budgets: Iterable<KeptBudget>;
}

const LISTED_NODES = 20;
const LISTED_AUTOSCALERS = 500;

function count(counts: signals.Count, ready: boolean): void {
  counts.total += 1;
  counts.ready += ready ? 1 : 0;
}

function nodesOf(nodes: Iterable<NodeState>): signals.Nodes {
  const summary: signals.Nodes = {
    total: 0,
    ready: 0,
    controlPlane: { total: 0, ready: 0 },
    zones: {},
    notReady: [],
    withoutZone: 0,
  };
  for (const node of nodes) {
    count(summary, node.ready);
    if (!node.ready && summary.notReady.length < LISTED_NODES) {
      summary.notReady.push(node.name);
    }
    if (node.controlPlane) {
      count(summary.controlPlane, node.ready);
    } else if (node.zone) {
      summary.zones[node.zone] ??= { total: 0, ready: 0 };
      count(summary.zones[node.zone], node.ready);
    } else {
      summary.withoutZone += 1;
    }
  }
  return summary;
}

function readyPodsByZone(
  state: ClusterState,
): Map<string, Record<string, number>> {
  const zoneOfNode = new Map<string, string>();
  for (const node of state.nodes) {
    zoneOfNode.set(node.name, node.zone);
  }
  const zones = new Map<string, Record<string, number>>();
  for (const { namespace, deployment, node } of state.pods) {
    const key = `${namespace}/${deployment}`;
    const counts = zones.get(key) ?? {};
    const zone = zoneOfNode.get(node) ?? '';
    counts[zone] = (counts[zone] ?? 0) + 1;
    zones.set(key, counts);
  }
  return zones;
}

function covers(budget: KeptBudget, deployment: KeptDeployment): boolean {
  const wanted = Object.entries(budget.matchLabels);
  return (
    budget.namespace === deployment.namespace &&
    (wanted.length > 0
      ? wanted.every(([key, value]) => deployment.podLabels[key] === value)
      : budget.name === deployment.name)
  );
}

function workloadsOf(state: ClusterState): Map<string, signals.Workload> {
  const zones = readyPodsByZone(state);
  const budgets = [...state.budgets];
  const autoscalers = new Map<string, signals.Autoscaler[]>();
  for (const autoscaler of state.autoscalers) {
    const key = `${autoscaler.namespace}/${autoscaler.target}`;
    autoscalers.set(key, [...(autoscalers.get(key) ?? []), autoscaler]);
  }
  const workloads = new Map<string, signals.Workload>();
  for (const deployment of state.deployments) {
    const { id, podLabels, ...rest } = deployment;
    const { namespace, name } = rest;
    const workload = workloads.get(id) ?? {
      deployments: [],
      autoscalers: [],
      budgets: [],
    };
    workload.deployments.push({
      ...rest,
      zones: zones.get(`${namespace}/${name}`) ?? {},
    });
    workload.autoscalers.push(
      ...(autoscalers.get(`${namespace}/Deployment/${name}`) ?? []),
    );
    for (const budget of budgets) {
      if (covers(budget, deployment)) {
        const { matchLabels, ...kept } = budget;
        workload.budgets.push(kept);
      }
    }
    workloads.set(id, workload);
  }
  return workloads;
}

/** What the state of a cluster says about its entity. */
export function toObservations(
  state: ClusterState,
  entityRef: string,
): ObservationInput[] {
  const observations: ObservationInput[] = [
    { entityRef, signal: signals.READYZ, value: state.readyz },
    { entityRef, signal: signals.NODES, value: nodesOf(state.nodes) },
    {
      entityRef,
      signal: signals.AUTOSCALERS,
      value: [...state.autoscalers].slice(0, LISTED_AUTOSCALERS),
    },
  ];
  for (const [id, workload] of workloadsOf(state)) {
    observations.push({
      entityRef,
      signal: signals.workloadSignal(id),
      value: workload,
    });
  }
  return observations;
}
