import * as signals from '../../signals';
import type { NodeState } from '../projections/workloads';

const LISTED_NODES = 20;

function count(counts: signals.Count, ready: boolean): void {
  counts.total += 1;
  counts.ready += ready ? 1 : 0;
}

/** Counts of nodes: all, control plane, workers by zone. */
export function nodesOf(nodes: Iterable<NodeState>): signals.Nodes {
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
