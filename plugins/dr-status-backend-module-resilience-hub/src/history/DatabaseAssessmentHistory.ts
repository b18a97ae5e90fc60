import type {
  ResilienceHubApp,
  ResilienceHubAssessment,
} from '@twinshore/plugin-dr-status-common';
import type { Knex } from 'knex';
import type { HubAssessment } from '../hub/ResilienceHub';
import { hasEnded } from '../hub/AppReader';
import type {
  AssessmentHistory,
  AssessmentRecord,
  HistoryPosition,
  StoredApp,
} from './AssessmentHistory';

const APPS = 'resilience_hub_apps';
const ASSESSMENTS = 'resilience_hub_assessments';
const CLAIMS = 'resilience_hub_claims';
const ENDED = ['success', 'failed'];
/** All but who started it, which only the portal knows. */
const MERGED = [
  'app_id',
  'handle',
  'status',
  'started_at',
  'detailed',
  'assessment',
  'recommendations',
  'drifts',
];

interface AppRow {
  app_id: string;
  source_id: string;
  name: string;
  handle: string;
  app: string;
}

interface AssessmentRow {
  assessment_id: string;
  app_id: string;
  handle: string;
  status: string;
  started_at: number | string;
  started_by: string | null;
  detailed: boolean | number;
  assessment: string;
  recommendations: string | null;
  drifts: string | null;
}

// SQLite takes 32766 bound values a statement, older ones 999.
const BATCH = 80;

function batches<T>(items: readonly T[]): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    result.push(items.slice(start, start + BATCH));
  }
  return result;
}

function toAssessment(row: AssessmentRow): ResilienceHubAssessment {
  return {
    ...JSON.parse(row.assessment),
    ...(row.started_by !== null && { startedBy: row.started_by }),
  };
}

/** What has no start yet was asked for just now, or lies before all others. */
function startOf({ startedAt, endedAt, status }: HubAssessment): number {
  const at = Date.parse(startedAt ?? endedAt ?? '');
  if (!Number.isNaN(at)) {
    return at;
  }
  return hasEnded({ status }) ? 0 : Date.now();
}

