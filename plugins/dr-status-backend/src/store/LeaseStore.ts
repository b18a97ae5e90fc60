import type { Knex } from 'knex';
import { databaseNow } from './openDatabase';

/** What one round over the leases came to. */
export interface LeaseRound {
  /** Sources that this replica asks from now on. */
  held: string[];
  /** Held ones that somebody wants to be asked again since the last round. */
  refresh: string[];
  /** Whether other replicas are alive. */
  shared: boolean;
}

/**
 * Who asks which source.
 *
 * Every replica knows the same sources from its configuration. Each runs a
 * round every few seconds: it says that it is alive, prolongs what it holds,
 * and counts the replicas that are alive. Its fair share is the number of
 * sources over the number of replicas, rounded up. Above it, it lets the
 * surplus go; below it, it takes leases that are free or have run out, each by
 * one conditional update, so that of two replicas only one gets it. A replica
 * that dies prolongs nothing, and the others have its sources after the
 * lease's time; one that stops lets go of them, and the others have them at
 * their next round. All times are the database's, so clocks may differ.
 *
 * A replica's name is stable over restarts (see config), so that a restarted
 * one finds its own leases and goes on at once.
 *
 * While the database is away nobody can take over, and each replica goes on
 * with what it holds: asking twice does no harm to a system that is only read,
 * not asking makes everybody blind.
 */
export interface LeaseStore {
  round(sourceIds: string[]): Promise<LeaseRound>;
  release(): Promise<void>;
  /** Leaves a wish with whoever holds the source. */
  requestRefresh(sourceId: string): Promise<void>;
}

export class DatabaseLeaseStore implements LeaseStore {
  readonly #knex: Knex;
  readonly #replica: string;
  readonly #leaseMilliseconds: number;

  constructor(options: {
    knex: Knex;
    replica: string;
    leaseMilliseconds: number;
  }) {
    this.#knex = options.knex;
    this.#replica = options.replica;
    this.#leaseMilliseconds = options.leaseMilliseconds;
  }

  async round(sourceIds: string[]): Promise<LeaseRound> {
    const knex = this.#knex;
    const now = databaseNow(knex);
    const expiresAt = knex.raw('? + ?', [now, this.#leaseMilliseconds]);

    await knex('replicas')
      .insert({ replica: this.#replica, expires_at: expiresAt })
      .onConflict('replica')
      .merge();
    await knex('source_leases')
      .where({ holder: this.#replica })
      .update({ expires_at: expiresAt });
    const known = new Set(
      await knex('source_leases').pluck<string[]>('source_id'),
    );
    const missing = sourceIds.filter(id => !known.has(id));
    if (missing.length > 0) {
      await knex('source_leases')
        .insert(missing.map(id => ({ source_id: id, expires_at: 0 })))
        .onConflict('source_id')
        .ignore();
    }

    const alive = await knex('replicas')
      .where('expires_at', '>', now)
      .count<Array<{ count: number | string }>>({ count: '*' });
    const replicas = Math.max(1, Number(alive[0].count));
    const share = Math.ceil(sourceIds.length / replicas);
    const own = await this.#held(sourceIds);
    if (own.length > share) {
      await this.#letGo(own.slice(share));
    } else if (own.length < share) {
      await this.#take(sourceIds, share - own.length);
    }
    const held = await this.#held(sourceIds);
    return {
      held,
      refresh: await this.#wishes(held),
      shared: replicas > 1,
    };
  }

  async release(): Promise<void> {
    await this.#knex('source_leases')
      .where({ holder: this.#replica })
      .update({ holder: null, expires_at: 0 });
    await this.#knex('replicas').where({ replica: this.#replica }).delete();
  }

  async requestRefresh(sourceId: string): Promise<void> {
    await this.#knex('source_leases')
      .where({ source_id: sourceId })
      .update({ refresh_requested_at: databaseNow(this.#knex) });
  }

  async #held(sourceIds: string[]): Promise<string[]> {
    const wanted = new Set(sourceIds);
    const held = await this.#knex('source_leases')
      .where({ holder: this.#replica })
      .orderBy('source_id')
      .pluck<string[]>('source_id');
    return held.filter(id => wanted.has(id));
  }

  async #letGo(sourceIds: string[]): Promise<void> {
    await this.#knex('source_leases')
      .where({ holder: this.#replica })
      .whereIn('source_id', sourceIds)
      .update({ holder: null, expires_at: 0 });
  }

  async #take(sourceIds: string[], count: number): Promise<void> {
    const knex = this.#knex;
    const now = databaseNow(knex);
    const free: string[] = await knex('source_leases')
      .where('expires_at', '<=', now)
      .orderBy('source_id')
      .pluck('source_id');
    const wanted = new Set(sourceIds);
    for (const id of free.filter(each => wanted.has(each)).slice(0, count)) {
      await knex('source_leases')
        .where({ source_id: id })
        .andWhere('expires_at', '<=', now)
        .update({
          holder: this.#replica,
          expires_at: knex.raw('? + ?', [now, this.#leaseMilliseconds]),
        });
    }
  }

  async #wishes(held: string[]): Promise<string[]> {
    if (held.length === 0) {
      return [];
    }
    const wishes: string[] = await this.#knex('source_leases')
      .where({ holder: this.#replica })
      .whereNotNull('refresh_requested_at')
      .pluck('source_id');
    if (wishes.length > 0) {
      await this.#knex('source_leases')
        .where({ holder: this.#replica })
        .whereIn('source_id', wishes)
        .update({ refresh_requested_at: null });
    }
    return wishes;
  }
}
