import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { anAssessment, ESTIMATES } from '../__testUtils__/FakeHub';
import type { StoredApp } from './AssessmentHistory';
import { DatabaseAssessmentHistory } from './DatabaseAssessmentHistory';
import { MIGRATIONS, openDatabase } from './openDatabase';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18', 'POSTGRES_15'],
  disableDocker: true,
});
const open = async (id: TestDatabaseId): Promise<Knex> =>
  openDatabase(mockServices.database({ knex: await databases.init(id) }));

const anApp = (appId: string, name = appId): StoredApp => ({
  handle: `arn:${appId}`,
  app: {
    appId,
    name,
    sourceId: 'resilience-hub:here',
    region: 'eu-west-1',
    entityRefs: ['resource:default/hub'],
    compliance: 'met',
    drift: 'not-detected',
    scorePercent: 86,
    schedule: 'daily',
    policy: null,
    lastSuccess: null,
    newest: null,
    observedAt: '2026-11-25T00:00:00.000Z',
    assessable: true,
  },
});
const DETAIL = {
  recommendations: [
    { component: 'database', status: 'met-can-improve' as const, options: [] },
  ],
  drifts: [
    {
      component: 'database',
      disruption: 'AZ' as const,
      before: null,
      now: null,
    },
  ],
};

