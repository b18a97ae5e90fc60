import type { SiteName } from '../../model';
import { AMBIENT, isCilium } from './network';
import { SITES } from './sites';
import { labelsOf } from './workloads';

export const RELEASE_NAMESPACE = 'mis-release';
export const ROLLOUT = 'release-notes';

/** The release that runs, and the one that was there when it came. */
const [FORMER, RELEASE] = ['1.6.0', '1.7.0'];

/**
 * The page with the notes of each release: small, and released as everything
 * should be (design 7.2), blue beside green with a smoke test between them.
 */
export function blueGreen(site: SiteName): any[] {
  const { registry, ingressReplicas } = SITES[site];
  const workload = {
    name: ROLLOUT,
    namespace: RELEASE_NAMESPACE,
    kubernetesId: ROLLOUT,
    image: `${registry}/mis/${ROLLOUT}:${RELEASE}`,
    port: 8080,
    health: '/healthz',
    replicas: ingressReplicas,
    cpu: '50m',
    memory: '64Mi',
  };
  const labels = labelsOf(workload);
  const selector = { 'app.kubernetes.io/name': ROLLOUT };
  const service = (role: 'active' | 'preview') => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `${ROLLOUT}-${role}`,
      namespace: RELEASE_NAMESPACE,
      labels,
    },
    spec: {
      type: 'ClusterIP',
      selector,
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    },
  });
  const resources = { cpu: workload.cpu, memory: workload.memory };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: RELEASE_NAMESPACE,
        ...(!isCilium(site) && { labels: AMBIENT }),
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace: RELEASE_NAMESPACE },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    service('active'),
    service('preview'),
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: ROLLOUT, namespace: RELEASE_NAMESPACE, labels },
      spec: {
        replicas: workload.replicas,
        progressDeadlineSeconds: 60,
        selector: { matchLabels: selector },
        strategy: {
          blueGreen: {
            activeService: `${ROLLOUT}-active`,
            previewService: `${ROLLOUT}-preview`,
            autoPromotionEnabled: true,
            prePromotionAnalysis: { templates: [{ templateName: 'smoke' }] },
          },
        },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: ROLLOUT,
                image: workload.image,
                ports: [{ name: 'http', containerPort: workload.port }],
                resources: { requests: resources, limits: resources },
              },
            ],
          },
        },
      },
    },
  ];
}

/** The release before, from which a new cluster goes on to the one that it is seeded with. */
export function formerRelease(rollout: any): any {
  const former = structuredClone(rollout);
  for (const container of former.spec.template.spec.containers) {
    container.image = container.image.replace(`:${RELEASE}`, `:${FORMER}`);
  }
  return former;
}
