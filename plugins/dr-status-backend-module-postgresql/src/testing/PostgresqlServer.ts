import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, until } from '@twinshore/plugin-dr-status-node/testUtils';
import { Client } from 'pg';
import {
  findPrograms,
  runAs,
  serverAccount,
  spawnAs,
  type ServerAccount,
} from './postgresqlPrograms';

const PASSWORD = 'superuser-of-a-test';
const START_MILLISECONDS = 30_000;

/** A real server for tests, on loopback, with its data in a temporary folder. */
export class PostgresqlServer {
  readonly port: number;
  readonly #folder: string;
  readonly #programs: string;
  readonly #account: ServerAccount;
  #child?: ChildProcess;
  #log = '';

  private constructor(
    port: number,
    folder: string,
    programs: string,
    account: ServerAccount,
  ) {
    this.port = port;
    this.#folder = folder;
    this.#programs = programs;
    this.#account = account;
  }

  /** A folder for servers, and PostgreSQL's programs, or why there are none. */
  static prepare(): { home: string; programs?: string; missing?: string } {
    const home = mkdtempSync(path.join(tmpdir(), 'dr-status-postgresql-'));
    const account = serverAccount();
    if (account.uid !== undefined) {
      chownSync(home, account.uid, account.gid!);
    }
    const found = findPrograms(account, path.join(home, 'programs'));
    return 'missing' in found
      ? { home, missing: found.missing }
      : { home, programs: found.folder };
  }

  /** A new cluster, not started. */
  static async create(
    home: string,
    programs: string,
    name: string,
  ): Promise<PostgresqlServer> {
    const account = serverAccount();
    const folder = path.join(home, name);
    const passwordFile = path.join(home, `${name}.password`);
    await writeFile(passwordFile, PASSWORD, { mode: 0o644 });
    await runAs(account, path.join(programs, 'initdb'), [
      ...['-D', folder, '-U', 'postgres', '--auth=scram-sha-256'],
      ...[`--pwfile=${passwordFile}`, '--no-sync', '--no-instructions'],
    ]);
    const port = await freePort();
    await appendFile(
      path.join(folder, 'postgresql.conf'),
      `listen_addresses = '127.0.0.1'
       port = ${port}
       unix_socket_directories = ''
       fsync = off
       wal_level = logical
       hot_standby = on
       wal_retrieve_retry_interval = '500ms'
       max_connections = 40
       shared_buffers = 16MB\n`,
    );
    await appendFile(
      path.join(folder, 'pg_hba.conf'),
      'host replication all 127.0.0.1/32 scram-sha-256\n',
    );
    return new PostgresqlServer(port, folder, programs, account);
  }

  /** A standby of this server, which must be stopped; not started. */
  async copyAsStandby(home: string, name: string): Promise<PostgresqlServer> {
    const folder = path.join(home, name);
    await runAs(this.#account, 'cp', ['-r', this.#folder, folder]);
    const port = await freePort();
    await runAs(this.#account, 'touch', [path.join(folder, 'standby.signal')]);
    const copy = new PostgresqlServer(
      port,
      folder,
      this.#programs,
      this.#account,
    );
    await copy.configure(
      `port = ${port}
       primary_conninfo = 'host=127.0.0.1 port=${this.port} user=postgres password=${PASSWORD} application_name=${name}'`,
    );
    return copy;
  }

  async configure(lines: string): Promise<void> {
    await appendFile(path.join(this.#folder, 'postgresql.conf'), `${lines}\n`);
  }

  get superuser() {
    return {
      host: '127.0.0.1',
      port: this.port,
      user: 'postgres',
      password: PASSWORD,
    };
  }

  async start(): Promise<void> {
    const child = spawnAs(
      this.#account,
      path.join(this.#programs, 'postgres'),
      ['-D', this.#folder],
    );
    this.#child = child;
    child.stdout!.resume();
    child.stderr!.on('data', chunk => {
      this.#log = (this.#log + chunk).slice(-5000);
    });
    await until(
      'the server to answer',
      async () => {
        if (child.exitCode !== null) {
          throw new Error(this.#log);
        }
        await this.query('SELECT 1');
        return true;
      },
      START_MILLISECONDS,
    ).catch(error => {
      throw new Error(`${error.message}\n${this.#log}`);
    });
  }

  async stop(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL' = 'SIGINT') {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) {
      return;
    }
    const exited = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill(signal);
    await exited;
  }

  /** Freezes the server and all its connections: it takes new ones and answers none. */
  async freeze(): Promise<() => void> {
    const rows = await this.query('SELECT pid FROM pg_stat_activity');
    const pids = [this.#child!.pid!, ...rows.map(row => row.pid as number)];
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
      for (const pid of pids) {
        try {
          process.kill(pid, name);
        } catch {
          // A connection that has ended since.
        }
      }
    };
    signal('SIGSTOP');
    return () => signal('SIGCONT');
  }

  async query(sql: string, database = 'postgres'): Promise<any[]> {
    const client = new Client({
      ...this.superuser,
      database,
      connectionTimeoutMillis: 2000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const result: any = await client.query(sql);
      return (Array.isArray(result) ? result[result.length - 1] : result).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  static async removeHome(home: string): Promise<void> {
    await rm(home, { recursive: true, force: true });
  }
}
