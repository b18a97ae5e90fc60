import * as signals from '../../signals';
import type { ClusterItems } from '../collections';
import type { KeptBudget, KeptDeployment } from '../projections/workloads';

function readyPodsByZone({
  nodes,
  pods,
}: ClusterItems): Map<string, Record<string, number>> {
  const zoneOfNode = new Map<string, string>();
  for (const node of nodes) {
    zoneOfNode.set(node.name, node.zone);
  }
  const zones = new Map<string, Record<string, number>>();
  for (const { namespace, workload, node, ready } of pods) {
    if (!ready || !workload) {
      continue;
    }
    const key = `${namespace}/${workload}`;
    const counts = zones.get(key) ?? {};
    const zone = zoneOfNode.get(node) ?? '';
    counts[zone] = (counts[zone] ?? 0) + 1;
    zones.set(key, counts);
  }
  return zones;
}

/** Within one namespace. */
function covers(budget: KeptBudget, deployment: KeptDeployment): boolean {
  const wanted = Object.entries(budget.matchLabels);
  return wanted.length > 0
    ? wanted.every(([key, value]) => deployment.podLabels[key] === value)
    : budget.name === deployment.name;
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) {
      group.push(item);
    } else {
      groups.set(key, [item]);
    }
  }
  return groups;
}

/** Deployments and Rollouts by id, with what scales and protects them. */
export function workloadsOf(
  items: ClusterItems,
): Map<string, signals.Workload> {
  const zones = readyPodsByZone(items);
  const autoscalers = groupBy(
    items.autoscalers,
    ({ namespace, target }) => `${namespace}/${target}`,
  );
  const budgets = groupBy(items.budgets, ({ namespace }) => namespace);
  const workloads = new Map<string, signals.Workload>();
  const add = (kind: 'Deployment' | 'Rollout', deployment: KeptDeployment) => {
    const { namespace, name, id } = deployment;
    const workload = workloads.get(id) ?? {
      deployments: [],
      autoscalers: [],
      budgets: [],
    };
    workload.deployments.push({
      namespace,
      name,
      desired: deployment.desired,
      available: deployment.available,
      ready: deployment.ready,
      updated: deployment.updated,
      upToDate: deployment.upToDate,
      deadlineExceeded: deployment.deadlineExceeded,
      images: deployment.images,
      zones: zones.get(`${namespace}/${name}`) ?? {},
    });
    workload.autoscalers.push(
      ...(autoscalers.get(`${namespace}/${kind}/${name}`) ?? []),
    );
    for (const budget of budgets.get(namespace) ?? []) {
      if (covers(budget, deployment)) {
        const { matchLabels, ...kept } = budget;
        workload.budgets.push(kept);
      }
    }
    workloads.set(id, workload);
  };
  items.deployments.forEach(each => add('Deployment', each));
  items.rollouts.forEach(each => add('Rollout', each));
  return workloads;
}
