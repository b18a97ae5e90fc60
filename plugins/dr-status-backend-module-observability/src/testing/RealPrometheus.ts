import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether this machine has Prometheus; a test without it is skipped, and says so. */
export const hasPrometheus =
  spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasPrometheus) {
  process.stderr.write('No prometheus on the path: its tests are skipped.\n');
}

/** Waits for something that comes, with a bound. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  seconds = 40,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) {
      throw new Error(`${what} took more than ${seconds} s`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 100);
    });
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Metrics that a test sets, for Prometheus to scrape. */
export class ScrapeTarget {
  /** Text format; undefined while it is down. */
  metrics: (() => string) | undefined = () => '';
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((_, response) => {
      response
        .writeHead(this.metrics ? 200 : 503, {
          'content-type': 'text/plain; version=0.0.4',
        })
        .end(this.metrics?.() ?? '');
    });
  }

  static async start(): Promise<ScrapeTarget> {
    const target = new ScrapeTarget();
    target.#port = await listen(target.#server);
    return target;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

/** A real Prometheus in a temporary folder. */
export class RealPrometheus {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** @param rules - a file of rules, in YAML (or JSON, which is YAML) */
  static async start(
    targets: Record<string, string>,
    rules: unknown,
  ): Promise<RealPrometheus> {
    const folder = await mkdtemp(path.join(tmpdir(), 'twinshore-prometheus-'));
    const port = await freePort();
    await writeFile(path.join(folder, 'rules.yml'), JSON.stringify(rules));
    await writeFile(
      path.join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: ['rules.yml'],
        scrape_configs: Object.entries(targets).map(([job, address]) => ({
          job_name: job,
          static_configs: [{ targets: [address] }],
        })),
      }),
    );
    const child = spawn(
      'prometheus',
      [
        `--config.file=${path.join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${path.join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
    const server = new RealPrometheus(
      `http://127.0.0.1:${port}`,
      child,
      folder,
    );
    await until('The start of Prometheus', async () => {
      const reply = await fetch(`${server.url}/-/ready`).catch(() => undefined);
      return reply?.ok;
    });
    return server;
  }

  async stop(): Promise<void> {
    const gone = new Promise(resolve => {
      this.#child.once('exit', resolve);
    });
    this.#child.kill('SIGKILL');
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
