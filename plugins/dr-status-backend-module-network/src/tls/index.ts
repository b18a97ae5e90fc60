import type { Config } from '@backstage/config';
import type {
  SourceSettings,
  SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { tlsChecks } from './checks';
import type { TlsTarget } from './handshake';
import { TlsSource } from './TlsSource';

function readTarget(item: Config, key: string): TlsTarget {
  const host = item.getString('host');
  const port = item.getOptionalNumber('port') ?? 443;
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
