import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Redis } from 'ioredis';
import type { SiteName } from '../model';
import type { SandboxContext } from '../part';
import { ProcessGuard } from '../process/ProcessGuard';
import { ServerProcess } from '../process/ServerProcess';
import { until } from '../process/until';
import {
  monitorPassword,
  sentinelConfiguration,
  serverConfiguration,
  type RedisPasswords,
} from './configuration';
import { withAdmin } from './connection';
import { LAYOUT, MASTER_NAME, MONITOR, type RedisLayout } from './layout';

const WELL_SECONDS = 30;

const SENTINEL_GROUP = LAYOUT.filter(one => one.group === 'sentinel');
const SERVERS = SENTINEL_GROUP.filter(one => one.kind === 'server');
const SENTINELS = SENTINEL_GROUP.filter(one => one.kind === 'sentinel');

/** All Redis servers and Sentinels of the estate, as real processes. */
export class RedisEstate {
  readonly passwords: RedisPasswords;
  readonly ports: Map<string, number>;
  readonly #dir: string;
  readonly #guard = ProcessGuard.start();
  readonly #processes = new Map<string, ServerProcess>();
  /** Where the master was when it was last asked for. */
  #master = SERVERS[0].name;

  private constructor(
    dir: string,
    ports: Map<string, number>,
    passwords: RedisPasswords,
  ) {
    this.#dir = dir;
    this.ports = ports;
    this.passwords = passwords;
    for (const one of LAYOUT) {
      this.#processes.set(one.name, this.#create(one));
    }
  }

  static async start(
    context: SandboxContext,
    ports: Map<string, number>,
    passwords: RedisPasswords,
  ): Promise<RedisEstate> {
    const dir = path.join(context.dir, 'redis');
    // Each start is well: sessions of a former run are over.
    const estate = new RedisEstate(dir, ports, passwords);
    try {
      await estate.#startGroup(LAYOUT.map(one => one.name));
      await estate.untilWell();
    } catch (error) {
      await estate.stop();
      throw error;
    }
    return estate;
  }

  process(name: string): ServerProcess {
    return this.#processes.get(name)!;
  }

  admin<T>(name: string, work: (redis: Redis) => Promise<T>): Promise<T> {
    return withAdmin(this.ports.get(name)!, this.passwords.admin, work);
  }

  /** What its portal's user must now log in with; the right one when undefined. */
  async setMonitorPassword(name: string, password?: string): Promise<void> {
    await this.admin(name, redis =>
      redis.call(
        'ACL',
        'SETUSER',
        MONITOR,
        ...monitorPassword(password ?? this.passwords.monitor),
      ),
    );
  }

  async crash(names: string[], reason: string): Promise<void> {
    await this.findMaster();
    await Promise.all(names.map(name => this.process(name).crash(reason)));
  }

