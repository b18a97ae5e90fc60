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
import {
  LAYOUT,
  MASTER_NAME,
  MONITOR,
  SENTINELS,
  SENTINEL_SITE,
  serversAt,
  SITES,
  type RedisLayout,
} from './layout';

const WELL_SECONDS = 30;

const entryOf = (name: string) => LAYOUT.find(one => one.name === name)!;

/** All Redis servers and Sentinels of the estate, as real processes. */
export class RedisEstate {
  readonly passwords: RedisPasswords;
  readonly ports: Map<string, number>;
  readonly #dir: string;
  readonly #guard = ProcessGuard.start();
  readonly #processes = new Map<string, ServerProcess>();
  /** Where the master of each site was when it was last asked for. */
  readonly #masters = new Map(
    SITES.map(site => [site, serversAt(site)[0].name]),
  );
  /** Those that have not been started by this sandbox yet. */
  readonly #fresh = new Set(LAYOUT.map(one => one.name));

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
    const estate = new RedisEstate(dir, ports, passwords);
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await estate.#startAll(LAYOUT.map(one => one.name));
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

  /** What the portal's user must now log in with; the right one when undefined. */
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
    await this.#promoteInCloud();
  }

  /** Servers come back as replicas of who is the master now. */
  async release(names: string[], reason: string): Promise<void> {
    await this.findMaster();
    for (const name of this.#inOrder(names).flat()) {
      await this.process(name).release(reason);
    }
    await this.#promoteInCloud();
  }

  async hang(name: string): Promise<void> {
    await this.process(name).hang();
    await this.#promoteInCloud();
  }

  /** Ends a freeze, and sees to it that an old master does not go on as one. */
  async resume(name: string): Promise<void> {
    const process = this.process(name);
    await process.resume();
    const { kind, site } = entryOf(name);
    if (process.state !== 'running' || kind !== 'server') return;
    await this.findMaster();
    const master = this.masterOf(site);
    if (master !== name) {
      await this.admin(name, redis =>
        redis.replicaof('127.0.0.1', this.ports.get(master)!),
      );
    }
  }

  /** The master of a site, as it was last known. */
  masterOf(site: SiteName): string {
    return this.#masters.get(site)!;
  }

  /** The server that the Sentinels call the master; the last one known when none says. */
  async findMaster(): Promise<string> {
    for (const { name } of SENTINELS) {
      if (this.process(name).state === 'running') {
        const reply = await this.admin(name, redis =>
          redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME),
        ).catch(() => undefined);
        const port = Number((reply as string[] | undefined)?.[1]);
        const found = serversAt(SENTINEL_SITE).find(
          one => this.ports.get(one.name) === port,
        );
        if (found) {
          this.#masters.set(SENTINEL_SITE, found.name);
          break;
        }
      }
    }
    return this.masterOf(SENTINEL_SITE);
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
    await this.findMaster();
    await this.#startAll(
      LAYOUT.map(one => one.name).filter(
        name => this.process(name).state === 'stopped',
      ),
    );
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

  /** As the service of the cloud does at once: a replica takes over where the master is gone. */
  async #promoteInCloud(): Promise<void> {
    for (const site of SITES.filter(each => each !== SENTINEL_SITE)) {
      if (this.process(this.masterOf(site)).state !== 'running') {
        const next = serversAt(site).find(
          one => this.process(one.name).state === 'running',
        );
        if (next) {
          await this.admin(next.name, redis => redis.replicaof('NO', 'ONE'));
          this.#masters.set(site, next.name);
        }
      }
    }
  }

  /** Masters, then their replicas, then who watches them. */
  #inOrder(names: string[]): string[][] {
    const masters = [...this.#masters.values()];
    const isServer = (name: string) => entryOf(name).kind === 'server';
    return [
      names.filter(name => masters.includes(name)),
      names.filter(name => isServer(name) && !masters.includes(name)),
      names.filter(name => !isServer(name)),
    ];
  }

  async #startAll(names: string[]): Promise<void> {
    for (const group of this.#inOrder(names)) {
      await Promise.all(group.map(name => this.process(name).start()));
    }
  }

  /** What is not as it should be, given the faults that are still there. */
  async #missing(): Promise<string[]> {
    const runs = (one: RedisLayout) =>
      this.process(one.name).state === 'running';
    const found: string[] = LAYOUT.filter(({ name }) => {
      const { state, held } = this.process(name);
      return state === 'stopped' && !held;
    }).map(({ name }) => `${name} is stopped`);
    // With fewer nobody can mend anything: a fault is still there.
    const watched =
      SENTINELS.filter(runs).length > 1 && serversAt(SENTINEL_SITE).some(runs);
    if (watched) {
      found.push(...(await this.#disagreement(SENTINELS.filter(runs))));
    }
    for (const site of SITES) {
      const master = entryOf(this.masterOf(site));
      const followed = runs(master) && (site !== SENTINEL_SITE || watched);
      for (const one of serversAt(site)) {
        if (
          followed &&
          one !== master &&
          runs(one) &&
          !(await this.#follows(one.name, master.name))
        ) {
          found.push(`${one.name} does not follow ${master.name}`);
        }
      }
    }
    return found;
  }

  /** Empty when all of these Sentinels have a quorum and name one master. */
  async #disagreement(sentinels: RedisLayout[]): Promise<string[]> {
    const seen = await Promise.all(
      sentinels.map(({ name }) =>
        this.admin(name, async redis => {
          await redis.call('SENTINEL', 'CKQUORUM', MASTER_NAME);
          const reply = await redis.call('SENTINEL', 'MASTER', MASTER_NAME);
          const flat = reply as string[];
          const valueOf = (field: string) => flat[flat.indexOf(field) + 1];
          return `${valueOf('port')} ${valueOf('flags')}`;
        }).catch(error => `${name}: ${(error as Error).message}`),
      ),
    );
    const master = serversAt(SENTINEL_SITE).find(one =>
      seen.every(said => said === `${this.ports.get(one.name)} master`),
    );
    if (!master) return [`the Sentinels say ${seen.join(', ')}`];
    this.#masters.set(SENTINEL_SITE, master.name);
    return [];
  }

  #follows(name: string, master: string): Promise<boolean> {
    return this.admin(name, redis => redis.info('replication')).then(
      text =>
        text.includes('master_link_status:up') &&
        text.includes(`master_port:${this.ports.get(master)}`),
      () => false,
    );
  }

  #create({ name, kind, site }: RedisLayout): ServerProcess {
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
        const isReplica = kind === 'server' && name !== this.masterOf(site);
        // Each start of the sandbox is well: its sessions are new. And a
        // replica gets all from its master anyway.
        if (this.#fresh.delete(name) || isReplica) {
          await rm(folder, { recursive: true, force: true });
        }
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const text =
          kind === 'server'
            ? this.#server(name, folder, isReplica ? site : undefined)
            : this.#sentinel(name, folder);
        await writeFile(file, text, { mode: 0o600 });
      },
      ready: () =>
        this.admin(name, redis => redis.ping()).then(
          reply => reply === 'PONG',
          error => (error as Error).message,
        ),
    });
  }

  /** @param follows - the site whose master it follows */
  #server(name: string, folder: string, follows?: SiteName): string {
    return serverConfiguration({
      port: this.ports.get(name)!,
      folder,
      passwords: this.passwords,
      masterPort: follows && this.ports.get(this.masterOf(follows)),
    });
  }

  #sentinel(name: string, folder: string): string {
    const master = this.masterOf(SENTINEL_SITE);
    const portsOf = (list: RedisLayout[], without: string) =>
      list
        .filter(one => one.name !== without)
        .map(one => this.ports.get(one.name)!);
    return sentinelConfiguration({
      port: this.ports.get(name)!,
      folder,
      passwords: this.passwords,
      masterPort: this.ports.get(master)!,
      replicaPorts: portsOf(serversAt(SENTINEL_SITE), master),
      otherPorts: portsOf(SENTINELS, name),
    });
  }
}

/** Names of what stands at a site. */
export const namesAt = (site: SiteName) =>
  LAYOUT.filter(one => one.site === site).map(one => one.name);
