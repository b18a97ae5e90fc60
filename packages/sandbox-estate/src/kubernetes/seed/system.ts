import type { SiteName } from '../../model';
import { SITES } from './sites';
import {
  Workload,
  budget,
  deployment,
  service,
  serviceAccount,
} from './workloads';

/** Who may read for the portal: exactly what its collectors ask for. */
export const PORTAL_USER = 'twinshore-portal';

function namespace(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function daemon(name: string, image: string, namespaceName = 'kube-system') {
  const labels = { 'k8s-app': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: namespaceName, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name,
              image,
              resources: { requests: { cpu: '25m', memory: '64Mi' } },
            },
          ],
        },
      },
    },
  };
}

const clusterRole = (name: string, rules: object[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});

const clusterBinding = (role: string, subject: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: role },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name: role,
  },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', ...subject }],
});

/** Reads everything but secrets, and may ask what it is allowed. */
function access() {
  const read = ['get', 'list', 'watch'];
  const everythingOf = (apiGroups: string[]) => ({
    apiGroups,
    resources: ['*'],
    verbs: read,
  });
  return [
    clusterRole('cluster-admin', [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ]),
    clusterBinding('cluster-admin', { kind: 'Group', name: 'system:masters' }),
    clusterRole('twinshore-reader', [
      {
        apiGroups: [''],
        resources: [
          'configmaps',
          'endpoints',
          'events',
          'limitranges',
          'namespaces',
          'nodes',
          'persistentvolumeclaims',
          'persistentvolumes',
          'pods',
          'pods/log',
          'resourcequotas',
          'serviceaccounts',
          'services',
        ],
        verbs: read,
      },
      everythingOf([
        'apps',
        'argoproj.io',
        'autoscaling',
        'batch',
        'discovery.k8s.io',
        'metrics.k8s.io',
        'networking.k8s.io',
        'policy',
        'rbac.authorization.k8s.io',
      ]),
      { nonResourceURLs: ['/livez', '/readyz', '/version'], verbs: ['get'] },
    ]),
    clusterBinding('twinshore-reader', { kind: 'User', name: PORTAL_USER }),
  ];
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
    namespace('ingress-nginx'),
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
  const cni =
    site === 'on-prem'
      ? daemon('cilium', `${registry}/cilium/cilium:v1.16.7`)
      : daemon('aws-node', `${registry}/eks/aws-network-policy-agent:v1.2.1`);
  return [
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(
      namespace,
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
    cni,
    daemon('kube-proxy', `${registry}/kube-proxy:v1.32.4`),
    ...coreDns(site),
    ...ingressController(site),
  ];
}
