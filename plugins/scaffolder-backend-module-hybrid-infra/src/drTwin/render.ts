import { stringify } from 'yaml';
import type { DrTwinPlan } from './plan';

/**
 * Files of the twin that carry values, by path in the repository.
 *
 * Values only ever go through a serialiser: Terraform reads them from JSON,
 * Kubernetes from YAML that the library wrote. The `.tf` files themselves are
 * the same for every twin, so nothing that a form says can become code.
 */
export function renderDrTwin(
  plan: DrTwinPlan,
  repository: { url: string; revision: string },
): Map<string, string> {
  const { workload } = plan;
  const overlay = `manifests/${workload.kubernetesId}/overlays/${plan.site}`;
  return new Map([
    [
      `${terraformRoot(plan)}/terraform.tfvars.json`,
      `${JSON.stringify(
        {
          name: plan.name,
          site: plan.site,
          region: plan.region,
          tier: plan.tier,
          site_cidr: plan.siteCidr,
          subnets: Object.fromEntries(
            plan.subnets.map(({ availabilityZone, cidr }) => [
              availabilityZone,
              cidr,
            ]),
          ),
          owner: plan.owner,
        },
        null,
        2,
      )}\n`,
    ],
    [
      `${overlay}/kustomization.yaml`,
      stringify({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: ['../../base'],
        replicas: [{ name: workload.kubernetesId, count: workload.replicas }],
        labels: [{ pairs: { 'twinshore.io/twin': plan.name } }],
      }),
    ],
    [
      `argocd/applications/${plan.site}/${workload.kubernetesId}.yaml`,
      stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: `${workload.kubernetesId}-${plan.site}`,
          namespace: 'argocd',
          labels: {
            'backstage.io/kubernetes-id': workload.kubernetesId,
            'twinshore.io/twin': plan.name,
          },
        },
        spec: {
          project: 'mis',
          source: {
            repoURL: repository.url,
            targetRevision: repository.revision,
            path: overlay,
          },
          destination: {
            name: workload.cluster,
            namespace: workload.namespace,
          },
          syncPolicy: {
            automated: { prune: false, selfHeal: true },
            syncOptions: ['CreateNamespace=true'],
          },
        },
      }),
    ],
  ]);
}

/** Folder of the twin's Terraform root module. */
export function terraformRoot(plan: Pick<DrTwinPlan, 'site' | 'name'>): string {
  return `terraform/sites/${plan.site}/${plan.name}`;
}
