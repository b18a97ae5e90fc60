import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Link } from '../links/Link';
import { LinkProxy } from '../links/LinkProxy';
import type { SandboxContext } from '../part';
import { ProcessGuard } from '../process/ProcessGuard';
import { copyFromSource } from './baseCopy';
import { Binaries, findBinaries } from './binaries';
import { ServerSettings, writeConfiguration } from './configuration';
import type { Login } from './connection';
import { DatabaseServer } from './DatabaseServer';
import { FrontDoor } from './FrontDoor';
import { Heartbeat } from './Heartbeat';
import {
  AWS_PRIMARY,
  DatabaseLayout,
  LAYOUT,
  LINKS,
  ON_PREM_PRIMARY,
  slotOf,
} from './layout';
import { removeLeftovers } from './leftovers';
import {
  ADMIN,
  APPLICATION,
  createRoles,
  createTables,
  DATABASE,
  MONITOR,
  publish,
  REPLICATION,
  resubscribe,
  RolePasswords,
  setPasswords,
  sourceConnection,
  subscribe,
} from './schema';
import { ServerUser } from './serverUser';

/** Changes when data folders of an older layout can no longer be used. */
const LAYOUT_VERSION = 1;

const ROOTS = LAYOUT.filter(one => !one.follows);
const FOLLOWERS = LAYOUT.filter(one => one.follows);

/**
 * The estate's servers, the links between them and the heartbeat, as they
 * should be: made when absent, mended when not as they should be.
 */
export class PostgresqlEstate {
  readonly servers = new Map<string, DatabaseServer>();
  readonly links = new Map<string, Link>();
  /** Standbys whose replay a fault has paused. */
  readonly paused = new Set<string>();
  heartbeat!: Heartbeat;
  passwords!: RolePasswords;
  readonly #context: SandboxContext;
  readonly #proxies: LinkProxy[] = [];
  /** Port at which a server finds its source. */
  readonly #sourcePorts = new Map<string, number>();
  #adminPassword = '';
  #home = '';
  #user!: ServerUser;
  #guard!: ProcessGuard;
  #binaries!: Binaries;

  private constructor(context: SandboxContext) {
    this.#context = context;
  }

  static async start(context: SandboxContext): Promise<PostgresqlEstate> {
    const estate = new PostgresqlEstate(context);
    try {
      await estate.#prepare();
      await estate.#bringUp();
      estate.heartbeat.start();
    } catch (error) {
      await estate.stop();
      throw error;
    }
    return estate;
  }

  server(name: string): DatabaseServer {
    const server = this.servers.get(name);
    if (!server) throw new Error(`There is no database ${name}`);
    return server;
  }

  /** How the application logs in at a server. */
  applicationLogin(name: string): Login {
    return {
      port: this.server(name).serverPort,
      user: APPLICATION,
      password: this.passwords[APPLICATION],
      database: DATABASE,
    };
  }

  /** Throws a follower's data away and has it follow its source again. */
  async rejoin(name: string): Promise<void> {
    const layout = LAYOUT.find(one => one.name === name)!;
    const server = this.server(name);
    await server.stop('immediate');
    await this.#copy(layout);
    await server.start();
  }

  /** Puts back what somebody changed other than by a fault. */
  async mend(): Promise<void> {
    for (const link of this.links.values()) link.up = true;
    const free = [...this.servers.values()].filter(one => !one.held);
    await Promise.all(free.map(one => one.resume()));
    await Promise.all(free.map(one => one.start()));
    for (const { name, follows } of FOLLOWERS) {
      const server = this.server(name);
      const source = this.server(follows!.source);
      if (source.state() !== 'running') continue;
      if ((await server.inRecovery()) === false) await this.rejoin(name);
    }
    await this.restorePasswords();
    this.heartbeat.start();
  }

