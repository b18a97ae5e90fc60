import type { Config } from '@backstage/config';
import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { ldapInSync, ldapServersUp, ldapTls } from './checks';
import { LdapSource } from './LdapSource';

const DIRECTORIES = ['openldap', 'active-directory'] as const;

function readServers(item: Config, key: string, secured: boolean) {
  const servers = item.getConfigArray('servers').map((server, index) => {
    const at = `${key}.servers[${index}].url`;
    const text = server.getString('url');
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^ldaps?:$/.test(url.protocol)) {
      throw new Error(
        `Invalid value at '${at}': an ldap or ldaps URL is needed`,
      );
    }
    if (url.username || url.password) {
      throw new Error(
        `Invalid value at '${at}': credentials do not belong in a URL; give ${key}.bindDn and ${key}.bindPassword`,
      );
    }
    if (url.protocol === 'ldap:' && !secured) {
      throw new Error(
        `Invalid value at '${at}': the password would travel in the clear; use ldaps, or set ${key}.startTls`,
      );
    }
    return { name: server.getOptionalString('name') ?? url.host, url: text };
  });
  if (servers.length === 0) {
    throw new Error(
      `Missing required config value at '${key}.servers': each server of the directory`,
    );
  }
  return servers;
}

/** A directory: OpenLDAP providers, or domain controllers. */
export const ldap: SystemKind = {
  id: 'ldap',
  title: 'LDAP',
  checks: [ldapServersUp, ldapInSync, ldapTls],
  create(settings, item) {
    const { key } = settings;
    const directory = item.getOptionalString('directory') ?? 'openldap';
    if (!DIRECTORIES.some(each => each === directory)) {
      throw new Error(
        `Invalid value at '${key}.directory': "${directory}" is none of ${DIRECTORIES.join(
          ', ',
        )}`,
      );
    }
    const bindDn = item.getOptionalString('bindDn');
    const bindPassword = item.getOptionalString('bindPassword');
    if ((bindDn === undefined) !== (bindPassword === undefined)) {
      throw new Error(
        `Missing required config value at '${key}.${
          bindDn === undefined ? 'bindDn' : 'bindPassword'
        }': one of the two does nothing without the other`,
      );
    }
    const startTls = item.getOptionalBoolean('startTls') ?? false;
    return new LdapSource(settings, {
      directory: directory as (typeof DIRECTORIES)[number],
      servers: readServers(item, key, startTls || bindDn === undefined),
      login: {
        startTls,
        ca: item.getOptionalString('ca'),
        bindDn,
        bindPassword,
      },
      baseDn:
        directory === 'openldap'
          ? item.getString('baseDn')
          : item.getOptionalString('baseDn') ?? '',
    });
  },
};
