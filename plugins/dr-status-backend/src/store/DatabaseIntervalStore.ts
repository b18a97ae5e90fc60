import type { Knex } from 'knex';
import type {
  HistoryQuery,
  IntervalStore,
  StoredInterval,
  VerdictChange,
} from './IntervalStore';

interface Row {
  id: number | string;
  entity_ref: string;
  check_id: string;
  verdict: StoredInterval['verdict'];
  previous_verdict: StoredInterval['previousVerdict'];
  reason: string;
  from_at: number | string;
  to_at: number | string | null;
}

// SQLite takes 32766 bound values a statement, older ones 999.
const BATCH = 100;
const CONFIRMATION = 'verdicts';

// PostgreSQL returns 64-bit integers as strings.
function toInterval(row: Row): StoredInterval {
  return {
    id: Number(row.id),
    entityRef: row.entity_ref,
    checkId: row.check_id,
    verdict: row.verdict,
    previousVerdict: row.previous_verdict,
    reason: row.reason,
    fromAt: Number(row.from_at),
    toAt: row.to_at === null ? null : Number(row.to_at),
  };
}

function keyOf(pair: { entityRef: string; checkId: string }): string {
  return `${pair.entityRef}\n${pair.checkId}`;
}

function batches<T>(items: T[]): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    result.push(items.slice(start, start + BATCH));
  }
  return result;
}

