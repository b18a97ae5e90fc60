import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  causeOf,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { NODES, type Nodes } from '../signals';
import {
  clusterOf,
  declaredZones,
  isCluster,
  isOfType,
  nameOf,
  zoneLabelOf,
} from './topology';

function readNodes(
  context: CheckContext,
): { nodes: Nodes; reading: Reading } | { outcome: CheckOutcome } {
  const cluster = clusterOf(context, context.entity)!;
  const reading = context.read(NODES, 'Nodes', refOf(cluster));
  return reading.state === 'fresh'
    ? { nodes: reading.evidence.value as Nodes, reading }
    : {
        outcome: {
          verdict: 'unknown',
          reason: `The nodes of ${nameOf(cluster)} are unknown: ${causeOf(
            reading,
            context.now,
          )}.`,
          readings: [reading],
        },
      };
}

export const nodesReady: Check = {
  id: 'kubernetes.nodes-ready',
  title: 'Nodes ready in every zone',
  description:
    'All nodes are ready and schedulable, and every zone that the cluster is declared to span has at least one.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'All nodes ready, every declared zone with a ready node (one left of several is breached)',
    origin: 'design 3.3, 4.1; spec.resilience.zones',
  },
  signals: [NODES],
  remediation:
    'kubectl describe the node: kubelet, network, disk or memory pressure. See that the node group can start nodes in the zone.',
  appliesTo: (entity, estate) =>
    isCluster(entity) ||
    (isOfType(entity, 'node-group') && clusterOf(estate, entity) !== undefined),
  evaluate(context): CheckOutcome {
    const view = readNodes(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { nodes, reading } = view;
    const readings = [reading];
    const cluster = clusterOf(context, context.entity)!;
    const name = nameOf(cluster);
    const wanted = declaredZones(context, cluster);
    const zones = Object.entries(nodes.zones)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([zone, { ready, total }]) => `${zone} ${ready}/${total}`)
      .join(', ');
    const figures = `${nodes.ready} of ${
      nodes.total
    } nodes of ${name} are ready${zones ? ` (${zones})` : ''}`;
    if (nodes.ready === 0) {
      return { verdict: 'breached', reason: `${figures}.`, readings };
    }
    if (nodes.withoutZone > 0) {
      return {
        verdict: 'unknown',
        reason: `In which zones the nodes of ${name} stand is unknown: ${nodes.withoutZone} of them lack the label topology.kubernetes.io/zone.`,
        readings,
      };
    }
    const empty = wanted.filter(zone => !(nodes.zones[zone]?.ready > 0));
    if (empty.length > 0) {
      const left = wanted.length - empty.length;
      return {
        verdict: left <= 1 ? 'breached' : 'at-risk',
        reason: `${figures}: no ready node in ${empty.join(
          ', ',
        )}, so ${left} of ${wanted.length} zones are left.`,
        readings,
      };
    }
    return {
      verdict: nodes.ready < nodes.total ? 'at-risk' : 'met',
      reason: `${figures}${
        nodes.notReady.length > 0
          ? `; not ready: ${nodes.notReady.join(', ')}`
          : ''
      }.`,
      readings,
    };
  },
};

export const zoneNodes: Check = {
  id: 'kubernetes.zone-nodes',
  title: 'Zone has ready nodes',
  description:
    'The worker nodes that the cluster of the site has in this zone are ready.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'All worker nodes of the zone ready (some is at risk, none is breached)',
    origin: 'design 4.1',
  },
  signals: [NODES],
  remediation:
    'If the zone itself is lost, wait for the provider and see that the other zones carry the load; else mend its nodes.',
  appliesTo: (entity, estate) =>
    isOfType(entity, 'zone') && clusterOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const view = readNodes(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { nodes, reading } = view;
    const readings = [reading];
    const label = zoneLabelOf(context.entity);
    const { total = 0, ready = 0 } = nodes.zones[label] ?? {};
    const reason = `${ready} of ${total} worker nodes in ${label} are ready.`;
    if (total === 0 && nodes.withoutZone > 0) {
      return {
        verdict: 'unknown',
        reason: `Which nodes stand in ${label} is unknown: ${nodes.withoutZone} nodes lack the label topology.kubernetes.io/zone.`,
        readings,
      };
    }
    if (ready === 0) {
      return { verdict: 'breached', reason, readings };
    }
    return { verdict: ready < total ? 'at-risk' : 'met', reason, readings };
  },
};
