import type { SandboxContext } from '../../part';
import type { SystemReply, SystemRequest } from '../../systems/SystemServer';
import { SystemServer } from '../../systems/SystemServer';

const NODES = ['vault-1', 'vault-2', 'vault-3'];
const DR_NODE = 'vault-dr-1';
const VERSION = '1.19.2+ent';
const BRIDGE = ['direct-connect', 'site-to-site-vpn'];
/** A change is written so often. */
const WRITE_MS = 10_000;

/** How replication to the secondary goes, as far as a fault says. */
export type ReplicationTrouble = 'stopped' | 'catching-up';

/**
 * A Vault cluster of three nodes on premises and its disaster recovery
 * secondary, as their unauthenticated status paths show them: the first node
 * that can be is the active one.
 */
export class VaultEstate {
  readonly #context: SandboxContext;
  readonly #servers = new Map<string, SystemServer>();
  readonly #sealed = new Set<string>();
  readonly #stopped = new Set<string>();
  readonly #started = Date.now();
  #trouble?: ReplicationTrouble;
  #heartbeat = Date.now();
  /** Newest change that the secondary has. */
  #copied = 0;

  private constructor(context: SandboxContext) {
    this.#context = context;
  }

  static readonly nodes = NODES;

  static async start(context: SandboxContext): Promise<VaultEstate> {
    const estate = new VaultEstate(context);
    const { model } = context;
    try {
      for (const name of [...NODES, DR_NODE]) {
        const isDr = name === DR_NODE;
        estate.#servers.set(
          name,
          await SystemServer.start({
            name,
            site: isDr ? 'aws-dr' : 'on-prem',
            zones: isDr ? undefined : ['on-prem-dc'],
            port: await context.port(name),
            model,
            answer: request => estate.#answer(name, request),
          }),
        );
      }
    } catch (error) {
      await estate.stop();
      throw error;
    }
    return estate;
  }

  describe() {
    const list = (names: string[]) =>
      names.map(name => ({ name, url: this.#servers.get(name)!.url }));
    return { nodes: list(NODES), drNodes: list([DR_NODE]) };
  }

  seal(name: string, sealed: boolean): void {
    if (sealed) this.#sealed.add(name);
    else this.#sealed.delete(name);
  }

  async setRunning(name: string, running: boolean): Promise<void> {
    if (running) this.#stopped.delete(name);
    else this.#stopped.add(name);
    await this.#servers.get(name)!.setRunning(running);
  }

  setTrouble(trouble?: ReplicationTrouble): void {
    // What was copied until now stays.
    this.#replicate();
    this.#trouble = trouble;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map(each => each.stop()));
  }

  get #active(): string | undefined {
    const { lostSites, lostZones } = this.#context.model;
    return lostSites.has('on-prem') || lostZones.has('on-prem-dc')
      ? undefined
      : NODES.find(name => !this.#sealed.has(name) && !this.#stopped.has(name));
  }

  get #lastWal(): number {
    return 223 + Math.floor((Date.now() - this.#started) / WRITE_MS);
  }

  get #connected(): boolean {
    const { lostSites, links } = this.#context.model;
    const bridge = BRIDGE.flatMap(name => links.get(name) ?? []);
    return (
      this.#trouble !== 'stopped' &&
      this.#active !== undefined &&
      !lostSites.has('aws-dr') &&
      (bridge.length === 0 || bridge.some(({ up }) => up))
    );
  }

  /** Brings the secondary up to date, if anything crosses. */
  #replicate(): boolean {
    const connected = this.#connected;
    if (connected) {
      this.#heartbeat = Date.now();
      if (this.#trouble !== 'catching-up') this.#copied = this.#lastWal;
    }
    return connected;
  }

  #answer(name: string, { path }: SystemRequest): SystemReply | undefined {
    switch (path) {
      case '/v1/sys/health':
        return this.#health(name);
      case '/v1/sys/replication/status':
        return this.#sealed.has(name)
          ? { status: 503, body: { errors: ['Vault is sealed'] } }
          : { body: { data: this.#replication(name) } };
      default:
        return { status: 404, body: { errors: [] } };
    }
  }

  #health(name: string): SystemReply {
    const isDr = name === DR_NODE;
    const sealed = this.#sealed.has(name);
    const active = isDr || this.#active === name;
    let status = active ? 200 : 429;
    if (isDr) status = 472;
    if (sealed) status = 503;
    return {
      status,
      body: {
        initialized: true,
        sealed,
        standby: sealed || !active,
        performance_standby: false,
        replication_performance_mode: 'disabled',
        replication_dr_mode: isDr ? 'secondary' : 'primary',
        server_time_utc: Math.floor(Date.now() / 1000),
        version: VERSION,
        cluster_name: isDr ? 'mis-vault-dr' : 'mis-vault',
      },
    };
  }

  #replication(name: string) {
    const connected = this.#replicate();
    const peer = {
      connection_status: connected ? 'connected' : 'disconnected',
      last_heartbeat: new Date(this.#heartbeat).toISOString(),
    };
    const performance = { mode: 'disabled' };
    if (name !== DR_NODE) {
      return {
        dr: {
          mode: 'primary',
          state: 'running',
          last_dr_wal: this.#lastWal,
          last_wal: this.#lastWal,
          known_secondaries: [DR_NODE],
          secondaries: [peer],
        },
        performance,
      };
    }
    let state = connected ? 'stream-wals' : 'idle';
    if (connected && this.#trouble === 'catching-up') state = 'merkle-sync';
    return {
      dr: {
        mode: 'secondary',
        state,
        last_remote_wal: this.#copied,
        primaries: [peer],
      },
      performance,
    };
  }
}