export class DatabaseIntervalStore implements IntervalStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async resume(now: number, graceMilliseconds: number): Promise<void> {
    const confirmation = await this.#knex('confirmations')
      .where({ id: CONFIRMATION })
      .first();
    const confirmedAt = Number(confirmation?.confirmed_at ?? 0);
    if (now - confirmedAt <= graceMilliseconds) {
      return;
    }
    // What began after the last confirmation lasted for a moment at least.
    await this.#knex('verdict_intervals')
      .whereNull('to_at')
      .update({
        to_at: this.#knex.raw('case when from_at > ? then from_at else ? end', [
          confirmedAt,
          confirmedAt,
        ]),
      });
  }

  async record(changes: VerdictChange[]): Promise<StoredInterval[]> {
    const recorded: StoredInterval[] = [];
    for (const batch of batches(changes)) {
      recorded.push(
        ...(await this.#knex.transaction(tx => this.#recordBatch(tx, batch))),
      );
    }
    if (changes.length > 0) {
      // Whoever reads the change must not find that it was never confirmed.
      await this.confirm(Math.max(...changes.map(({ at }) => at)));
    }
    return recorded;
  }

  async #recordBatch(
    tx: Knex.Transaction,
    changes: VerdictChange[],
  ): Promise<StoredInterval[]> {
    const standing = new Map(
      (await this.#openOf(tx, changes)).map(each => [keyOf(each), each]),
    );
    const fresh = changes.filter(
      change => standing.get(keyOf(change))?.verdict !== change.verdict,
    );
    if (fresh.length === 0) {
      return [...standing.values()];
    }
    const ended = fresh
      .map(change => ({ change, interval: standing.get(keyOf(change)) }))
      .filter(({ interval }) => interval !== undefined);
    for (const { change, interval } of ended) {
      // Another replica's clock may be ahead: nothing ends before it began.
      await tx('verdict_intervals')
        .where({ id: interval!.id })
        .whereNull('to_at')
        .update({ to_at: Math.max(change.at, interval!.fromAt) });
    }
    const last = await this.#lastOf(
      tx,
      fresh.filter(change => !standing.has(keyOf(change))),
    );
    await tx('verdict_intervals')
      .insert(
        fresh.map(change => {
          const key = keyOf(change);
          return {
            entity_ref: change.entityRef,
            check_id: change.checkId,
            verdict: change.verdict,
            previous_verdict:
              standing.get(key)?.verdict ?? last.get(key) ?? null,
            reason: change.reason,
            from_at: Math.max(change.at, standing.get(key)?.fromAt ?? 0),
            to_at: null,
          };
        }),
      )
      .onConflict(tx.raw('(entity_ref, check_id) where to_at is null') as any)
      .ignore();
    return this.#openOf(tx, changes);
  }

  /** What stood before a gap in the measurement. */
  async #lastOf(tx: Knex, pairs: VerdictChange[]) {
    if (pairs.length === 0) {
      return new Map<string, StoredInterval['verdict']>();
    }
    const rows: Row[] = await tx<Row>('verdict_intervals')
      .select()
      .whereIn(
        'id',
        tx('verdict_intervals')
          .max('id')
          .whereIn(
            ['entity_ref', 'check_id'],
            pairs.map(({ entityRef, checkId }) => [entityRef, checkId]),
          )
          .groupBy('entity_ref', 'check_id'),
      );
    return new Map(
      rows.map(toInterval).map(each => [keyOf(each), each.verdict]),
    );
  }

  async #openOf(
    tx: Knex,
    pairs: Array<{ entityRef: string; checkId: string }>,
  ): Promise<StoredInterval[]> {
    const rows: Row[] = await tx<Row>('verdict_intervals')
      .select()
      .whereNull('to_at')
      .whereIn(
        ['entity_ref', 'check_id'],
        pairs.map(({ entityRef, checkId }) => [entityRef, checkId]),
      );
    return rows.map(toInterval);
  }

  async open(): Promise<StoredInterval[]> {
    const rows: Row[] = await this.#knex<Row>('verdict_intervals')
      .select()
      .whereNull('to_at');
    return rows.map(toInterval);
  }

  async close(
    pairs: Array<{ entityRef: string; checkId: string }>,
    at: number,
  ): Promise<void> {
    for (const batch of batches(pairs)) {
      await this.#knex('verdict_intervals')
        .whereNull('to_at')
        .whereIn(
          ['entity_ref', 'check_id'],
          batch.map(({ entityRef, checkId }) => [entityRef, checkId]),
        )
        .update({
          to_at: this.#knex.raw(
            'case when from_at > ? then from_at else ? end',
            [at, at],
          ),
        });
    }
  }

  async confirm(at: number): Promise<void> {
    await this.#knex('confirmations')
      .insert({ id: CONFIRMATION, confirmed_at: at })
      .onConflict('id')
      .merge();
  }

  async history(query: HistoryQuery) {
    const filter = (builder: Knex.QueryBuilder) => {
      if (query.entityRef) {
        builder.where('entity_ref', query.entityRef);
      }
      if (query.checkId) {
        builder.where('check_id', query.checkId);
      }
      const { fromAt, toAt } = query;
      if (fromAt !== undefined) {
        builder.where(ended =>
          ended.whereNull('to_at').orWhere('to_at', '>=', fromAt),
        );
      }
      if (toAt !== undefined) {
        builder.where('from_at', '<=', toAt);
      }
    };
    const [{ count }] = await this.#knex('verdict_intervals')
      .where(filter)
      .count<Array<{ count: number | string }>>({ count: '*' });
    const page = this.#knex<Row>('verdict_intervals')
      .select()
      .where(filter)
      .orderBy([
        { column: 'from_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(query.limit);
    const { before } = query;
    if (before) {
      page.where(older =>
        older
          .where('from_at', '<', before.fromAt)
          .orWhere(same =>
            same
              .where('from_at', '=', before.fromAt)
              .andWhere('id', '<', before.id),
          ),
      );
    }
    const rows: Row[] = await page;
    return { intervals: rows.map(toInterval), total: Number(count) };
  }

  async changesSince(fromAt: number, limit: number): Promise<StoredInterval[]> {
    const rows: Row[] = await this.#knex<Row>('verdict_intervals')
      .select()
      .where('from_at', '>=', fromAt)
      .whereNotNull('previous_verdict')
      .whereRaw('previous_verdict <> verdict')
      .orderBy([
        { column: 'from_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    return rows.map(toInterval);
  }

  async prune(endedBefore: number): Promise<number> {
    let deleted = 0;
    // Small steps, so that the writers of change points never wait for long.
    for (;;) {
      const ids = await this.#knex('verdict_intervals')
        .where('to_at', '<', endedBefore)
        .limit(500)
        .pluck<Array<number | string>>('id');
      if (ids.length === 0) {
        return deleted;
      }
      deleted += await this.#knex('verdict_intervals')
        .whereIn('id', ids)
        .delete();
    }
  }
}
