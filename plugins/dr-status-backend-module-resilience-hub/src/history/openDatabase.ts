import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const directory = resolvePackagePath(
  '@twinshore/plugin-dr-status-backend-module-resilience-hub',
  'migrations',
);

/**
 * The module lives in the database of dr-status: its migrations are counted
 * apart, or each of the two would take the other's for lost.
 */
export const MIGRATIONS = {
  directory,
  tableName: 'resilience_hub_knex_migrations',
};

/** Opens the plugin's database and brings the module's tables up to date. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest(MIGRATIONS);
  }
  return knex;
}
