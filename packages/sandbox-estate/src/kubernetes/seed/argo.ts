import type { SiteName } from '../../model';
import { timestamp } from '../store/objects';
import { misWorkloads } from './workloads';

/** The Git revision that all three clusters are at. */
const REVISION = '7c1f0d8b52a94c1f3f0a6f1f4b0d3c9be1d2a6e4';
const REPOSITORY = 'https://git.mis.internal/mis/deployments.git';

function crd(
  kind: string,
  plural: string,
  shortNames: string[],
  columns: object[],
  subresources: object = {},
) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.argoproj.io` },
    spec: {
      group: 'argoproj.io',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames,
      },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
          subresources,
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}

const text = (name: string, jsonPath: string) => ({
  name,
  type: 'string',
  jsonPath,
});

/** The kinds of Argo CD and Argo Rollouts that the portal reads. */
export function argoDefinitions(): any[] {
  return [
    crd(
      'Application',
      'applications',
      ['app', 'apps'],
      [
        text('Sync Status', '.status.sync.status'),
        text('Health Status', '.status.health.status'),
        { ...text('Revision', '.status.sync.revision'), priority: 10 },
      ],
    ),
    crd(
      'Rollout',
      'rollouts',
      ['ro'],
      [
        { name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' },
        { name: 'Current', type: 'integer', jsonPath: '.status.replicas' },
        {
          name: 'Up-to-date',
          type: 'integer',
          jsonPath: '.status.updatedReplicas',
        },
        {
          name: 'Available',
          type: 'integer',
          jsonPath: '.status.availableReplicas',
        },
      ],
      { status: {}, scale: {} },
    ),
    crd(
      'AnalysisRun',
      'analysisruns',
      ['ar'],
      [text('Status', '.status.phase')],
    ),
  ];
}

/** The applications by which Argo CD follows Git, one per workload. */
export function seedArgo(site: SiteName): any[] {
  const now = timestamp();
  const applications = misWorkloads(site).map(workload => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: workload.name,
      namespace: 'argocd',
      labels: { 'backstage.io/kubernetes-id': workload.kubernetesId },
    },
    spec: {
      project: 'mis',
      source: {
        repoURL: REPOSITORY,
        path: `sites/${site}/${workload.name}`,
        targetRevision: 'main',
      },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: workload.namespace,
      },
      // What autoscalers move is theirs.
      ignoreDifferences: [
        { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] },
      ],
    },
    status: {
      sync: { status: 'Synced', revision: REVISION },
      health: { status: 'Healthy' },
      reconciledAt: now,
      summary: { images: [workload.image] },
      history: [{ id: 1, revision: REVISION, deployedAt: now }],
    },
  }));
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
    ...applications,
  ];
}
