import type { SiteName } from '../../model';
import { daemon } from './daemons';
import { definition, textColumn } from './definitions';
import { SITES } from './sites';

/** The DaemonSet that enforces network policies at a site. */
export const CNI: Record<SiteName, string> = {
  'on-prem': 'cilium',
  'aws-primary': 'aws-node',
  'aws-dr': 'aws-node',
};

/** Label that puts a namespace into Istio's ambient mesh. */
export const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };

export const isCilium = (site: SiteName): boolean => CNI[site] === 'cilium';

function cilium(site: SiteName): any[] {
  const kinds = [
    {
      kind: 'CiliumNetworkPolicy',
      plural: 'ciliumnetworkpolicies',
      short: 'cnp',
    },
    {
      kind: 'CiliumClusterwideNetworkPolicy',
      plural: 'ciliumclusterwidenetworkpolicies',
      short: 'ccnp',
    },
  ];
  return [
    ...kinds.map(({ kind, plural, short }, index) =>
      definition({
        group: 'cilium.io',
        version: 'v2',
        kind,
        plural,
        shortNames: [short],
        clusterScoped: index > 0,
      }),
    ),
    daemon(CNI[site], `${SITES[site].registry}/cilium/cilium:v1.16.7`),
  ];
}

/** Amazon's network with its policy agent, and Istio without sidecars over it. */
function amazon(site: SiteName): any[] {
  const { registry } = SITES[site];
  return [
    daemon(CNI[site], `${registry}/eks/aws-network-policy-agent:v1.2.1`, {
      args: ['--enable-network-policy=true'],
    }),
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'istio-system' },
    },
    definition({
      group: 'security.istio.io',
      version: 'v1',
      kind: 'PeerAuthentication',
      plural: 'peerauthentications',
      shortNames: ['pa'],
      columns: [textColumn('Mode', '.spec.mtls.mode')],
    }),
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace: 'istio-system' },
      spec: { mtls: { mode: 'STRICT' } },
    },
    daemon('ztunnel', `${registry}/istio/ztunnel:1.26.2`, {
      namespace: 'istio-system',
    }),
  ];
}

/** What carries traffic between pods at a site, and says who may call whom. */
export const network = (site: SiteName): any[] =>
  isCilium(site) ? cilium(site) : amazon(site);