  /** Servers come back as replicas of who is the master now. */
  async release(names: string[], reason: string): Promise<void> {
    await this.findMaster();
    const ordered = LAYOUT.map(one => one.name)
      .filter(name => names.includes(name))
      .sort((a, b) => Number(b === this.#master) - Number(a === this.#master));
    for (const name of ordered) {
      await this.process(name).release(reason);
    }
  }

  /** Ends a freeze, and sees to it that an old master does not go on as one. */
  async resume(name: string): Promise<void> {
    const process = this.process(name);
    await process.resume();
    const { kind, group } = LAYOUT.find(one => one.name === name)!;
    if (process.state !== 'running' || kind !== 'server') return;
    const master = await this.findMaster();
    if (group === 'sentinel' && master !== name) {
      await this.admin(name, redis =>
        redis.replicaof('127.0.0.1', this.ports.get(master)!),
      );
    }
  }

  /** The server that the Sentinels call the master; the last one known when none says. */
  async findMaster(): Promise<string> {
    for (const { name } of SENTINELS) {
      if (this.process(name).state === 'running') {
        const reply = await this.admin(name, redis =>
          redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME),
        ).catch(() => undefined);
        const port = Number((reply as string[] | undefined)?.[1]);
        const found = SERVERS.find(one => this.ports.get(one.name) === port);
        if (found) {
          this.#master = found.name;
          break;
        }
      }
    }
    return this.#master;
  }

  /** Resolves when whatever may run does its work. */
  untilWell(): Promise<void> {
    return until(
      'Redis becoming well',
      async () => {
        const missing = await this.#missing();
        return missing.length === 0 || missing.join('; ');
      },
      { seconds: WELL_SECONDS, everyMs: 100 },
    );
  }

  /** Starts what somebody has stopped by hand. */
  async mend(): Promise<void> {
    const stopped = LAYOUT.filter(
      ({ name }) => this.process(name).state === 'stopped',
    );
    await this.findMaster();
    await this.#startGroup(stopped.map(one => one.name));
    await this.untilWell();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#processes.values()].map(one => one.stop()));
    await this.#guard.stop();
  }

  state() {
    return LAYOUT.map(({ name, site }) => ({
      name,
      site,
      state: this.process(name).state,
      port: this.ports.get(name),
    }));
  }

  async #startGroup(names: string[]): Promise<void> {
    const first = names.filter(name => name === this.#master);
    const isSentinel = (name: string) =>
      SENTINELS.some(one => one.name === name);
    const servers = names.filter(
      name => name !== this.#master && !isSentinel(name),
    );
    for (const group of [first, servers, names.filter(isSentinel)]) {
      await Promise.all(group.map(name => this.process(name).start()));
    }
  }

  /** What is not as it should be, given the faults that are still there. */
  async #missing(): Promise<string[]> {
    const runs = (one: RedisLayout) =>
      this.process(one.name).state === 'running';
    const found: string[] = LAYOUT.filter(
      one =>
        this.process(one.name).state === 'stopped' &&
        !this.process(one.name).held,
    ).map(one => `${one.name} is stopped`);
    const sentinels = SENTINELS.filter(runs);
    const servers = SERVERS.filter(runs);
    // With fewer nobody can mend anything: a fault is still there.
    if (sentinels.length < 2 || servers.length === 0) return found;
    const seen = await Promise.all(
      sentinels.map(({ name }) =>
        this.admin(name, async redis => {
          await redis.call('SENTINEL', 'CKQUORUM', MASTER_NAME);
          const flat = (await redis.call(
            'SENTINEL',
            'MASTER',
            MASTER_NAME,
          )) as string[];
          return `${flat[flat.indexOf('port') + 1]} ${
            flat[flat.indexOf('flags') + 1]
          }`;
        }).catch(error => `${name}: ${(error as Error).message}`),
      ),
    );
    const master = servers.find(one =>
      seen.every(said => said === `${this.ports.get(one.name)} master`),
    );
    if (!master) return [...found, `the Sentinels say ${seen.join(', ')}`];
    this.#master = master.name;
    for (const one of servers) {
      if (one !== master) {
        const linked = await this.admin(one.name, redis =>
          redis.info('replication'),
        ).then(
          text =>
            text.includes('master_link_status:up') &&
            text.includes(`master_port:${this.ports.get(master.name)}`),
          () => false,
        );
        if (!linked) found.push(`${one.name} does not follow ${master.name}`);
      }
    }
    return found;
  }

  #create({ name, kind, group }: RedisLayout): ServerProcess {
    const folder = path.join(this.#dir, name);
    const file = path.join(this.#dir, `${name}.conf`);
    return new ServerProcess({
      name,
      program: kind === 'server' ? 'redis-server' : 'redis-sentinel',
      args: [file],
      logFile: path.join(this.#dir, `${name}.log`),
      pidFile: path.join(this.#dir, `${name}.pid`),
      guard: this.#guard,
      prepare: async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const isReplica =
          kind === 'server' && group === 'sentinel' && name !== this.#master;
        // A replica gets all from its master anyway.
        if (isReplica || this.#fresh.delete(name)) {
          await rm(folder, { recursive: true, force: true });
          await mkdir(folder, { mode: 0o700 });
        }
        await writeFile(file, this.#configuration(name, kind, isReplica), {
          mode: 0o600,
        });
      },
      ready: () =>
        this.admin(name, redis => redis.ping()).then(
          reply => reply === 'PONG',
          error => (error as Error).message,
        ),
    });
  }

  /** Those that have not been started by this sandbox yet. */
  readonly #fresh = new Set(LAYOUT.map(one => one.name));

  #configuration(name: string, kind: string, isReplica: boolean): string {
    const { passwords } = this;
    const folder = path.join(this.#dir, name);
    const port = this.ports.get(name)!;
    const masterPort = this.ports.get(this.#master)!;
    const others = (list: RedisLayout[], without: string) =>
      list
        .filter(one => one.name !== without)
        .map(one => this.ports.get(one.name)!);
    return kind === 'server'
      ? serverConfiguration({
          port,
          folder,
          passwords,
          masterPort: isReplica ? masterPort : undefined,
        })
      : sentinelConfiguration({
          port,
          folder,
          passwords,
          masterPort,
          replicaPorts: others(SERVERS, this.#master),
          otherPorts: others(SENTINELS, name),
        });
  }
}

/** Names of what stands at a site. */
export const namesAt = (site: SiteName) =>
  LAYOUT.filter(one => one.site === site).map(one => one.name);