export class DatabaseAssessmentHistory implements AssessmentHistory {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async saveApps(sourceId: string, apps: StoredApp[]): Promise<void> {
    const rows = apps.map(
      ({ app, handle }): AppRow => ({
        app_id: app.appId,
        source_id: sourceId,
        name: app.name,
        handle,
        app: JSON.stringify(app),
      }),
    );
    await this.#knex.transaction(async tx => {
      await tx(APPS)
        .where({ source_id: sourceId })
        .whereNotIn(
          'app_id',
          rows.map(({ app_id }) => app_id),
        )
        .delete();
      for (const batch of batches(rows)) {
        await tx(APPS).insert(batch).onConflict('app_id').merge();
      }
    });
  }

  async apps(): Promise<ResilienceHubApp[]> {
    const rows = await this.#knex<AppRow>(APPS)
      .select()
      .orderBy([{ column: 'name' }, { column: 'app_id' }]);
    return Promise.all(rows.map(row => this.#withAssessments(row)));
  }

  async app(appId: string): Promise<StoredApp | undefined> {
    const row = await this.#knex<AppRow>(APPS).where({ app_id: appId }).first();
    return row && { app: await this.#withAssessments(row), handle: row.handle };
  }

  async save(appId: string, records: AssessmentRecord[]): Promise<void> {
    const kinds: Array<{
      of(record: AssessmentRecord): boolean;
      /** What it may take the place of. */
      over(row: Knex.QueryBuilder): void;
    }> = [
      { of: record => isDetailed(record), over: () => {} },
      {
        of: record => !isDetailed(record) && hasEnded(record.assessment),
        over: row => row.where(`${ASSESSMENTS}.detailed`, false),
      },
      {
        of: record => !isDetailed(record) && !hasEnded(record.assessment),
        over: row => row.whereNotIn(`${ASSESSMENTS}.status`, ENDED),
      },
    ];
    for (const { of, over } of kinds) {
      const rows = records.filter(of).map(record => toRow(appId, record));
      for (const batch of batches(rows)) {
        const merged = this.#knex(ASSESSMENTS)
          .insert(batch)
          .onConflict('assessment_id')
          .merge(MERGED);
        over(merged);
        await merged;
      }
    }
    for (const { assessment, startedBy } of records) {
      if (startedBy !== undefined) {
        await this.#knex(ASSESSMENTS)
          .where({ assessment_id: assessment.assessmentId })
          .update({ started_by: startedBy });
      }
    }
  }

  async withoutDetail(appId: string, limit: number): Promise<string[]> {
    const rows = await this.#newestFirst(appId)
      .where({ status: 'success', detailed: false })
      .limit(limit);
    return rows.map(({ handle }) => handle);
  }

  async page(
    appId: string,
    { limit, before }: { limit: number; before?: HistoryPosition },
  ) {
    const query = this.#newestFirst(appId).limit(limit + 1);
    if (before) {
      query.where(older =>
        older
          .where('started_at', '<', before.startedAt)
          .orWhere(same =>
            same
              .where('started_at', before.startedAt)
              .andWhere('assessment_id', '<', before.assessmentId),
          ),
      );
    }
    const rows = await query;
    const count = await this.#knex(ASSESSMENTS)
      .where({ app_id: appId })
      .count({ total: '*' })
      .first();
    const last = rows[limit - 1];
    return {
      assessments: rows.slice(0, limit).map(toAssessment),
      total: Number(count?.total ?? 0),
      ...(rows.length > limit && {
        next: {
          startedAt: Number(last.started_at),
          assessmentId: last.assessment_id,
        },
      }),
    };
  }

  async lastDetail(appId: string) {
    const row = await this.#newestFirst(appId)
      .where({ status: 'success', detailed: true })
      .first();
    return (
      row && {
        assessmentId: row.assessment_id,
        recommendations: JSON.parse(row.recommendations ?? '[]'),
        drifts: JSON.parse(row.drifts ?? '[]'),
      }
    );
  }

  async open(appId: string): Promise<ResilienceHubAssessment[]> {
    const rows = await this.#newestFirst(appId).whereNotIn('status', ENDED);
    return rows.map(toAssessment);
  }

  async claim(
    appId: string,
    claimedBy: string,
    until: number,
  ): Promise<boolean> {
    return this.#knex.transaction(async tx => {
      await tx(CLAIMS)
        .where({ app_id: appId })
        .where('until', '<=', Date.now())
        .delete();
      const claimed = await tx(CLAIMS)
        .insert({ app_id: appId, claimed_by: claimedBy, until })
        .onConflict('app_id')
        .ignore()
        .returning('app_id');
      return claimed.length > 0;
    });
  }

  async release(appId: string): Promise<void> {
    await this.#knex(CLAIMS).where({ app_id: appId }).delete();
  }

  async pruneApps(
    keepSourceIds: string[],
    observedBefore: number,
  ): Promise<void> {
    const rows = await this.#knex<AppRow>(APPS).whereNotIn(
      'source_id',
      keepSourceIds,
    );
    const forgotten = rows
      .filter(
        row => Date.parse(JSON.parse(row.app).observedAt) < observedBefore,
      )
      .map(({ app_id }) => app_id);
    await this.#knex(APPS).whereIn('app_id', forgotten).delete();
  }

  async prune(startedBefore: number): Promise<number> {
    const last = this.#knex(ASSESSMENTS)
      .where({ status: 'success' })
      .groupBy('app_id')
      .select('app_id')
      .max({ started_at: 'started_at' })
      .as('last');
    const old = await this.#knex(ASSESSMENTS)
      .leftJoin(last, 'last.app_id', `${ASSESSMENTS}.app_id`)
      .where(`${ASSESSMENTS}.started_at`, '<', startedBefore)
      .where(kept =>
        kept
          .whereNull('last.started_at')
          .orWhereRaw('?? <> ??', [
            `${ASSESSMENTS}.started_at`,
            'last.started_at',
          ]),
      )
      .pluck(`${ASSESSMENTS}.assessment_id`);
    for (const batch of batches(old)) {
      await this.#knex(ASSESSMENTS).whereIn('assessment_id', batch).delete();
    }
    return old.length;
  }

  #newestFirst(appId: string) {
    return this.#knex<AssessmentRow>(ASSESSMENTS)
      .where({ app_id: appId })
      .orderBy([
        { column: 'started_at', order: 'desc' },
        { column: 'assessment_id', order: 'desc' },
      ])
      .select();
  }

  async #withAssessments(row: AppRow): Promise<ResilienceHubApp> {
    const newest = await this.#newestFirst(row.app_id).first();
    const lastSuccess =
      newest?.status === 'success'
        ? newest
        : await this.#newestFirst(row.app_id)
            .where({ status: 'success' })
            .first();
    return {
      ...JSON.parse(row.app),
      newest: newest ? toAssessment(newest) : null,
      lastSuccess: lastSuccess ? toAssessment(lastSuccess) : null,
    };
  }
}

function isDetailed({ recommendations, drifts }: AssessmentRecord): boolean {
  return recommendations !== undefined && drifts !== undefined;
}

function toRow(appId: string, record: AssessmentRecord): AssessmentRow {
  const { handle, ...assessment } = record.assessment;
  return {
    assessment_id: assessment.assessmentId,
    app_id: appId,
    handle,
    status: assessment.status,
    started_at: startOf(record.assessment),
    started_by: record.startedBy ?? null,
    detailed: isDetailed(record),
    assessment: JSON.stringify(assessment),
    recommendations: isDetailed(record)
      ? JSON.stringify(record.recommendations)
      : null,
    drifts: isDetailed(record) ? JSON.stringify(record.drifts) : null,
  };
}
