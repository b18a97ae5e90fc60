import type { SiteName } from '../../model';
import { access } from './access';
import { daemon } from './daemons';
import { AMBIENT, isCilium, network } from './network';
import { SITES } from './sites';
import {
  Workload,
  budget,
  deployment,
  service,
  serviceAccount,
} from './workloads';

function namespace(name: string, labels?: Record<string, string>) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(labels && { labels }) },
  };
}

function ingressController(site: SiteName): any[] {
  const { registry, ingressReplicas, loadBalancer } = SITES[site];
  const workload: Workload = {
    name: 'ingress-nginx-controller',
    namespace: 'ingress-nginx',
    kubernetesId: 'nginx-ingress',
    part: 'ingress-nginx',
    image: `${registry}/ingress-nginx/controller:v1.12.1`,
    port: 80,
    health: '/healthz',
    replicas: ingressReplicas,
    cpu: '200m',
    memory: '256Mi',
  };
  return [
    // What calls the workloads must be in their mesh.
    namespace('ingress-nginx', isCilium(site) ? undefined : AMBIENT),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    },
    serviceAccount(workload),
    deployment(workload),
    {
      ...service(workload, 'LoadBalancer'),
      status: { loadBalancer: { ingress: [loadBalancer] } },
    },
    budget(workload, { minAvailable: 1 }),
  ];
}

function coreDns(site: SiteName): any[] {
  const { registry } = SITES[site];
  const workload: Workload = {
    name: 'coredns',
    namespace: 'kube-system',
    kubernetesId: 'coredns',
    part: 'kube-system',
    image: `${registry}/coredns/coredns:v1.11.3`,
    port: 8080,
    health: '/health',
    replicas: 2,
    cpu: '100m',
    memory: '170Mi',
  };
  return [
    serviceAccount(workload),
    deployment(workload),
    service(workload),
    budget(workload, { minAvailable: 1 }),
  ];
}

/** What a cluster has before anybody deploys to it. */
export function seedSystem(site: SiteName): any[] {
  const { registry } = SITES[site];
  return [
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(name =>
      namespace(name),
    ),
    ...access(),
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: 'standard',
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: site === 'on-prem' ? 'csi.san.internal' : 'ebs.csi.aws.com',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: { ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
    },
    ...network(site),
    daemon('kube-proxy', `${registry}/kube-proxy:v1.32.4`),
    ...coreDns(site),
    ...ingressController(site),
  ];
}
