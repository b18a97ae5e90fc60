import Ajv from 'ajv';
import { parseAllDocuments } from 'yaml';
import type { ChangeUnderCheck, CheckFinding } from './check';
import { applicationSchema } from './schemas/application';
import { kustomizationSchema } from './schemas/kustomization';

const ajv = new Ajv({ allErrors: true, strict: true });
const SCHEMAS = new Map([
  ['argoproj.io/v1alpha1/Application', ajv.compile(applicationSchema)],
  [
    'kustomize.config.k8s.io/v1beta1/Kustomization',
    ajv.compile(kustomizationSchema),
  ],
]);

/** The change's manifests are valid by their schemas and hang together. */
export async function checkManifests({
  files,
  plan,
}: ChangeUnderCheck): Promise<CheckFinding> {
  const check = 'Manifests are valid';
  const problems: string[] = [];
  let count = 0;
  for (const [file, text] of files) {
    const ours =
      file.startsWith(`manifests/${plan.workload.kubernetesId}/`) ||
      file.startsWith(`argocd/applications/${plan.site}/`);
    if (!ours || !/\.ya?ml$/.test(file)) continue;
    for (const document of parseAllDocuments(text)) {
      for (const { message, linePos } of document.errors) {
        problems.push(
          `${file}:${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`,
        );
      }
      if (document.errors.length > 0) continue;
      const value = document.toJS();
      const type = `${value?.apiVersion}/${value?.kind}`;
      count += 1;
      const validate = SCHEMAS.get(type);
      if (validate && !validate(value)) {
        for (const { instancePath, message } of validate.errors ?? []) {
          problems.push(`${file}: ${instancePath || '/'} ${message}`);
        }
      }
      if (type.endsWith('/Application')) {
        const source = value.spec?.source?.path;
        if (source && !files.has(`${source}/kustomization.yaml`)) {
          problems.push(
            `${file}: spec.source.path ${source} has no kustomization.yaml`,
          );
        }
      }
    }
  }
  if (count === 0) problems.push('the change has no manifest');
  return problems.length > 0
    ? { check, outcome: 'failed', detail: problems.join('; ') }
    : { check, outcome: 'passed', detail: `${count} documents` };
}
