import type { Entity } from '@backstage/catalog-model';
import {
  worstOutcome,
  type Check,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';
import {
  NETWORK_POLICIES,
  NODES,
  POLICY_AGENTS,
  type NetworkPolicies,
  type Nodes,
  type PolicyAgent,
} from '../signals';
import { isUnwatched, sayRefused, viewCluster } from './collections';
import { applicationNamespaces, clusterOf, isOfType, nameOf } from './topology';

const POLICIES = 'networkpolicies.networking.k8s.io';
/** Kinds of other networks, which can isolate pods as well. */
const OTHER_POLICIES = [
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'networkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.crd.projectcalico.org',
];
const AGENTS = 'daemonsets.apps';
/** Engines of meshes, which enforce no policy of the network. */
const NO_POLICY = ['Istio ambient'];

const appliesTo = (entity: Entity, estate: EstateView): boolean =>
  isOfType(entity, 'network-policy') && clusterOf(estate, entity) !== undefined;

/** How many directions of a namespace are isolated, and by which words. */
function isolation(
  { denies, opens, namespaces }: NetworkPolicies,
  namespace: string,
): { open: string[]; opened: string[]; policies: number } {
  const here = namespaces[namespace];
  const directions = ['ingress', 'egress'] as const;
  const opened = directions.filter(
    direction => opens[direction] || here?.opens[direction],
  );
  return {
    open: directions.filter(
      direction =>
        opened.includes(direction) ||
        (!denies[direction] && !here?.denies[direction]),
    ),
    opened,
    policies: here?.policies ?? 0,
  };
}

export const defaultDeny: Check = {
  id: 'kubernetes.default-deny',
  title: 'Default deny in every application namespace',
  description:
    'In each namespace that an application of the estate runs in, a policy (of Kubernetes, Cilium or Calico) selects all pods and allows nothing, in and out; other policies name what is allowed.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'All pods of every application namespace isolated for ingress and egress (one direction open is at risk; both, or no policy at all, is breached)',
    origin: 'design 6.3',
  },
  signals: [NETWORK_POLICIES],
  remediation:
    'Apply a NetworkPolicy with an empty podSelector and policyTypes [Ingress, Egress] to the namespace, after policies that allow what is needed.',
  appliesTo,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const view = viewCluster<NetworkPolicies>(context, cluster, {
      signal: NETWORK_POLICIES,
      title: 'Network policies',
      what: `Whether pods of ${nameOf(cluster)} are isolated`,
      needed: [POLICIES],
    });
    if ('outcome' in view) {
      return view.outcome;
    }
    const { value, readings, collections } = view;
    const namespaces = applicationNamespaces(context, context.entity, cluster);
    if (namespaces.length === 0) {
      return {
        verdict: 'unknown',
        reason: `Whether the applications of ${nameOf(
          cluster,
        )} are isolated is unknown: no component says with backstage.io/kubernetes-namespace where it runs.`,
        readings,
      };
    }
    const hidden = OTHER_POLICIES.filter(
      name => collections[name] === 'refused',
    );
    return worstOutcome(
      namespaces.map((namespace): CheckOutcome => {
        const { open, opened, policies } = isolation(value, namespace);
        if (isUnwatched(context, cluster, namespace)) {
          return {
            verdict: 'unknown',
            reason: `Whether pods in ${namespace} of ${nameOf(
              cluster,
            )} are isolated is unknown: its source does not watch that namespace.`,
            readings,
          };
        }
        if (open.length === 0) {
          return {
            verdict: 'met',
            reason: `All pods in ${namespaces.join(', ')} of ${nameOf(
              cluster,
            )} are isolated, in and out.`,
            readings,
          };
        }
        // What is opened is so whatever the hidden ones say.
        const certain = hidden.length > 0 ? opened : open;
        if (certain.length === 0) {
          return {
            verdict: 'unknown',
            reason: `Whether pods in ${namespace} are isolated for ${open.join(
              ' and ',
            )} is unknown: ${sayRefused(cluster, hidden)}.`,
            readings,
          };
        }
        return {
          verdict: certain.length === 2 ? 'breached' : 'at-risk',
          reason: `Pods in namespace ${namespace} of ${nameOf(
            cluster,
          )} are not isolated for ${certain.join(
            ' and ',
          )} by default; it has ${policies} policies${
            opened.length > 0
              ? `, and one allows everything for ${opened.join(' and ')}`
              : ''
          }.`,
          readings,
        };
      }),
    );
  },
};

/** On how many nodes an agent does its work. */
export function judgeAgent(
  agent: PolicyAgent,
  nodes: Nodes,
): Omit<CheckOutcome, 'readings'> {
  const { engine, namespace, name, desired, ready, upToDate } = agent;
  const figures = `${engine} (${namespace}/${name}) is ready on ${ready} of ${nodes.total} nodes`;
  if (!upToDate) {
    return {
      verdict: 'unknown',
      reason: `Where ${engine} enforces is unknown: the controller has not seen the newest specification of ${name} yet.`,
    };
  }
  if (ready === 0) {
    return { verdict: 'breached', reason: `${figures}.` };
  }
  return {
    verdict: ready >= nodes.total && ready >= desired ? 'met' : 'at-risk',
    reason: `${figures}.`,
  };
}

export const policiesEnforced: Check = {
  id: 'kubernetes.policies-enforced',
  title: 'Network policies are enforced',
  description:
    'Policy objects alone isolate nothing: an agent that enforces them (Cilium, Calico, Antrea, kube-router, or Amazon’s VPC CNI when it is told to) runs on every node.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'An enforcing agent ready on every node (on some is at risk; on none, or no such agent, is breached)',
    origin: 'design 6.3',
  },
  signals: [POLICY_AGENTS, NODES],
  remediation:
    'kubectl get daemonsets -A: bring the agent’s pods up on the nodes that lack one. For the VPC CNI set enableNetworkPolicy.',
  appliesTo,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const what = `Whether network policies are enforced in ${nameOf(cluster)}`;
    const view = viewCluster<PolicyAgent[]>(context, cluster, {
      signal: POLICY_AGENTS,
      title: 'Policy agents',
      what,
      needed: [AGENTS],
    });
    if ('outcome' in view) {
      return view.outcome;
    }
    const nodes = viewCluster<Nodes>(context, cluster, {
      signal: NODES,
      title: 'Nodes',
      what,
      needed: [],
    });
    if ('outcome' in nodes) {
      return nodes.outcome;
    }
    const readings = [...view.readings, nodes.readings[0]];
    const agents = view.value.filter(
      ({ engine }) => !NO_POLICY.includes(engine),
    );
    if (agents.length === 0) {
      return {
        verdict: 'breached',
        reason: `${nameOf(
          cluster,
        )} has no agent that enforces network policies: they are not in force.`,
        readings,
      };
    }
    return worstOutcome(
      agents.map(agent => ({ ...judgeAgent(agent, nodes.value), readings })),
    );
  },
};
