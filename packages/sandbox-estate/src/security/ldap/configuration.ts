import { existsSync } from 'node:fs';

export const SUFFIX = 'dc=mis,dc=example';
export const ADMIN = `cn=admin,${SUFFIX}`;
export const SERVICES = `ou=services,${SUFFIX}`;
export const PEOPLE = `ou=people,${SUFFIX}`;
export const MONITOR = `cn=twinshore,${SERVICES}`;

const first = (paths: string[]) => paths.find(each => existsSync(each));

/** Where the programs of OpenLDAP are on this machine; undefined when some are missing. */
export function findSlapd() {
  const program = first(['/usr/sbin/slapd', '/usr/libexec/slapd']);
  const schema = first(['/etc/ldap/schema', '/etc/openldap/schema']);
  const modules = first(['/usr/lib/ldap', '/usr/lib64/openldap']);
  return program && schema && modules
    ? { program, schema, modules }
    : undefined;
}

export type Slapd = NonNullable<ReturnType<typeof findSlapd>>;

export function slapdConfiguration(options: {
  slapd: Slapd;
  serverId: number;
  folder: string;
  files: { ca: string; cert: string; key: string };
  adminPassword: string;
  /** Where the other server can be reached for replication. */
  providerPort: number;
}): string {
  const { slapd, serverId, folder, files, adminPassword } = options;
  return [
    ...['core', 'cosine', 'inetorgperson'].map(
      name => `include ${slapd.schema}/${name}.schema`,
    ),
    `modulepath ${slapd.modules}`,
    'moduleload back_mdb',
    'moduleload back_monitor',
    'moduleload syncprov',
    `serverID ${serverId}`,
    'threads 4',
    `TLSCACertificateFile ${files.ca}`,
    `TLSCertificateFile ${files.cert}`,
    `TLSCertificateKeyFile ${files.key}`,
    'TLSProtocolMin 3.4',
    // The portal's user may read how far the server has come, nothing else.
    'database monitor',
    `access to dn.subtree="cn=Databases,cn=Monitor" by dn.exact="${MONITOR}" read by * none`,
    'database mdb',
    `suffix "${SUFFIX}"`,
    `rootdn "${ADMIN}"`,
    `rootpw ${adminPassword}`,
    `directory ${folder}`,
    'maxsize 16777216',
    'dbnosync',
    'access to attrs=userPassword by anonymous auth by * none',
    `access to dn.base="${SUFFIX}" attrs=entry,objectClass,contextCSN by dn.exact="${MONITOR}" read by * none`,
    'access to * by * none',
    `syncrepl rid=00${serverId} provider=ldap://127.0.0.1:${options.providerPort} bindmethod=simple binddn="${ADMIN}" credentials=${adminPassword} searchbase="${SUFFIX}" type=refreshAndPersist retry="1 +" keepalive=10:3:5`,
    'multiprovider on',
    'overlay syncprov',
    '',
  ].join('\n');
}
