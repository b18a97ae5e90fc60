import path from 'node:path';
import {
  issueCertificate,
  keptAuthority,
  type Certificate,
} from '../certificates/authority';
import { writePrivate } from '../state/files';

export interface ClusterCertificates {
  ca: Certificate;
  /** Where the certificate of the CA stands, for clients that take a file. */
  caFile: string;
  server: Certificate;
}

/**
 * The CA that the clusters share, kept over restarts so that a kubeconfig
 * stays good, and a server certificate made anew at each start.
 */
export async function clusterCertificates(
  dir: string,
): Promise<ClusterCertificates> {
  const ca = await keptAuthority(
    path.join(dir, 'kubernetes-ca.json'),
    'sandbox-kubernetes-ca',
  );
  const caFile = path.join(dir, 'kubernetes-ca.crt');
  await writePrivate(caFile, ca.cert);
  const server = await issueCertificate(ca, {
    commonName: 'kube-apiserver',
    names: ['localhost', 'kubernetes.default.svc'],
    addresses: ['127.0.0.1'],
  });
  return { ca, caFile, server };
}
