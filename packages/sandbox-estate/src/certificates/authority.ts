import { X509Certificate, createPublicKey } from 'node:crypto';
import { generate } from 'selfsigned';
import { readJson, writePrivate } from '../state/files';

/** A certificate and its key, PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

export interface IssueOptions {
  commonName: string;
  /** DNS names that it is for. */
  names: string[];
  /** Addresses that it is for. */
  addresses?: string[];
  notBefore?: Date;
  /** In a year when absent. */
  notAfter?: Date;
}

const YEARS = 10;
/** An authority is made anew at a start this long before its end. */
const RENEW_MS = 30 * 24 * 3600 * 1000;

function inYears(years: number): Date {
  const date = new Date();
  date.setFullYear(date.getFullYear() + years);
  return date;
}

async function makeAuthority(commonName: string): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: inYears(YEARS),
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
  });
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

/** The authority in a file, which is made once and kept over restarts. */
export async function keptAuthority(
  file: string,
  commonName: string,
): Promise<Certificate> {
  const kept = await readJson<Certificate>(file);
  if (isUsable(kept)) {
    return kept;
  }
  const ca = await makeAuthority(commonName);
  await writePrivate(file, `${JSON.stringify(ca, null, 2)}\n`);
  return ca;
}

/** A server's certificate from an authority. */
export async function issueCertificate(
  ca: Certificate,
  options: IssueOptions,
): Promise<Certificate> {
  const { commonName, names, addresses = [], notBefore } = options;
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(notBefore && { notBeforeDate: notBefore }),
    notAfterDate: options.notAfter ?? inYears(1),
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map(value => ({ type: 2 as const, value })),
          ...addresses.map(ip => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
