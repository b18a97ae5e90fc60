import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, until } from '@twinshore/plugin-dr-status-node/testUtils';
import { Attribute, Change, Client } from 'ldapts';

export const SUFFIX = 'dc=mis,dc=example';
export const ADMIN = {
  dn: `cn=admin,${SUFFIX}`,
  password: 'administrator-of-a-test',
};
export const MONITOR = {
  bindDn: `cn=twinshore,${SUFFIX}`,
  bindPassword: 'monitor-of-a-test',
};

const SLAPD = ['/usr/sbin/slapd', '/usr/libexec/slapd'].find(existsSync);
const SCHEMA = ['/etc/ldap/schema', '/etc/openldap/schema'].find(existsSync);
const MODULES = ['/usr/lib/ldap', '/usr/lib/openldap'].find(existsSync);

export const slapdInstalled =
  SLAPD !== undefined &&
  SCHEMA !== undefined &&
  MODULES !== undefined &&
  spawnSync('openssl', ['version']).status === 0;

/** Two real slapd that are providers for each other, on loopback. */
export class SlapdServers {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'dr-status-ldap-'));
  readonly #children = new Map<number, ChildProcess>();
  readonly ports: Array<{ plain: number; tls: number }> = [];
  ca = '';

  static async start(): Promise<SlapdServers> {
    const servers = new SlapdServers();
    servers.#makeCertificate();
    for (let index = 0; index < 2; index += 1) {
      servers.ports.push({ plain: await freePort(), tls: await freePort() });
    }
    await Promise.all([0, 1].map(index => servers.startOne(index)));
    await servers.change(0, client => servers.#fill(client));
    return servers;
  }

  url(index: number, scheme: 'ldap' | 'ldaps' = 'ldaps'): string {
    const { plain, tls } = this.ports[index];
    return `${scheme}://127.0.0.1:${scheme === 'ldap' ? plain : tls}`;
  }

  /** Works at one of them as administrator. */
  async change(
    index: number,
    work: (client: Client) => Promise<unknown>,
  ): Promise<void> {
    const client = new Client({ url: this.url(index, 'ldap'), timeout: 5000 });
    try {
      await client.bind(ADMIN.dn, ADMIN.password);
      await work(client);
    } finally {
      await client.unbind();
    }
  }

  async rename(index: number, description: string): Promise<void> {
    await this.change(index, client =>
      client.modify(
        MONITOR.bindDn,
        new Change({
          operation: 'replace',
          modification: new Attribute({
            type: 'description',
            values: [description],
          }),
        }),
      ),
    );
  }

  signal(index: number, name: NodeJS.Signals): void {
    this.#children.get(index)!.kill(name);
  }

  async kill(index: number): Promise<void> {
    const child = this.#children.get(index);
    this.#children.delete(index);
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#children.keys()].map(each => this.kill(each)));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async startOne(index: number): Promise<void> {
    const data = path.join(this.#folder, `data-${index}`);
    mkdirSync(data, { recursive: true });
    const file = path.join(this.#folder, `${index}.conf`);
    writeFileSync(file, this.#configuration(index, data));
    const child = spawn(
      SLAPD!,
      [
        '-d',
        '0',
        '-f',
        file,
        '-h',
        `${this.url(index, 'ldap')} ${this.url(index)}`,
      ],
      { stdio: 'ignore' },
    );
    this.#children.set(index, child);
    await until(`slapd ${index}`, async () => {
      await this.change(index, async () => {});
      return true;
    });
  }

  async #fill(client: Client): Promise<void> {
    await client.add(SUFFIX, {
      objectClass: ['dcObject', 'organization'],
      dc: 'mis',
      o: 'MIS',
    });
    await client.add(MONITOR.bindDn, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'twinshore',
      userPassword: MONITOR.bindPassword,
    });
  }

  #configuration(index: number, data: string): string {
    const other = 1 - index;
    return [
      `include ${SCHEMA}/core.schema`,
      `modulepath ${MODULES}`,
      'moduleload back_mdb',
      'moduleload back_monitor',
      'moduleload syncprov',
      `serverID ${index + 1}`,
      `TLSCACertificateFile ${this.#folder}/cert.pem`,
      `TLSCertificateFile ${this.#folder}/cert.pem`,
      `TLSCertificateKeyFile ${this.#folder}/key.pem`,
      // As the README of this module asks for it.
      'database monitor',
      `access to dn.subtree="cn=Databases,cn=Monitor" by dn.exact="${MONITOR.bindDn}" read by * none`,
      'database mdb',
      `suffix "${SUFFIX}"`,
      `rootdn "${ADMIN.dn}"`,
      `rootpw ${ADMIN.password}`,
      `directory ${data}`,
      'maxsize 16777216',
      'access to attrs=userPassword by anonymous auth by * none',
      `access to dn.base="${SUFFIX}" attrs=entry,objectClass,contextCSN by dn.exact="${MONITOR.bindDn}" read by * none`,
      'access to * by * none',
      `syncrepl rid=00${index + 1} provider=ldap://127.0.0.1:${
        this.ports[other].plain
      } bindmethod=simple binddn="${ADMIN.dn}" credentials=${
        ADMIN.password
      } searchbase="${SUFFIX}" type=refreshAndPersist retry="1 +"`,
      'multiprovider on',
      'overlay syncprov',
      '',
    ].join('\n');
  }

  #makeCertificate(): void {
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=ldap.example',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      path.join(this.#folder, 'key.pem'),
      '-out',
      path.join(this.#folder, 'cert.pem'),
    ]);
    if (made.status !== 0) {
      throw new Error(`openssl: ${made.stderr}`);
    }
    this.ca = readFileSync(path.join(this.#folder, 'cert.pem'), 'utf8');
  }
}
