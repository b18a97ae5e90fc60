import type { ChildProcess } from 'node:child_process';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import {
  childrenOf,
  killTree,
  signal,
  startOf,
} from '../process/processes.cjs';
import type { DatabaseControl, SiteName } from '../model';
import type { ProcessGuard } from '../process/ProcessGuard';
import { until } from '../process/until';
import { Login, Query, withConnection } from './connection';
import type { FrontDoor } from './FrontDoor';
import { removeLeftovers } from './leftovers';
import type { ServerUser } from './serverUser';

const START_SECONDS = 60;
const STOP_SECONDS = 5;
const LOG_LIMIT_BYTES = 10 * 2 ** 20;

export interface DatabaseServerOptions {
  name: string;
  site: SiteName;
  /** Data folder. */
  folder: string;
  logFile: string;
  binary: string;
  user: ServerUser;
  guard: ProcessGuard;
  door: FrontDoor;
  /** The superuser's login, straight to the server. */
  admin: Login;
  /** Told of each change of state. */
  onChange(): void;
}

type State = ReturnType<DatabaseControl['state']>;

/** One PostgreSQL server: a child process with its data folder. */
export class DatabaseServer implements DatabaseControl {
  readonly name: string;
  readonly site: SiteName;
  readonly host = '127.0.0.1';
  readonly folder: string;
  readonly door: FrontDoor;
  readonly #options: DatabaseServerOptions;
  /** Why it must not run now: the faults that hold it down. */
  readonly #holds = new Set<string>();
  #state: State = 'stopped';
  #child?: ChildProcess;
  #stopping = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: DatabaseServerOptions) {
    this.#options = options;
    this.name = options.name;
    this.site = options.site;
    this.folder = options.folder;
    this.door = options.door;
  }

  /** The address for others: that of the front door. */
  get port(): number {
    return this.door.port;
  }

  /** The server's own port. */
  get serverPort(): number {
    return this.#options.admin.port;
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  state(): State {
    return this.#state;
  }

  /** Works as superuser. */
  connected<T>(
    work: (query: Query) => Promise<T>,
    options: { database?: string; answerMs?: number } = {},
  ): Promise<T> {
    const { database = this.#options.admin.database } = options;
    return withConnection({ ...this.#options.admin, database }, work, options);
  }

  async inRecovery(): Promise<boolean | undefined> {
    return this.#ask('SELECT pg_is_in_recovery() AS answer');
  }

  async replayAgeSeconds(): Promise<number | undefined> {
    return this.#ask(
      `SELECT CASE WHEN pg_is_in_recovery() THEN
         extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8
       END AS answer`,
    );
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  stop(mode: 'fast' | 'immediate'): Promise<void> {
    return this.#inTurn(() => this.#stop(mode));
  }

  async promote(): Promise<void> {
    await this.connected(async query => {
      const [{ done }] = await query<{ done: boolean }>(
        'SELECT pg_promote(true, 20) AS done',
      );
      if (!done) throw new Error(`${this.name} did not finish its promotion`);
    });
    this.#options.onChange();
  }

  /** Kills the server at once, and holds it down until released. */
  crash(reason: string): Promise<void> {
    this.#holds.add(reason);
    return this.#inTurn(async () => {
      const pid = this.#child?.pid;
      if (!pid) return;
      this.#stopping = true;
      const killed = killTree(pid);
      await this.#gone(killed);
    });
  }

  /** Lets it run again, unless another reason holds it down. */
  async release(reason: string): Promise<void> {
    this.#holds.delete(reason);
    if (!this.held) await this.start();
  }

  /** Freezes all its processes; connections are taken, nothing is answered. */
  hang(): Promise<void> {
    return this.#inTurn(async () => {
      const pid = this.#child?.pid;
      if (!pid) throw new Error(`${this.name} is not running`);
      // The parent first, so that it cannot start children meanwhile.
      signal(pid, 'SIGSTOP');
      for (const child of childrenOf(pid)) signal(child, 'SIGSTOP');
      this.#become('hung');
    });
  }

  resume(): Promise<void> {
    return this.#inTurn(async () => {
      const pid = this.#child?.pid;
      if (!pid || this.#state !== 'hung') return;
      for (const child of childrenOf(pid)) signal(child, 'SIGCONT');
      signal(pid, 'SIGCONT');
      this.#become('running');
    });
  }

  async #start(): Promise<void> {
    if (this.held) {
      throw new Error(
        `${this.name} is held down by ${[...this.#holds].join(
          ', ',
        )}: clear that first`,
      );
    }
    if (this.#child) return;
    const { folder, binary, user, guard, logFile } = this.#options;
    await removeLeftovers(folder);
    this.#become('starting');
    this.#stopping = false;
    const { size } = await stat(logFile).catch(() => ({ size: 0 }));
    const old = size > LOG_LIMIT_BYTES;
    if (old) await truncate(logFile);
    const logStart = old ? 0 : size;
    const log = await open(logFile, 'a', 0o600);
    const child = user.spawn(binary, ['-D', folder], {
      stdio: ['ignore', log.fd, log.fd],
      // A session of its own: a Ctrl-C reaches it through us, in our order.
      detached: true,
    });
    await log.close();
    this.#child = child;
    const ended = new Promise<void>(resolve => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    }).then(() => this.#ended(child));
    if (child.pid) guard.watch(child.pid);
    let dead = false;
    ended.then(() => (dead = true));
    await until(
      `The start of ${this.name}`,
      async () => {
        if (dead) throw new Error(await this.#lastWords(logStart));
        return this.#answers();
      },
      { seconds: START_SECONDS },
    );
    await this.door.setOpen(true);
    this.#become('running');
  }

  async #stop(mode: 'fast' | 'immediate'): Promise<void> {
    const child = this.#child;
    if (!child?.pid) return;
    this.#stopping = true;
    const processes = [child.pid, ...childrenOf(child.pid)];
    if (this.#state === 'hung') {
      for (const pid of processes) signal(pid, 'SIGCONT');
    }
    signal(child.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    try {
      await this.#gone([child.pid], STOP_SECONDS);
    } catch {
      await this.#gone(killTree(child.pid));
    }
  }

  async #ended(child: ChildProcess): Promise<void> {
    if (child.pid) this.#options.guard.forget(child.pid);
    this.#child = undefined;
    await this.door.setOpen(false);
    this.#become('stopped');
  }

  async #gone(pids: number[], seconds = 10): Promise<void> {
    await until(
      `The end of ${this.name}`,
      () => !this.#child && !pids.some(startOf),
      { seconds, everyMs: 20 },
    );
  }

  /** True once it takes queries. */
  async #answers(): Promise<boolean | string> {
    try {
      return await this.connected(
        async query => (await query('SELECT 1')).length === 1,
        { database: 'postgres', answerMs: 2000 },
      );
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #ask<T>(sql: string): Promise<T | undefined> {
    if (this.#state !== 'running') return undefined;
    try {
      return await this.connected(
        async query => {
          const [{ answer }] = await query<{ answer: T | null }>(sql);
          return answer ?? undefined;
        },
        { answerMs: 2000 },
      );
    } catch {
      return undefined;
    }
  }

  async #lastWords(logStart: number): Promise<string> {
    const { logFile } = this.#options;
    const log = await readFile(logFile).catch(() => Buffer.alloc(0));
    const lines = log.subarray(logStart).toString().trim().split('\n');
    const cause = lines.slice(-8).find(line => /FATAL|PANIC|error/.test(line));
    return `${this.name} stopped while starting: ${
      cause ?? lines.at(-1) ?? ''
    } (log: ${logFile})`;
  }

  #become(state: State): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onChange();
  }

  /** Whether it ended though nobody here asked for it. */
  get endedByItself(): boolean {
    return this.#state === 'stopped' && !this.#stopping;
  }

  /** One change at a time. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.catch(() => {}).then(change);
    this.#turn = result;
    return result;
  }
}
