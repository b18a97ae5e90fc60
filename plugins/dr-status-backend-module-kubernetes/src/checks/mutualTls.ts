import {
  unknownOutcome,
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  MESHES,
  NETWORK_POLICIES,
  NODES,
  POLICY_AGENTS,
  type Meshes,
  type NetworkPolicies,
  type Nodes,
  type PolicyAgent,
} from '../signals';
import { viewCluster } from './collections';
import { judgeAgent } from './networkPolicies';
import { applicationNamespaces, clusterOf, isOfType, nameOf } from './topology';

const ISTIO = 'peerauthentications.security.istio.io';
const CILIUM = 'ciliumnetworkpolicies.cilium.io';
const LINKERD = 'meshtlsauthentications.policy.linkerd.io';
const AMBIENT_ENGINE = 'Istio ambient';
/** A PeerAuthentication here is for the whole mesh. */
const ISTIO_ROOT = 'istio-system';

type Finding = Omit<CheckOutcome, 'readings'>;

/** What Istio asks of who calls a pod of a namespace. */
function istioMode(meshes: Meshes, namespace: string): string {
  const own = meshes.peerAuthentication[namespace];
  return own && own !== 'UNSET'
    ? own
    : meshes.peerAuthentication[ISTIO_ROOT] ?? 'UNSET';
}

function judgeIstio(
  meshes: Meshes,
  namespace: string,
  sidecars: boolean,
): Finding {
  const mode = istioMode(meshes, namespace);
  if (mode !== 'STRICT') {
    return {
      verdict: 'at-risk',
      reason: `Istio takes callers of ${namespace} that do not authenticate: its mode there is ${
        mode === 'UNSET' ? 'PERMISSIVE, as nothing else is said' : mode
      }.`,
    };
  }
  const exceptions = meshes.exceptions[namespace];
  if (exceptions) {
    return {
      verdict: 'at-risk',
      reason: `Istio asks mutual TLS of callers of ${namespace}, with ${exceptions} exceptions.`,
    };
  }
  const { total, meshed } = meshes.pods[namespace] ?? { total: 0, meshed: 0 };
  if (sidecars && meshed < total) {
    return {
      verdict: 'at-risk',
      reason: `${
        total - meshed
      } of ${total} pods of ${namespace} have no proxy of the mesh: nobody asks their callers for mutual TLS.`,
    };
  }
  return {
    verdict: 'met',
    reason: `Istio takes only callers of ${namespace} with mutual TLS (STRICT, ${
      sidecars ? `${meshed} pods with a proxy` : 'ambient'
    }).`,
  };
}

function judgeCilium(policies: NetworkPolicies, namespace: string): Finding {
  const {
    ingressRules = 0,
    authenticatedIngressRules = 0,
    denies,
  } = policies.namespaces[namespace] ?? {};
  // A pod that no policy selects takes everybody.
  if (!denies?.ingress && !policies.denies.ingress) {
    return {
      verdict: 'at-risk',
      reason: `${authenticatedIngressRules} of ${ingressRules} rules that let callers into ${namespace} demand mutual authentication (Cilium), and pods that no policy selects take callers without: nothing isolates all of them.`,
    };
  }
  const open = ingressRules - authenticatedIngressRules;
  return open > 0
    ? {
        verdict: 'at-risk',
        reason: `${open} of ${ingressRules} rules that let callers into ${namespace} do not demand that they authenticate.`,
      }
    : {
        verdict: 'met',
        reason: `${authenticatedIngressRules} of ${ingressRules} rules that let callers into ${namespace} demand mutual authentication (Cilium).`,
      };
}

function judgeLinkerd(meshes: Meshes, namespace: string): Finding {
  const { total, meshed } = meshes.pods[namespace] ?? { total: 0, meshed: 0 };
  if (!meshes.namespaces[namespace]?.linkerdAuthenticates) {
    return {
      verdict: 'at-risk',
      reason: `Linkerd takes callers of ${namespace} that do not authenticate: its default-inbound-policy does not ask for it.`,
    };
  }
  return {
    verdict: meshed < total ? 'at-risk' : 'met',
    reason: `${meshed} of ${total} pods of ${namespace} have Linkerd’s proxy, which takes authenticated callers only.`,
  };
}

