import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProcessGuard } from '../../process/ProcessGuard';
import { killTree, signal, startOf } from '../../process/processes.cjs';
import { until } from '../../process/until';

const START_SECONDS = 30;
const STOP_SECONDS = 5;

/** What this machine has of Prometheus; undefined when nothing. */
export function findPrometheus(): string | undefined {
  const { error, status } = spawnSync('prometheus', ['--version'], {
    stdio: 'ignore',
  });
  return error || status !== 0 ? undefined : 'prometheus';
}

export interface PrometheusProcessOptions {
  name: string;
  /** Configuration, data and log. */
  folder: string;
  port: number;
  configuration: string;
  guard: ProcessGuard;
}

/** One real Prometheus server, as a child process. */
export class PrometheusProcess {
  readonly #options: PrometheusProcessOptions;
  #child?: ChildProcess;

  private constructor(options: PrometheusProcessOptions) {
    this.#options = options;
  }

  /** Prepares an empty one: what a former sandbox measured says nothing of this one. */
  static async prepare(
    options: PrometheusProcessOptions,
  ): Promise<PrometheusProcess> {
    const server = new PrometheusProcess(options);
    await server.#endLeftover();
    await rm(server.#data, { recursive: true, force: true });
    await mkdir(server.#data, { recursive: true });
    await writeFile(server.#configuration, options.configuration);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    if (this.#child) return;
    const { name, folder, port, guard } = this.#options;
    const log = await open(path.join(folder, 'prometheus.log'), 'w', 0o600);
    const child = spawn(
      'prometheus',
      [
        `--config.file=${this.#configuration}`,
        `--storage.tsdb.path=${this.#data}`,
        '--storage.tsdb.retention.time=2h',
        '--storage.tsdb.retention.size=64MB',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      {
        stdio: ['ignore', log.fd, log.fd],
        // A session of its own: a Ctrl-C reaches it through us, in our order.
        detached: true,
        cwd: folder,
        env: { PATH: process.env.PATH, GOMAXPROCS: '1' },
      },
    );
    await log.close();
    this.#child = child;
    const gone = () => {
      if (child.pid) guard.forget(child.pid);
      if (this.#child === child) this.#child = undefined;
    };
    child.once('exit', gone);
    child.once('error', gone);
    if (child.pid) {
      guard.watch(child.pid);
      await writeFile(
        this.#pidFile,
        JSON.stringify({ pid: child.pid, start: startOf(child.pid) }),
      );
    }
    await until(
      `The start of ${name}`,
      async () => {
        if (this.#child !== child) throw new Error(await this.#lastWords());
        return this.#isReady();
      },
      { seconds: START_SECONDS },
    );
  }

  /** Ends it at once, as the loss of its machine would. */
  async kill(): Promise<void> {
    const pid = this.#child?.pid;
    if (!pid) return;
    killTree(pid);
    await this.#untilGone(pid);
  }

  async stop(): Promise<void> {
    const pid = this.#child?.pid;
    if (!pid) return;
    signal(pid, 'SIGTERM');
    try {
      await this.#untilGone(pid);
    } catch {
      await this.kill();
    }
  }

  get #data(): string {
    return path.join(this.#options.folder, 'data');
  }

  get #configuration(): string {
    return path.join(this.#options.folder, 'prometheus.yml');
  }

  get #pidFile(): string {
    return path.join(this.#options.folder, 'prometheus.pid');
  }

  async #isReady(): Promise<boolean | string> {
    try {
      const reply = await fetch(`${this.url}/-/ready`, {
        signal: AbortSignal.timeout(1_000),
      });
      await reply.arrayBuffer();
      return reply.ok || `it answers ${reply.status}`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #untilGone(pid: number): Promise<void> {
    await until(
      `The end of ${this.#options.name}`,
      () => this.#child === undefined && !startOf(pid),
      { seconds: STOP_SECONDS, everyMs: 20 },
    );
  }

  /** Ends what a former run may have left behind here. */
  async #endLeftover(): Promise<void> {
    const text = await readFile(this.#pidFile, 'utf8').catch(() => '');
    try {
      const { pid, start } = JSON.parse(text);
      // The number may belong to somebody else by now.
      if (startOf(pid) !== start) return;
      signal(pid, 'SIGKILL');
      await until(
        'Ending the Prometheus of a former run',
        () => startOf(pid) !== start,
        { seconds: STOP_SECONDS },
      );
    } catch {
      // No former run, or a file that it did not finish.
    }
  }

  async #lastWords(): Promise<string> {
    const file = path.join(this.#options.folder, 'prometheus.log');
    const log = await readFile(file, 'utf8').catch(() => '');
    const last = log.trim().split('\n').at(-1) ?? '';
    return `${
      this.#options.name
    } stopped while starting: ${last} (log: ${file})`;
  }
}
