import type { SiteName } from '../../model';
import { definition, textColumn } from './definitions';
import { misWorkloads } from './workloads';

const REPOSITORY = 'https://git.mis.internal/mis/mis-estate.git';
export const ARGO_NAMESPACE = 'argocd';
export const ARGO_CONTROLLER = 'argocd-application-controller';

const argo = (
  options: Omit<Parameters<typeof definition>[0], 'group' | 'version'>,
) => definition({ group: 'argoproj.io', version: 'v1alpha1', ...options });

/** The kinds of Argo CD and Argo Rollouts that the portal reads. */
export function argoDefinitions(): any[] {
  return [
    argo({
      kind: 'Application',
      plural: 'applications',
      shortNames: ['app', 'apps'],
      columns: [
        textColumn('Sync Status', '.status.sync.status'),
        textColumn('Health Status', '.status.health.status'),
        { ...textColumn('Revision', '.status.sync.revision'), priority: 10 },
      ],
    }),
    argo({
      kind: 'Rollout',
      plural: 'rollouts',
      shortNames: ['ro'],
      columns: [
        ['Desired', '.spec.replicas'],
        ['Current', '.status.replicas'],
        ['Up-to-date', '.status.updatedReplicas'],
        ['Available', '.status.availableReplicas'],
      ].map(([name, jsonPath]) => ({ name, type: 'integer', jsonPath })),
      subresources: { status: {}, scale: {} },
    }),
    argo({
      kind: 'AnalysisRun',
      plural: 'analysisruns',
      shortNames: ['ar'],
      columns: [textColumn('Status', '.status.phase')],
    }),
  ];
}

/** The applications by which Argo CD follows Git, one per workload. */
export function seedArgo(site: SiteName): any[] {
  const applications = misWorkloads(site).map(workload => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: workload.name,
      namespace: ARGO_NAMESPACE,
      labels: { 'backstage.io/kubernetes-id': workload.kubernetesId },
    },
    spec: {
      project: 'mis',
      source: {
        repoURL: REPOSITORY,
        path: `manifests/${workload.name}/base`,
        targetRevision: 'main',
      },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: workload.namespace,
      },
      // A new revision is applied by itself; what somebody changes by hand stays, and shows.
      syncPolicy: { automated: { selfHeal: false } },
      // What autoscalers move is theirs.
      ignoreDifferences: [
        { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] },
      ],
    },
  }));
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: ARGO_NAMESPACE },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: ARGO_CONTROLLER, namespace: ARGO_NAMESPACE },
    },
    ...applications,
  ];
}
