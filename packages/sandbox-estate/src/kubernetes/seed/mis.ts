import type { SiteName } from '../../model';
import { SITES } from './sites';
import {
  autoscaler,
  budget,
  deployment,
  misWorkloads,
  service,
  serviceAccount,
} from './workloads';

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

const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/** Nothing is allowed but what is named (design 6.3). */
function policies() {
  return [
    policy('default-deny', {
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
    policy('allow-ingress-to-web', {
      podSelector: {
        matchExpressions: [
          {
            key: 'app.kubernetes.io/name',
            operator: 'In',
            values: ['react-spa', 'fastapi-backend'],
          },
        ],
      },
      policyTypes: ['Ingress'],
      ingress: [{ from: [namespace('ingress-nginx')] }],
    }),
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

function ingress(site: SiteName) {
  const { loadBalancer } = SITES[site];
  const backend = (name: string) => ({
    service: { name, port: { name: 'http' } },
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'mis',
      namespace: NAMESPACE,
      labels: {
        'app.kubernetes.io/part-of': 'mis',
        'backstage.io/kubernetes-id': 'react-spa',
      },
    },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'mis.example.org',
          http: {
            paths: [
              {
                path: '/api',
                pathType: 'Prefix',
                backend: backend('fastapi-backend'),
              },
              { path: '/', pathType: 'Prefix', backend: backend('react-spa') },
            ],
          },
        },
      ],
    },
    status: { loadBalancer: { ingress: [loadBalancer] } },
  };
}

function limits() {
  return [
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'defaults', namespace: NAMESPACE },
      spec: {
        limits: [
          {
            type: 'Container',
            default: { cpu: '500m', memory: '512Mi' },
            defaultRequest: { cpu: '100m', memory: '128Mi' },
          },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'fastapi-backend',
        namespace: NAMESPACE,
        labels: { 'backstage.io/kubernetes-id': 'fastapi-backend' },
      },
      data: { LOG_LEVEL: 'info', SESSION_STORE: 'redis' },
    },
  ];
}

/** The namespace of the MIS and all in it. */
export function seedMis(site: SiteName): any[] {
  const { webReplicas } = SITES[site];
  const workloads = misWorkloads(site);
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: NAMESPACE,
        labels: { 'app.kubernetes.io/part-of': 'mis' },
      },
    },
    ...limits(),
    ...policies(),
    ...workloads.flatMap(workload => {
      const web = workload.name !== 'external-sinks';
      return [
        serviceAccount(workload),
        deployment(workload),
        service(workload),
        // A share that also lets one of two standby pods go; a minimum would not.
        budget(workload, web ? { maxUnavailable: '25%' } : { minAvailable: 1 }),
        web
          ? autoscaler(workload, webReplicas.min, webReplicas.max)
          : autoscaler(workload, workload.replicas, 4),
      ];
    }),
    ingress(site),
  ];
}
