import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const migrationsDir = resolvePackagePath(
  '@twinshore/plugin-dr-status-backend',
  'migrations',
);

export function isSqlite(knex: Knex): boolean {
  return knex.client.config.client.includes('sqlite3');
}

/** Opens the plugin's database and brings its tables up to date. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (isSqlite(knex)) {
    // Writers must not stop readers, and a change point must cost a write and
    // not a flush of the disk. What was written survives a killed process.
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = NORMAL');
    await knex.raw('PRAGMA busy_timeout = 5000');
  }
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: migrationsDir });
  }
  return knex;
}

/** The database's clock, milliseconds since the epoch: replicas' own clocks may differ. */
export function databaseNow(knex: Knex): Knex.Raw {
  return isSqlite(knex)
    ? knex.raw("cast(unixepoch('subsec') * 1000 as integer)")
    : knex.raw('(extract(epoch from clock_timestamp()) * 1000)::bigint');
}
