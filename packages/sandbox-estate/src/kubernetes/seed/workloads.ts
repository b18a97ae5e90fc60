import type { SiteName } from '../../model';
import { SITES } from './sites';

/** Releases that the estate runs; all sites the same. */
export const RELEASES = {
  'react-spa': '3.18.2',
  'fastapi-backend': '2.41.0',
  'external-sinks': '1.9.4',
};

export interface Workload {
  name: string;
  namespace: string;
  /** Value of the label by which Backstage finds it. */
  kubernetesId: string;
  image: string;
  port: number;
  health: string;
  replicas: number;
  cpu: string;
  memory: string;
  serviceAccount?: string;
  part?: string;
}

export function labelsOf({ name, kubernetesId, part }: Workload) {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': part ?? 'mis',
    'backstage.io/kubernetes-id': kubernetesId,
  };
}

const selectorOf = ({ name }: Workload) => ({
  matchLabels: { 'app.kubernetes.io/name': name },
});

export function deployment(workload: Workload) {
  const { name, namespace, image, port, health } = workload;
  const labels = labelsOf(workload);
  const resources = {
    requests: { cpu: workload.cpu, memory: workload.memory },
    limits: { cpu: workload.cpu, memory: workload.memory },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: workload.replicas,
      // Sooner than after the usual ten minutes a release is told to be stuck.
      progressDeadlineSeconds: 60,
      selector: selectorOf(workload),
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: workload.serviceAccount ?? name,
          containers: [
            {
              name,
              image,
              ports: [{ name: 'http', containerPort: port }],
              resources,
              readinessProbe: { httpGet: { path: health, port: 'http' } },
              livenessProbe: { httpGet: { path: health, port: 'http' } },
            },
          ],
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: selectorOf(workload),
            },
          ],
        },
      },
    },
  };
}

export function service(workload: Workload, type = 'ClusterIP') {
  const { name, namespace } = workload;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: labelsOf(workload) },
    spec: {
      type,
      selector: selectorOf(workload).matchLabels,
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    },
  };
}

/** @param roleArn - the role of AWS that its pods may take */
export function serviceAccount(workload: Workload, roleArn?: string) {
  const { name, namespace } = workload;
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name,
      namespace,
      labels: labelsOf(workload),
      ...(roleArn && {
        annotations: { 'eks.amazonaws.com/role-arn': roleArn },
      }),
    },
  };
}

export function budget(
  workload: Workload,
  allowance: { minAvailable: number } | { maxUnavailable: string },
) {
  const { name, namespace } = workload;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels: labelsOf(workload) },
    spec: { ...allowance, selector: selectorOf(workload) },
  };
}

export function autoscaler(workload: Workload, min: number, max: number) {
  const { name, namespace } = workload;
  const utilization = (resource: string, averageUtilization: number) => ({
    type: 'Resource',
    resource: {
      name: resource,
      target: { type: 'Utilization', averageUtilization },
    },
  });
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace, labels: labelsOf(workload) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      // On CPU and memory, as the design says (4.3).
      metrics: [utilization('cpu', 70), utilization('memory', 80)],
    },
  };
}

/** The workloads of the MIS at a site (design 2.1, 9.1). */
export function misWorkloads(site: SiteName): Workload[] {
  const { registry, webReplicas, sinkReplicas } = SITES[site];
  const make = (
    name: keyof typeof RELEASES,
    rest: Pick<Workload, 'port' | 'health' | 'replicas' | 'cpu' | 'memory'>,
  ): Workload => ({
    name,
    namespace: 'mis',
    kubernetesId: name,
    image: `${registry}/mis/${name}:${RELEASES[name]}`,
    ...rest,
  });
  const web = { replicas: webReplicas.min, cpu: '2', memory: '4Gi' };
  return [
    make('react-spa', { ...web, port: 8080, health: '/' }),
    make('fastapi-backend', { ...web, port: 8000, health: '/healthz' }),
    ...(sinkReplicas > 0
      ? [
          make('external-sinks', {
            replicas: sinkReplicas,
            port: 8000,
            health: '/healthz',
            cpu: '500m',
            memory: '1Gi',
          }),
        ]
      : []),
  ];
}