/** What is in force for one namespace; undefined when nothing is. */
function judgeNamespace(
  context: CheckContext,
  cluster: Entity,
  namespace: string,
  meshes: Meshes,
  policies: NetworkPolicies | undefined,
): CheckOutcome | undefined {
  const mesh = meshes.namespaces[namespace]?.mesh;
  if (mesh === 'istio-sidecar') {
    return { ...judgeIstio(meshes, namespace, true), readings: [] };
  }
  if (mesh === 'linkerd') {
    return { ...judgeLinkerd(meshes, namespace), readings: [] };
  }
  if (mesh === 'istio-ambient') {
    const view = viewCluster<PolicyAgent[]>(context, cluster, {
      signal: POLICY_AGENTS,
      title: 'Agents on nodes',
      what: `Whether the mesh of ${nameOf(cluster)} carries its traffic`,
      needed: ['daemonsets.apps'],
    });
    if ('outcome' in view) {
      return view.outcome;
    }
    const agent = view.value.find(({ engine }) => engine === AMBIENT_ENGINE);
    const nodes = context.read(NODES, 'Nodes', refOf(cluster));
    const readings = [...view.readings, nodes];
    if (!agent || nodes.state !== 'fresh') {
      return {
        verdict: agent ? 'unknown' : 'breached',
        reason: agent
          ? `On how many nodes of ${nameOf(cluster)} the mesh runs is unknown.`
          : `Namespace ${namespace} is in Istio’s ambient mesh, and no ztunnel runs in ${nameOf(
              cluster,
            )}.`,
        readings,
      };
    }
    return worstOutcome([
      { ...judgeIstio(meshes, namespace, false), readings },
      { ...judgeAgent(agent, nodes.evidence.value as Nodes), readings },
    ]);
  }
  return policies?.namespaces[namespace]?.authenticatedIngressRules
    ? { ...judgeCilium(policies, namespace), readings: [] }
    : undefined;
}

export const mutualTls: Check = {
  id: 'kubernetes.mutual-tls',
  title: 'Callers are authenticated between workloads',
  description:
    'What the cluster really enforces in each application namespace: Istio’s PeerAuthentication STRICT with a proxy or ambient node agent for every pod, Cilium policies that demand mutual authentication, or Linkerd with an authenticating inbound policy. That certificates exist proves nothing.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Mutual authentication demanded in every application namespace (demanded of some callers only is at risk)',
    origin: 'design 6.3',
  },
  signals: [MESHES, NETWORK_POLICIES, POLICY_AGENTS],
  remediation:
    'Istio: a PeerAuthentication with mtls.mode STRICT in istio-system, and every application namespace in the mesh. Cilium: authentication.mode required in each rule for ingress. Linkerd: default-inbound-policy all-authenticated.',
  appliesTo: (entity, estate) =>
    isOfType(entity, 'mutual-tls') && clusterOf(estate, entity) !== undefined,
  evaluate(context): CheckOutcome {
    const cluster = clusterOf(context, context.entity)!;
    const what = `Whether callers authenticate between workloads of ${nameOf(
      cluster,
    )}`;
    const view = viewCluster<Meshes>(context, cluster, {
      signal: MESHES,
      title: 'Meshes',
      what,
      needed: ['namespaces'],
    });
    if ('outcome' in view) {
      return view.outcome;
    }
    const { value: meshes, readings, collections } = view;
    const kinds = [ISTIO, CILIUM, LINKERD];
    const installed = kinds.filter(kind => collections[kind] === 'listed');
    const refused = kinds.filter(kind => collections[kind] === 'refused');
    if (refused.length > 0) {
      return {
        verdict: 'unknown',
        reason: `${what} is unknown: the portal may not read ${refused.join(
          ' and ',
        )}; grant its ClusterRole get, list and watch.`,
        readings,
      };
    }
    if (installed.length === 0) {
      return {
        verdict: 'unknown',
        reason: `${what} is unknown: there is no mesh that could be asked (Istio, Cilium or Linkerd), and the cluster shows nothing else of it.`,
        readings,
      };
    }
    const namespaces = applicationNamespaces(context, context.entity, cluster);
    if (namespaces.length === 0) {
      return {
        verdict: 'unknown',
        reason: `${what} is unknown: no component says with backstage.io/kubernetes-namespace where it runs.`,
        readings,
      };
    }
    const policiesReading = context.read(
      NETWORK_POLICIES,
      'Network policies',
      refOf(cluster),
    );
    const policies =
      policiesReading.state === 'fresh'
        ? (policiesReading.evidence.value as NetworkPolicies)
        : undefined;
    const all = policies ? [...readings, policiesReading] : readings;
    return worstOutcome(
      namespaces.map((namespace): CheckOutcome => {
        const mesh = meshes.namespaces[namespace]?.mesh ?? '';
        if (mesh.startsWith('istio-') && collections[ISTIO] !== 'listed') {
          return {
            verdict: 'unknown',
            reason: `${what} is unknown: ${namespace} is in Istio, and the cluster has no ${ISTIO} (v1) that says what it asks.`,
            readings,
          };
        }
        const outcome = judgeNamespace(
          context,
          cluster,
          namespace,
          meshes,
          policies,
        );
        if (!outcome && !policies) {
          return unknownOutcome(what, context.now, [policiesReading]);
        }
        return outcome
          ? { ...outcome, readings: [...all, ...outcome.readings] }
          : {
              verdict: 'breached',
              reason: `Nothing asks callers of ${namespace} in ${nameOf(
                cluster,
              )} to authenticate, although ${installed.join(
                ' and ',
              )} could be used.`,
              readings: all,
            };
      }),
    );
  },
};
