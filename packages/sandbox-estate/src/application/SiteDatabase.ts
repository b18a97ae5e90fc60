import { Pool } from 'pg';
import type { EstateModel, SiteName } from '../model';

interface Member {
  name: string;
  pool: Pool;
}

/**
 * The database as an application at a site uses it: the site's server that
 * takes writes, or else one that can at least be read.
 */
export class SiteDatabase {
  readonly #members: Member[];
  #current: Member | undefined;

  constructor(model: EstateModel, site: SiteName) {
    this.#members = [...model.databases.values()]
      .filter(database => database.site === site)
      .map(({ name }) => {
        const pool = new Pool({
          ...model.databaseLogin?.(name),
          max: 5,
          connectionTimeoutMillis: 1_000,
          query_timeout: 1_500,
          application_name: `fastapi-backend-${site}`,
        });
        // A server that goes takes idle connections with it.
        pool.on('error', () => {});
        return { name, pool };
      });
    this.#current = this.#members[0];
  }

  /**
   * Asks the servers which of them to use from now on.
   *
   * @returns what was found; undefined when none answers
   */
  async find(): Promise<{ name: string; writable: boolean } | undefined> {
    const answers = await Promise.all(
      this.#members.map(async member => {
        try {
          const { rows } = await member.pool.query(
            'SELECT NOT pg_is_in_recovery() AS writable',
          );
          return { member, writable: rows[0].writable as boolean };
        } catch {
          return undefined;
        }
      }),
    );
    const alive = answers.filter(answer => answer !== undefined);
    const best = alive.find(({ writable }) => writable) ?? alive[0];
    if (!best) return undefined;
    this.#current = best.member;
    return { name: best.member.name, writable: best.writable };
  }

  async query(sql: string, values: unknown[]): Promise<unknown[]> {
    if (!this.#current) throw new Error('The site has no database');
    const { rows } = await this.#current.pool.query(sql, values);
    return rows;
  }

  async close(): Promise<void> {
    // Not awaited for long: a hung server never says goodbye.
    const closing = Promise.allSettled(
      this.#members.map(({ pool }) => pool.end()),
    );
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>(resolve => {
      timer = setTimeout(resolve, 1_000);
    });
    await Promise.race([closing, patience]);
    clearTimeout(timer);
  }
}
