import path from 'node:path';
import { stringify } from 'yaml';
import { writePrivate } from '../state/files';

export interface KubeconfigEntry {
  name: string;
  url: string;
  token: string;
  /** Certificate of the CA, PEM. */
  ca: string;
}

/** Writes `kubeconfig` with one context per cluster; the first is current. */
export async function writeKubeconfig(
  dir: string,
  entries: KubeconfigEntry[],
): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': entries[0].name,
    clusters: entries.map(({ name, url, ca }) => ({
      name,
      cluster: {
        server: url,
        'certificate-authority-data': Buffer.from(ca).toString('base64'),
      },
    })),
    users: entries.map(({ name, token }) => ({
      name: `${name}-admin`,
      user: { token },
    })),
    contexts: entries.map(({ name }) => ({
      name,
      context: { cluster: name, user: `${name}-admin` },
    })),
  };
  await writePrivate(
    path.join(dir, 'kubeconfig'),
    stringify(config, { lineWidth: 0 }),
  );
}
