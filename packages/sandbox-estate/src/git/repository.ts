import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { RELEASES } from '../kubernetes/seed/workloads';
import { git } from './git';

const REGISTRY = 'harbor.mis.internal';

/** The workloads of the MIS at the releases that the clusters begin with. */
const WORKLOADS = [
  { name: 'react-spa', port: 8080 },
  { name: 'fastapi-backend', port: 8000 },
  { name: 'external-sinks', port: 8000 },
] as const;

/** Makes the bare repository with its first commit, once. */
export async function ensureRepository(bare: string): Promise<void> {
  if (existsSync(path.join(bare, 'HEAD'))) return;
  const work = await mkdtemp(path.join(tmpdir(), 'twinshore-git-'));
  try {
    await git(['init', '--quiet', '--initial-branch=main', '.'], work);
    for (const [file, content] of Object.entries(firstCommit())) {
      const target = path.join(work, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
    }
    await git(['add', '.'], work);
    await git(['commit', '--quiet', '-m', 'Begin the estate repository'], work);
    await git(['clone', '--quiet', '--bare', work, bare], path.dirname(bare));
    await git(['config', 'http.receivepack', 'true'], bare);
    // What was offered for review stays as it was offered.
    await git(['config', 'receive.denyNonFastForwards', 'true'], bare);
    await git(['remote', 'remove', 'origin'], bare);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Base manifests of the workloads; sites add overlays. */
function firstCommit(): Record<string, string> {
  const files: Record<string, string> = {
    'README.md':
      '# mis-estate\n\nTerraform (`terraform/`) and Argo CD (`argocd/`, `manifests/`) of the Integrated MIS.\n',
  };
  for (const { name, port } of WORKLOADS) {
    const image = `${REGISTRY}/mis/${name}:${RELEASES[name]}`;
    const labels = {
      'app.kubernetes.io/name': name,
      'backstage.io/kubernetes-id': name,
    };
    const base = `manifests/${name}/base`;
    files[`${base}/kustomization.yaml`] = stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['deployment.yaml'],
    });
    files[`${base}/deployment.yaml`] = stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'mis', labels },
      spec: {
        replicas: 8,
        selector: { matchLabels: { 'app.kubernetes.io/name': name } },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name,
                image,
                ports: [{ containerPort: port }],
                resources: {
                  requests: { cpu: '2', memory: '4Gi' },
                  limits: { cpu: '2', memory: '4Gi' },
                },
              },
            ],
          },
        },
      },
    });
  }
  return files;
}
