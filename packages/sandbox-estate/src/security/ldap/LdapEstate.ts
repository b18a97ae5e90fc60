import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { issueCertificate, keptAuthority } from '../../certificates/authority';
import { Link } from '../../links/Link';
import { LinkProxy } from '../../links/LinkProxy';
import type { SandboxContext } from '../../part';
import { ProcessGuard } from '../../process/ProcessGuard';
import { ServerProcess } from '../../process/ServerProcess';
import { until } from '../../process/until';
import {
  ADMIN,
  MONITOR,
  PEOPLE,
  SERVICES,
  slapdConfiguration,
  SUFFIX,
  type Slapd,
} from './configuration';

export const LDAP_SERVERS = ['ldap-1', 'ldap-2'];
const PERSONS = 40;
const WELL_SECONDS = 20;

export interface LdapAddresses {
  /** By server: where clients log in over TLS. */
  tls: Map<string, number>;
  /** By server: where the sandbox itself works. */
  plain: Map<string, number>;
  /** By server: where the other one replicates from it, over a link that can be cut. */
  replication: Map<string, number>;
}

export interface LdapPasswords {
  admin: string;
  monitor: string;
}

/** Two real slapd on premises that are providers for each other. */
export class LdapEstate {
  readonly #dir: string;
  readonly #slapd: Slapd;
  readonly #addresses: LdapAddresses;
  readonly #passwords: LdapPasswords;
  readonly #guard = ProcessGuard.start();
  readonly #link = new Link('ldap-replication');
  readonly #proxies: LinkProxy[] = [];
  readonly #processes = new Map<string, ServerProcess>();
  /** Those that have not been started by this sandbox yet. */
  readonly #fresh = new Set(LDAP_SERVERS);

  private constructor(
    dir: string,
    slapd: Slapd,
    addresses: LdapAddresses,
    passwords: LdapPasswords,
  ) {
    this.#dir = dir;
    this.#slapd = slapd;
    this.#addresses = addresses;
    this.#passwords = passwords;
  }

  static async start(options: {
    context: SandboxContext;
    slapd: Slapd;
    addresses: LdapAddresses;
    passwords: LdapPasswords;
    authority: Awaited<ReturnType<typeof keptAuthority>>;
  }): Promise<LdapEstate> {
    const { context, slapd, addresses, passwords, authority } = options;
    const dir = path.join(context.dir, 'ldap');
    const estate = new LdapEstate(dir, slapd, addresses, passwords);
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await estate.#writeCertificates(authority);
      for (const name of LDAP_SERVERS) {
        estate.#proxies.push(
          await LinkProxy.listen({
            links: [estate.#link],
            port: addresses.replication.get(name)!,
            targetPort: addresses.plain.get(name)!,
          }),
        );
      }
      LDAP_SERVERS.forEach((name, index) =>
        estate.#processes.set(name, estate.#create(name, index)),
      );
      await Promise.all(LDAP_SERVERS.map(name => estate.process(name).start()));
      await estate.#fill();
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

  async crash(names: string[], reason: string): Promise<void> {
    await Promise.all(names.map(name => this.process(name).crash(reason)));
  }

  async release(names: string[], reason: string): Promise<void> {
    await Promise.all(names.map(name => this.process(name).release(reason)));
  }

  /** Lets no change cross between the servers, and makes one that should. */
  async cutReplication(reason: string): Promise<void> {
    this.#link.cut(reason);
    await this.#describeMonitor(LDAP_SERVERS[0]);
  }

  restoreReplication(reason: string): void {
    this.#link.restore(reason);
  }

  /** The right password of the portal's user, or another one. */
  async setMonitorPassword(right: boolean): Promise<void> {
    const value = right
      ? this.#passwords.monitor
      : randomBytes(16).toString('base64url');
    await this.#modifyMonitor(this.#anyRunning(), 'userPassword', value);
  }

  /** Resolves when the servers that run have the same, as far as faults allow. */
  untilWell(): Promise<void> {
    return until(
      'The directory becoming well',
      async () => {
        for (const name of LDAP_SERVERS) {
          const { state, held } = this.process(name);
          if (state === 'stopped' && !held) return `${name} is stopped`;
        }
        const running = LDAP_SERVERS.filter(
          name => this.process(name).state === 'running',
        );
        if (running.length < 2 || !this.#link.up) return true;
        const [one, two] = await Promise.all(
          running.map(name => this.#progress(name)),
        );
        return (one !== '' && one === two) || 'the servers differ';
      },
      { seconds: WELL_SECONDS, everyMs: 100 },
    );
  }

  async mend(): Promise<void> {
    await Promise.all(LDAP_SERVERS.map(name => this.process(name).start()));
    await this.untilWell();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#processes.values()].map(one => one.stop()));
    await Promise.all(this.#proxies.map(one => one.close()));
    await this.#guard.stop();
  }

  state() {
    return LDAP_SERVERS.map(name => ({
      name,
      state: this.process(name).state,
      replicates: this.#link.up,
    }));
  }

  #anyRunning(): string {
    const name = LDAP_SERVERS.find(
      each => this.process(each).state === 'running',
    );
    if (!name) throw new Error('No directory server runs');
    return name;
  }

  async #asAdmin<T>(
    name: string,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    const client = new Client({
      url: `ldap://127.0.0.1:${this.#addresses.plain.get(name)}`,
      timeout: 2000,
      connectTimeout: 2000,
    });
    try {
      await client.bind(ADMIN, this.#passwords.admin);
      return await work(client);
    } finally {
      await client.unbind().catch(() => {});
    }
  }

  #modifyMonitor(name: string, type: string, value: string): Promise<void> {
    return this.#asAdmin(name, client =>
      client.modify(
        MONITOR,
        new Change({
          operation: 'replace',
          modification: new Attribute({ type, values: [value] }),
        }),
      ),
    );
  }

  async #describeMonitor(name: string): Promise<void> {
    if (this.process(name).state === 'running') {
      await this.#modifyMonitor(name, 'description', new Date().toISOString());
    }
  }

