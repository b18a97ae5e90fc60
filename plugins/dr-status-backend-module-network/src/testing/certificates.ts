import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether certificates can be made on this machine. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export interface Certificate {
  key: string;
  cert: string;
}

/** An authority of a test, made by OpenSSL; it issues what it is asked for. */
export class Authority {
  readonly #dir: string;
  readonly cert: string;

  private constructor(dir: string, cert: string) {
    this.#dir = dir;
    this.cert = cert;
  }

  static async create(name: string): Promise<Authority> {
    const dir = await mkdtemp(path.join(tmpdir(), 'twinshore-ca-'));
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650'],
      ...['-subj', `/CN=${name}`, '-addext', 'keyUsage=critical,keyCertSign'],
      ...[
        '-keyout',
        path.join(dir, 'ca.key'),
        '-out',
        path.join(dir, 'ca.crt'),
      ],
    ]);
    return new Authority(dir, await readFile(path.join(dir, 'ca.crt'), 'utf8'));
  }

  /** @param days - until it ends; below zero it has ended */
  async issue(name: string, days: number): Promise<Certificate> {
    const file = (extension: string) =>
      path.join(this.#dir, `${name}${days}.${extension}`);
    await run('openssl', [
      ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', file('key'), '-out', file('csr')],
    ]);
    await writeFile(file('ext'), `subjectAltName=DNS:${name}\n`);
    await run('openssl', [
      ...['x509', '-req', '-in', file('csr'), '-out', file('crt')],
      ...['-CA', path.join(this.#dir, 'ca.crt')],
      ...['-CAkey', path.join(this.#dir, 'ca.key'), '-CAcreateserial'],
      ...['-days', String(days), '-extfile', file('ext')],
    ]);
    return {
      key: await readFile(file('key'), 'utf8'),
      cert: await readFile(file('crt'), 'utf8'),
    };
  }

  async remove(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }
}
