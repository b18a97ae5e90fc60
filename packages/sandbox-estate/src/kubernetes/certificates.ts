import { X509Certificate, createPublicKey } from 'node:crypto';
import path from 'node:path';
import { generate } from 'selfsigned';
import { readJson, writePrivate } from '../state/files';

/** A certificate and its key, PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

export interface ClusterCertificates {
  ca: Certificate;
  /** Where the certificate of the CA stands, for clients that take a file. */
  caFile: string;
  server: Certificate;
}

const YEARS = 10;
/** Renewed at a start this long before the end. */
const RENEW_MS = 30 * 24 * 3600 * 1000;

function lastDay(years: number): Date {
  const date = new Date();
  date.setFullYear(date.getFullYear() + years);
  return date;
}

async function makeAuthority(): Promise<Certificate> {
  const made = await generate(
    [{ name: 'commonName', value: 'sandbox-kubernetes-ca' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notAfterDate: lastDay(YEARS),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        {
          name: 'keyUsage',
          keyCertSign: true,
          cRLSign: true,
          digitalSignature: true,
          critical: true,
        },
      ],
    },
  );
  return { key: made.private, cert: made.cert };
}

async function makeServer(ca: Certificate): Promise<Certificate> {
  const made = await generate(
    [{ name: 'commonName', value: 'kube-apiserver' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notAfterDate: lastDay(1),
      ca,
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 2, value: 'kubernetes.default.svc' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  return { key: made.private, cert: made.cert };
}

function isUsable(ca: Certificate | undefined): ca is Certificate {
  if (!ca?.key || !ca.cert) {
    return false;
  }
  const certificate = new X509Certificate(ca.cert);
  return (
    Date.parse(certificate.validTo) - Date.now() > RENEW_MS &&
    certificate.publicKey.equals(createPublicKey(ca.key))
  );
}

/**
 * The CA that the clusters share, kept over restarts so that a kubeconfig
 * stays good, and a server certificate made anew at each start.
 */
export async function clusterCertificates(
  dir: string,
): Promise<ClusterCertificates> {
  const store = path.join(dir, 'kubernetes-ca.json');
  const caFile = path.join(dir, 'kubernetes-ca.crt');
  const kept = await readJson<Certificate>(store);
  const ca = isUsable(kept) ? kept : await makeAuthority();
  if (ca !== kept) {
    await writePrivate(store, `${JSON.stringify(ca, null, 2)}\n`);
  }
  await writePrivate(caFile, ca.cert);
  return { ca, caFile, server: await makeServer(ca) };
}
