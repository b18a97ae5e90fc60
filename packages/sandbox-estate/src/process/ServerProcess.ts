import { ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import type { ProcessGuard } from './ProcessGuard';
import { killTree, signal, startOf } from './processes.cjs';
import { until } from './until';

const START_SECONDS = 20;
const STOP_SECONDS = 5;

export interface ServerProcessOptions {
  name: string;
  program: string;
  args: string[];
  /** Written anew at each start. */
  logFile: string;
  /** Remembers the process, so that the next sandbox can end what this one left behind. */
  pidFile: string;
  guard: ProcessGuard;
  /** Before each start: configuration, data. */
  prepare?(): Promise<void>;
  /** True once it answers; a string says what is missing. */
  ready(): Promise<boolean | string>;
}

/** A server of somebody else's making, as a child process that faults can take hold of. */
export class ServerProcess {
  readonly name: string;
  readonly #options: ServerProcessOptions;
  /** Why it must not run now: the faults that hold it down. */
  readonly #holds = new Set<string>();
  #child?: ChildProcess;
  #hung = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ServerProcessOptions) {
    this.#options = options;
    this.name = options.name;
  }

  get state(): 'running' | 'stopped' | 'hung' {
    if (!this.#child) return 'stopped';
    return this.#hung ? 'hung' : 'running';
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const pid = this.#child?.pid;
      if (!pid) return;
      if (this.#hung) signal(pid, 'SIGCONT');
      signal(pid, 'SIGTERM');
      try {
        await this.#gone(STOP_SECONDS);
      } catch {
        await this.#kill();
      }
    });
  }

  /** Kills it at once, and holds it down until released. */
  crash(reason: string): Promise<void> {
    this.#holds.add(reason);
    return this.#inTurn(() => this.#kill());
  }

  /** Lets it run again, unless another reason holds it down. */
  async release(reason: string): Promise<void> {
    this.#holds.delete(reason);
    if (!this.held) await this.start();
  }

  /** Freezes it: connections are taken, nothing is answered. */
  hang(): Promise<void> {
    return this.#inTurn(async () => {
      const pid = this.#child?.pid;
      if (!pid) throw new Error(`${this.name} is not running`);
      signal(pid, 'SIGSTOP');
      this.#hung = true;
    });
  }

  resume(): Promise<void> {
    return this.#inTurn(async () => {
      const pid = this.#child?.pid;
      if (pid && this.#hung) signal(pid, 'SIGCONT');
      this.#hung = false;
    });
  }

  async #start(): Promise<void> {
    if (this.held || this.#child) return;
    const { program, args, logFile, pidFile, guard, prepare, ready } =
      this.#options;
    await removeLeftOver(pidFile);
    await prepare?.();
    const log = await open(logFile, 'w', 0o600);
    const child = spawn(program, args, {
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      // A session of its own: a Ctrl-C reaches it through us, in our order.
      detached: true,
    });
    await log.close();
    this.#child = child;
    this.#hung = false;
    const ended = () => {
      if (child.pid) guard.forget(child.pid);
      if (this.#child === child) this.#child = undefined;
    };
    child.once('error', ended);
    child.once('exit', ended);
    if (child.pid) {
      guard.watch(child.pid);
      await writeFile(pidFile, `${child.pid} ${startOf(child.pid) ?? ''}`);
    }
    await until(
      `The start of ${this.name}`,
      async () => {
        if (this.#child !== child) {
          const said = await readFile(logFile, 'utf8').catch(() => '');
          throw new Error(
            `${this.name} stopped while starting: ${
              said.trim().split('\n').at(-1) || program
            } (log: ${logFile})`,
          );
        }
        return ready();
      },
      { seconds: START_SECONDS },
    );
  }

  async #kill(): Promise<void> {
    const pid = this.#child?.pid;
    if (!pid) return;
    killTree(pid);
    await this.#gone(10);
  }

  async #gone(seconds: number): Promise<void> {
    await until(`The end of ${this.name}`, () => !this.#child, {
      seconds,
      everyMs: 20,
    });
    await rm(this.#options.pidFile, { force: true });
  }

  /** One change at a time. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.catch(() => {}).then(change);
    this.#turn = result;
    return result;
  }
}

/** Ends what a former run has left behind, if its number is not another's by now. */
async function removeLeftOver(pidFile: string): Promise<void> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const [, pid, start] = /^(\d+) (.+)$/.exec(text) ?? [];
  if (pid && startOf(Number(pid)) === start) {
    killTree(Number(pid));
    await until(
      `Ending process ${pid} that a former run left behind`,
      () => startOf(Number(pid)) !== start,
      { seconds: 10 },
    );
  }
}
