import type { Config } from '@backstage/config';
import {
  readHttpAccess,
  type SourceSettings,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { tlsChecks } from './checks';
import type { TlsTarget } from './handshake';
import { TlsSource } from './TlsSource';

/** Where it is: by `host` and `port`, or by the `url` that clients use. */
function readAddress(item: Config, key: string) {
  if (!item.has('url')) {
    return {
      host: item.getString('host'),
      port: item.getOptionalNumber('port') ?? 443,
    };
  }
  const { url } = readHttpAccess(item, key);
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:') {
    throw new Error(`Invalid value at '${key}.url': an https URL is needed`);
  }
  return {
    // An IPv6 address stands in brackets there.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 443 : Number(port),
  };
}

function readTarget(item: Config, key: string): TlsTarget {
  const { host, port } = readAddress(item, key);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(
      `Invalid value at '${key}.port': a port from 1 to 65535 is needed`,
    );
  }
  const servername = item.getOptionalString('servername') ?? host;
  return {
    name: item.getOptionalString('name') ?? servername,
    host,
    port,
    servername,
    ca: item.getOptionalString('ca'),
  };
}

function readTargets(settings: SourceSettings, item: Config): TlsTarget[] {
  const list = item.getOptionalConfigArray('endpoints') ?? [];
  if (list.length === 0) {
    throw new Error(
      `Missing required config value at '${settings.key}.endpoints': at least one endpoint with its host`,
    );
  }
  return list.map((each, index) =>
    readTarget(each, `${settings.key}.endpoints[${index}]`),
  );
}

/** TLS endpoints, whatever serves them. */
export const tls: SystemKind = {
  id: 'tls',
  title: 'TLS endpoints',
  checks: tlsChecks,
  create: (settings, item) =>
    new TlsSource(settings, {
      endpoints: readTargets(settings, item),
      ca: item.getOptionalString('ca'),
    }),
};