describe.each(databases.eachSupportedId())('assessment history, %p', id => {
  it('can be migrated up, down and up again, apart from its neighbours', async () => {
    const knex = await open(id);
    expect(await knex.schema.hasTable('resilience_hub_assessments')).toBe(true);
    // The plugin's own migrations are counted in the table of that name.
    expect(await knex.schema.hasTable('knex_migrations')).toBe(false);
    await knex.migrate.rollback(MIGRATIONS, true);
    for (const table of ['apps', 'assessments', 'claims']) {
      expect(await knex.schema.hasTable(`resilience_hub_${table}`)).toBe(false);
    }
    await knex.migrate.latest(MIGRATIONS);
    expect(await knex.schema.hasTable('resilience_hub_claims')).toBe(true);
  });

  it('leaves a database alone whose migrations are to be skipped', async () => {
    const knex = await databases.init(id);
    await openDatabase(
      mockServices.database({ knex, migrations: { skip: true } }),
    );
    expect(await knex.schema.hasTable('resilience_hub_apps')).toBe(false);
  });

  it('keeps the apps of each source as they were seen last', async () => {
    const history = new DatabaseAssessmentHistory(await open(id));
    await history.saveApps('there', [anApp('c', 'carts')]);
    await history.saveApps('here', [anApp('a', 'orders'), anApp('b', 'bills')]);
    expect((await history.apps()).map(({ name }) => name)).toEqual([
      'bills',
      'carts',
      'orders',
    ]);
    await history.saveApps('here', [anApp('a', 'orders, renamed')]);
    expect((await history.apps()).map(({ name }) => name)).toEqual([
      'carts',
      'orders, renamed',
    ]);
    expect(await history.app('a')).toMatchObject({ handle: 'arn:a' });
    expect(await history.app('b')).toBeUndefined();
  });

  it('forgets apps of sources that are no more, but not at once', async () => {
    const history = new DatabaseAssessmentHistory(await open(id));
    await history.saveApps('resilience-hub:here', [anApp('a')]);
    await history.saveApps('resilience-hub:gone', [anApp('b')]);
    const seen = Date.parse(anApp('b').app.observedAt);
    await history.pruneApps(['resilience-hub:here'], seen);
    expect(await history.apps()).toHaveLength(2);
    await history.pruneApps(['resilience-hub:here'], seen + 1);
    expect((await history.apps()).map(({ appId }) => appId)).toEqual(['a']);
  });

  it('gives an app with its newest and its last successful assessment', async () => {
    const history = new DatabaseAssessmentHistory(await open(id));
    await history.saveApps('here', [anApp('a')]);
    await history.save('a', [
      { assessment: anAssessment('1', 30) },
      { assessment: anAssessment('3', 1, { status: 'failed' }) },
      { assessment: anAssessment('2', 6) },
    ]);
    expect((await history.app('a'))!.app).toMatchObject({
      newest: { assessmentId: '3', status: 'failed' },
      lastSuccess: { assessmentId: '2' },
    });
  });

  it('never makes of what has ended something that runs, nor forgets its detail', async () => {
    const history = new DatabaseAssessmentHistory(await open(id));
    const running = anAssessment('1', 0, {
      status: 'in-progress',
      endedAt: undefined,
    });
    const ended = anAssessment('1', 0, { disruptions: ESTIMATES });
    await history.save('a', [{ assessment: running, startedBy: 'user:a/b' }]);
    expect(await history.open('a')).toMatchObject([{ status: 'in-progress' }]);
    await history.save('a', [{ assessment: anAssessment('1', 0) }]);
    expect(await history.withoutDetail('a', 5)).toEqual([running.handle]);
    // An answer that was late on its way.
    await history.save('a', [{ assessment: running }]);
    expect(await history.open('a')).toEqual([]);
    await history.save('a', [{ assessment: ended, ...DETAIL }]);
    await history.save('a', [{ assessment: anAssessment('1', 0) }]);
    await history.save('a', [{ assessment: running }]);
    expect(await history.withoutDetail('a', 5)).toEqual([]);
    expect((await history.page('a', { limit: 5 })).assessments).toEqual([
      expect.objectContaining({
        status: 'success',
        startedBy: 'user:a/b',
        disruptions: ESTIMATES,
      }),
    ]);
    expect(await history.lastDetail('a')).toEqual({
      assessmentId: '1',
      ...DETAIL,
    });
    expect(await history.lastDetail('b')).toBeUndefined();
  });

  it('pages through the past, newest first, also where starts coincide', async () => {
    const history = new DatabaseAssessmentHistory(await open(id));
    const startedAt = '2026-11-20T03:00:00.000Z';
    const all = [
      ...Array.from({ length: 200 }, (_, hour) =>
        anAssessment(`h${String(hour).padStart(3, '0')}`, hour),
      ),
      ...['x', 'y', 'z'].map(name => anAssessment(name, 5000, { startedAt })),
    ];
    await history.save(
      'a',
      all.map(assessment => ({ assessment })),
    );
    await history.save('b', [{ assessment: anAssessment('other', 1) }]);
    const seen: string[] = [];
    let before: any;
    do {
      const page = await history.page('a', { limit: 67, before });
      expect(page.total).toBe(203);
      seen.push(...page.assessments.map(each => each.startedAt!));
      before = page.next;
    } while (before);
    expect(seen).toHaveLength(203);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it('lets one of many claim an app, until it lets go or time has passed', async () => {
    const knex = await open(id);
    const histories = [1, 2].map(() => new DatabaseAssessmentHistory(knex));
    const until = Date.now() + 60_000;
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        histories[n % 2].claim('a', `user-${n}`, until),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await histories[0].claim('b', 'user', until)).toBe(true);
    await histories[1].release('a');
    expect(await histories[0].claim('a', 'user', Date.now() - 1)).toBe(true);
    // That one was over at once.
    expect(await histories[1].claim('a', 'user', until)).toBe(true);
    expect(await histories[1].claim('a', 'user', until)).toBe(false);
  });

  it('prunes what is old, but the last that succeeded', async () => {
    const history = new DatabaseAssessmentHistory(await open(id));
    await history.save('a', [
      { assessment: anAssessment('a1', 300) },
      { assessment: anAssessment('a2', 200) },
      { assessment: anAssessment('a3', 100, { status: 'failed' }) },
    ]);
    await history.save('b', [
      { assessment: anAssessment('b1', 300) },
      { assessment: anAssessment('b2', 1) },
    ]);
    expect(await history.prune(Date.now() - 50 * 3_600_000)).toBe(3);
    const left = async (appId: string) =>
      (await history.page(appId, { limit: 9 })).assessments.map(
        ({ assessmentId }) => assessmentId,
      );
    expect(await left('a')).toEqual(['a2']);
    expect(await left('b')).toEqual(['b2']);
  });
});
