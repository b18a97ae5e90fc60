import type { NetworkPolicies } from '../../signals';
import type { ClusterItems } from '../collections';

/** Policies of all kinds together: what isolates, isolates, whoever says it. */
export function networkPoliciesOf(items: ClusterItems): NetworkPolicies {
  const summary: NetworkPolicies = {
    clusterWide: 0,
    denies: { ingress: false, egress: false },
    opens: { ingress: false, egress: false },
    namespaces: {},
  };
  const all = [
    items.networkPolicies,
    items.ciliumPolicies,
    items.ciliumClusterPolicies,
    items.calicoPolicies,
    items.calicoGlobalPolicies,
  ].flat();
  for (const policy of all) {
    const { namespace, denies, opens } = policy;
    if (!namespace) {
      summary.clusterWide += 1;
      summary.denies.ingress ||= denies.ingress;
      summary.denies.egress ||= denies.egress;
      summary.opens.ingress ||= opens.ingress;
      summary.opens.egress ||= opens.egress;
      continue;
    }
    const here = (summary.namespaces[namespace] ??= {
      policies: 0,
      denies: { ingress: false, egress: false },
      opens: { ingress: false, egress: false },
      ingressRules: 0,
      authenticatedIngressRules: 0,
    });
    here.policies += 1;
    here.denies.ingress ||= denies.ingress;
    here.denies.egress ||= denies.egress;
    here.opens.ingress ||= opens.ingress;
    here.opens.egress ||= opens.egress;
    here.ingressRules += policy.ingressRules;
    here.authenticatedIngressRules += policy.authenticatedIngressRules;
  }
  return summary;
}
