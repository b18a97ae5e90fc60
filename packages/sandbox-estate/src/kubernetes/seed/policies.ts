import type { SiteName } from '../../model';
import { isCilium } from './network';

const NAMESPACE = 'mis';

function policy(name: string, spec: object) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: NAMESPACE },
    spec,
  };
}

const app = (name: string) => ({
  matchLabels: { 'app.kubernetes.io/name': name },
});

const WEB = {
  matchExpressions: [
    {
      key: 'app.kubernetes.io/name',
      operator: 'In',
      values: ['react-spa', 'fastapi-backend'],
    },
  ],
};

const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/**
 * Users' requests come from the ingress controller alone. Where Cilium is the
 * network its policy also demands that the controller authenticates.
 */
function allowIngress(site: SiteName) {
  return isCilium(site)
    ? {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { name: 'allow-ingress-to-web', namespace: NAMESPACE },
        spec: {
          endpointSelector: WEB,
          ingress: [
            {
              fromEndpoints: [
                {
                  matchLabels: {
                    'k8s:io.kubernetes.pod.namespace': 'ingress-nginx',
                  },
                },
              ],
              authentication: { mode: 'required' },
            },
          ],
        },
      }
    : policy('allow-ingress-to-web', {
        podSelector: WEB,
        policyTypes: ['Ingress'],
        ingress: [{ from: [namespace('ingress-nginx')] }],
      });
}

export const DEFAULT_DENY = 'default-deny';

/** Nothing is allowed but what is named (design 6.3). */
export function policies(site: SiteName): any[] {
  return [
    policy(DEFAULT_DENY, {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    }),
    policy('allow-dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [namespace('kube-system')],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    }),
    allowIngress(site),
    policy('allow-backend-to-data', {
      podSelector: app('fastapi-backend'),
      policyTypes: ['Egress'],
      egress: [
        {
          to: ['10.0.2.0/24', '10.1.2.0/24', '10.2.2.0/24'].map(cidr => ({
            ipBlock: { cidr },
          })),
          ports: [
            { protocol: 'TCP', port: 5432 },
            { protocol: 'TCP', port: 6379 },
          ],
        },
      ],
    }),
  ];
}