  #progress(name: string): Promise<string> {
    return this.#asAdmin(name, async client => {
      const { searchEntries } = await client.search(SUFFIX, {
        scope: 'base',
        attributes: ['contextCSN'],
      });
      return [searchEntries[0]?.contextCSN ?? []].flat().sort().join(' ');
    }).catch(() => '');
  }

  async #fill(): Promise<void> {
    await this.#asAdmin(LDAP_SERVERS[0], async client => {
      await client.add(SUFFIX, {
        objectClass: ['dcObject', 'organization'],
        dc: 'mis',
        o: 'MIS',
      });
      for (const [dn, ou] of [
        [SERVICES, 'services'],
        [PEOPLE, 'people'],
      ]) {
        await client.add(dn, { objectClass: ['organizationalUnit'], ou });
      }
      await client.add(MONITOR, {
        objectClass: ['organizationalRole', 'simpleSecurityObject'],
        cn: 'twinshore',
        userPassword: this.#passwords.monitor,
      });
      for (let number = 1; number <= PERSONS; number += 1) {
        const uid = `officer${String(number).padStart(2, '0')}`;
        await client.add(`uid=${uid},${PEOPLE}`, {
          objectClass: ['inetOrgPerson'],
          uid,
          cn: `Officer ${number}`,
          sn: `${number}`,
        });
      }
    });
  }

  async #writeCertificates(
    authority: Awaited<ReturnType<typeof keptAuthority>>,
  ): Promise<void> {
    const { key, cert } = await issueCertificate(authority, {
      commonName: 'ldap.on-prem.mis.example',
      names: ['localhost'],
      addresses: ['127.0.0.1'],
    });
    const files = {
      'ca.pem': authority.cert,
      'cert.pem': cert,
      'key.pem': key,
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(this.#dir, name), text, { mode: 0o600 });
    }
  }

  #create(name: string, index: number): ServerProcess {
    const folder = path.join(this.#dir, name);
    const file = path.join(this.#dir, `${name}.conf`);
    const other = LDAP_SERVERS[1 - index];
    const { plain, tls, replication } = this.#addresses;
    return new ServerProcess({
      name,
      program: this.#slapd.program,
      args: [
        '-d',
        '0',
        '-f',
        file,
        '-h',
        `ldap://127.0.0.1:${plain.get(name)} ldaps://127.0.0.1:${tls.get(
          name,
        )}`,
      ],
      logFile: path.join(this.#dir, `${name}.log`),
      pidFile: path.join(this.#dir, `${name}.pid`),
      guard: this.#guard,
      prepare: async () => {
        // Each start of the sandbox is well: the directory is filled anew.
        if (this.#fresh.delete(name)) {
          await rm(folder, { recursive: true, force: true });
        }
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const text = slapdConfiguration({
          slapd: this.#slapd,
          serverId: index + 1,
          folder,
          files: {
            ca: path.join(this.#dir, 'ca.pem'),
            cert: path.join(this.#dir, 'cert.pem'),
            key: path.join(this.#dir, 'key.pem'),
          },
          adminPassword: this.#passwords.admin,
          providerPort: replication.get(other)!,
        });
        await writeFile(file, text, { mode: 0o600 });
      },
      ready: () =>
        this.#asAdmin(name, async () => true).catch(
          error => (error as Error).message,
        ),
    });
  }
}