  async restorePasswords(): Promise<void> {
    await Promise.all(
      ROOTS.map(({ name }) => this.server(name))
        .filter(server => server.state() === 'running')
        .map(server =>
          server.connected(query => setPasswords(query, this.passwords)),
        ),
    );
  }

  async stop(): Promise<void> {
    await this.heartbeat?.stop();
    // Before the servers: a server that stops waits for followers it reaches.
    await Promise.all(this.#proxies.map(proxy => proxy.close()));
    await this.#stopServers('fast');
    await this.#guard?.stop();
  }

  async #stopServers(mode: 'fast' | 'immediate'): Promise<void> {
    await Promise.all(
      [...this.servers.values()].map(server => server.stop(mode)),
    );
  }

  async #prepare(): Promise<void> {
    const { dir, port, secret, model } = this.#context;
    this.#user = ServerUser.find();
    this.#home = await this.#user.makeHome(path.join(dir, 'postgresql'));
    this.#binaries = await findBinaries(
      this.#user,
      path.join(this.#home, 'programs'),
    );
    this.#adminPassword = await secret('postgresql-admin');
    this.passwords = {
      [APPLICATION]: await secret('postgresql-application'),
      [MONITOR]: await secret('postgresql-monitor'),
      [REPLICATION]: await secret('postgresql-replication'),
    };
    await this.#writePrivately(
      this.#passwordFile,
      `127.0.0.1:*:*:${REPLICATION}:${this.passwords[REPLICATION]}\n`,
    );
    for (const { name } of LAYOUT) await removeLeftovers(this.#folder(name));

    this.#guard = ProcessGuard.start();
    for (const { name, site } of LAYOUT) {
      const door = new FrontDoor({
        port: await port(`postgresql/${name}`),
        targetPort: await port(`postgresql-server/${name}`),
      });
      const server = new DatabaseServer({
        name,
        site,
        folder: this.#folder(name),
        logFile: path.join(this.#home, `${name}.log`),
        binary: this.#binaries.postgres,
        user: this.#user,
        guard: this.#guard,
        door,
        admin: {
          port: await port(`postgresql-server/${name}`),
          user: ADMIN,
          password: this.#adminPassword,
          database: DATABASE,
        },
        onChange: () => model.changed(`database:${name}`),
      });
      this.servers.set(name, server);
      model.databases.set(name, server);
    }
    await this.#layLinks();
    this.heartbeat = new Heartbeat(this.applicationLogin(ON_PREM_PRIMARY));
  }

  async #layLinks(): Promise<void> {
    const { port, model } = this.#context;
    for (const name of LINKS) {
      const link = new Link(name);
      link.on('change', () => model.changed(`link:${name}`));
      this.links.set(name, link);
      model.links.set(name, link);
    }
    for (const { name, follows, subscribes } of LAYOUT) {
      const hop = follows ?? subscribes;
      if (!hop) continue;
      const target = this.server(hop.source).serverPort;
      if (hop.links.length === 0) {
        this.#sourcePorts.set(name, target);
        continue;
      }
      const proxy = await LinkProxy.listen({
        links: hop.links.map(link => this.links.get(link)!),
        port: await port(`link/${name}`),
        targetPort: target,
      });
      this.#proxies.push(proxy);
      this.#sourcePorts.set(name, proxy.port);
    }
  }

  async #bringUp(): Promise<void> {
    if (await this.#isInitialised()) {
      try {
        await this.#startServers();
        return;
      } catch (error) {
        const { message } = error as Error;
        this.#context.log(`PostgreSQL: ${message}`);
        this.#context.log('PostgreSQL: the data of the last run are of no use');
        await this.#stopServers('immediate');
      }
    }
    await this.#initialise();
    await this.#startServers();
  }

  async #isInitialised(): Promise<boolean> {
    const marker = await readFile(this.#markerFile, 'utf8').catch(() => '');
    return marker === this.#marker;
  }

  async #initialise(): Promise<void> {
    const { log } = this.#context;
    log('PostgreSQL: creating the databases');
    await rm(this.#markerFile, { force: true });
    for (const { name } of LAYOUT) {
      await rm(this.#folder(name), { recursive: true, force: true });
    }
    const passwordFile = path.join(this.#home, 'initial-password');
    await this.#writePrivately(passwordFile, this.#adminPassword);
    await Promise.all(
      ROOTS.map(async layout => {
        const folder = this.#folder(layout.name);
        await this.#user.run(this.#binaries.initdb, [
          `--pgdata=${folder}`,
          `--username=${ADMIN}`,
          `--pwfile=${passwordFile}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale=C',
          '--wal-segsize=4',
          '--no-sync',
          '--no-instructions',
        ]);
        await writeConfiguration(folder, this.#settings(layout), this.#user);
        const server = this.server(layout.name);
        await server.start();
        await server.connected(createRoles, { database: 'postgres' });
        await server.connected(createTables);
        await server.connected(query => setPasswords(query, this.passwords));
      }),
    );
    await rm(passwordFile);

    log('PostgreSQL: joining them by replication');
    await this.server(ON_PREM_PRIMARY).connected(publish);
    await this.server(AWS_PRIMARY).connected(query =>
      subscribe(query, this.#subscription(), slotOf(AWS_PRIMARY)),
    );
    for (const layout of FOLLOWERS) await this.#copy(layout);
    await this.#writePrivately(this.#markerFile, this.#marker);
  }

  async #startServers(): Promise<void> {
    for (const layout of ROOTS) {
      const folder = this.#folder(layout.name);
      await writeConfiguration(folder, this.#settings(layout), this.#user);
    }
    const roots = Promise.all(
      ROOTS.map(({ name }) => this.server(name).start()),
    );
    const followers = Promise.all(
      FOLLOWERS.map(async layout => {
        const folder = this.#folder(layout.name);
        if (!existsSync(path.join(folder, 'standby.signal'))) {
          // It was promoted in its last life, or a copy was cut short.
          await roots;
          await this.#copy(layout);
        }
        await writeConfiguration(folder, this.#settings(layout), this.#user);
        await this.server(layout.name).start();
      }),
    );
    await Promise.all([roots, followers]);
    await this.restorePasswords();
    await this.server(AWS_PRIMARY).connected(query =>
      resubscribe(query, this.#subscription()),
    );
  }

  async #copy(layout: DatabaseLayout): Promise<void> {
    const folder = this.#folder(layout.name);
    await copyFromSource({
      source: this.server(layout.follows!.source),
      slot: slotOf(layout.name),
      folder,
      user: this.#user,
    });
    await writeConfiguration(folder, this.#settings(layout), this.#user);
  }

  #settings(layout: DatabaseLayout): ServerSettings {
    const { name, synchronousStandby, follows } = layout;
    return {
      name,
      port: this.server(name).serverPort,
      synchronousStandby,
      upstream: follows && {
        port: this.#sourcePorts.get(name)!,
        slot: slotOf(name),
        user: REPLICATION,
        passwordFile: this.#passwordFile,
      },
    };
  }

  #subscription(): string {
    return sourceConnection(
      this.#sourcePorts.get(AWS_PRIMARY)!,
      this.#passwordFile,
    );
  }

  #folder(name: string): string {
    return path.join(this.#home, name);
  }

  get #passwordFile(): string {
    return path.join(this.#home, 'replication.pgpass');
  }

  get #markerFile(): string {
    return path.join(this.#home, 'initialised');
  }

  /** Data folders are of use only with the password that they were made with. */
  get #marker(): string {
    const key = createHash('sha256').update(this.#adminPassword).digest('hex');
    return `${LAYOUT_VERSION} ${key}\n`;
  }

  async #writePrivately(file: string, text: string): Promise<void> {
    await writeFile(file, text, { mode: 0o600 });
    await this.#user.own(file);
  }
}
