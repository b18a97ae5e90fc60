import type { Config } from '@backstage/config';
import type { SourceFamily } from '@twinshore/plugin-dr-status-node';
import { PostgresqlSource } from './PostgresqlSource';
import { quoteTable } from './queries';
import type { ConnectionSettings } from './session';

const DEFAULT_HEARTBEAT_TABLE = 'twinshore.heartbeat';

function readSsl(connection: Config): ConnectionSettings['ssl'] {
  if (typeof connection.getOptional('ssl') !== 'object') {
    return connection.getOptionalBoolean('ssl') ?? false;
  }
  const ssl = connection.getConfig('ssl');
  return {
    ca: ssl.getOptionalString('ca'),
    cert: ssl.getOptionalString('cert'),
    key: ssl.getOptionalString('key'),
    rejectUnauthorized: ssl.getOptionalBoolean('rejectUnauthorized') ?? true,
  };
}

function readConnection(item: Config, at: string): ConnectionSettings {
  const connection = item.getConfig('connection');
  const port = connection.getOptionalNumber('port') ?? 5432;
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(
      `Invalid value at '${at}.connection.port': a port between 1 and 65535 is needed`,
    );
  }
  return {
    host: connection.getString('host'),
    port,
    database: connection.getString('database'),
    user: connection.getString('user'),
    password: connection.getOptionalString('password'),
    ssl: readSsl(connection),
  };
}

function readHeartbeatTable(item: Config, at: string): string | undefined {
  if (item.getOptional('heartbeat') === false) {
    return undefined;
  }
  const table =
    item.getOptionalString('heartbeat.table') ?? DEFAULT_HEARTBEAT_TABLE;
  const quoted = quoteTable(table);
  if (!quoted) {
    throw new Error(
      `Invalid value at '${at}.heartbeat.table': "${table}" is no table name, for example twinshore.heartbeat`,
    );
  }
  return quoted;
}

/** How `drStatus.sources.postgresql` is read. */
export const postgresqlFamily: SourceFamily = {
  family: 'postgresql',
  kind: 'postgresql',
  title: ({ name }) => `PostgreSQL ${name}`,
  defaults: { intervalSeconds: 2, timeoutSeconds: 3 },
  create: (settings, item) =>
    new PostgresqlSource({
      ...settings,
      connection: readConnection(item, settings.key),
      heartbeatTable: readHeartbeatTable(item, settings.key),
    }),
};
