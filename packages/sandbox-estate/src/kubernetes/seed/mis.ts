import { ACCOUNT_ID } from '../../aws/account';
import type { SiteName } from '../../model';
import { AMBIENT, isCilium } from './network';
import { policies } from './policies';
import { SITES } from './sites';
import {
  Workload,
  autoscaler,
  budget,
  deployment,
  misWorkloads,
  service,
  serviceAccount,
} from './workloads';

const NAMESPACE = 'mis';

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

/** The role of AWS that a workload takes there, by its service account. */
function roleOf(site: SiteName, { name }: Workload): string | undefined {
  return site !== 'on-prem' && name !== 'react-spa'
    ? `arn:aws:iam::${ACCOUNT_ID}:role/mis-${name}`
    : undefined;
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
        labels: {
          'app.kubernetes.io/part-of': 'mis',
          ...(!isCilium(site) && AMBIENT),
        },
      },
    },
    ...limits(),
    ...policies(site),
    ...workloads.flatMap(workload => {
      const web = workload.name !== 'external-sinks';
      return [
        serviceAccount(workload, roleOf(site, workload)),
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
