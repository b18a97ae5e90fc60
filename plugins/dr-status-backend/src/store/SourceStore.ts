import type { Knex } from 'knex';
import type { SourceReport } from '../collector/SourceRunner';
import { databaseNow } from './openDatabase';

/** The last reports of the sources, as the replicas share them. */
export interface SourceStore {
  save(reports: SourceReport[]): Promise<void>;
  /** Reports written since the cursor of the last call, all of them without one. */
  readSince(
    cursor?: number,
  ): Promise<{ reports: SourceReport[]; cursor: number }>;
  read(sourceIds: string[]): Promise<SourceReport[]>;
  /** Forgets sources that are not configured any more and not written since. */
  prune(keep: string[], olderThanMilliseconds: number): Promise<void>;
}

// Transactions become visible after the moment they carry: read a little again.
const OVERLAP_MILLISECONDS = 2000;
const BATCH = 100;

interface Row {
  source_id: string;
  status: string;
  observations: string;
  written_at: number | string;
}

function toReport(row: Row): SourceReport {
  return {
    status: JSON.parse(row.status),
    observations: JSON.parse(row.observations),
  };
}

export class DatabaseSourceStore implements SourceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async save(reports: SourceReport[]): Promise<void> {
    for (let start = 0; start < reports.length; start += BATCH) {
      await this.#knex('sources')
        .insert(
          reports.slice(start, start + BATCH).map(report => ({
            source_id: report.status.id,
            status: JSON.stringify(report.status),
            observations: JSON.stringify(report.observations),
            written_at: databaseNow(this.#knex),
          })),
        )
        .onConflict('source_id')
        .merge();
    }
  }

  async readSince(cursor?: number) {
    const query = this.#knex<Row>('sources').select();
    if (cursor !== undefined) {
      query.where('written_at', '>=', cursor - OVERLAP_MILLISECONDS);
    }
    const rows: Row[] = await query;
    return {
      reports: rows.map(toReport),
      cursor: Math.max(
        cursor ?? 0,
        ...rows.map(({ written_at }) => Number(written_at)),
      ),
    };
  }

  async read(sourceIds: string[]): Promise<SourceReport[]> {
    const rows: Row[] = await this.#knex<Row>('sources')
      .select()
      .whereIn('source_id', sourceIds);
    return rows.map(toReport);
  }

  async prune(keep: string[], olderThanMilliseconds: number): Promise<void> {
    await this.#knex('sources')
      .whereNotIn('source_id', keep)
      .andWhere(
        'written_at',
        '<',
        this.#knex.raw('? - ?', [
          databaseNow(this.#knex),
          olderThanMilliseconds,
        ]),
      )
      .delete();
  }
}
