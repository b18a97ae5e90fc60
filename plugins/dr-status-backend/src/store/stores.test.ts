import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { DatabaseIntervalStore } from './DatabaseIntervalStore';
import { DatabaseLeaseStore } from './LeaseStore';
import { openDatabase } from './openDatabase';
import { DatabaseSourceStore } from './SourceStore';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18', 'POSTGRES_15'],
  disableDocker: true,
});
const open = async (id: TestDatabaseId): Promise<Knex> =>
  openDatabase(mockServices.database({ knex: await databases.init(id) }));

const PAIR = { entityRef: 'resource:default/a', checkId: 'works' };
const change = (verdict: any, at: number, pair = PAIR) => ({
  ...pair,
  verdict,
  reason: `because ${verdict}`,
  at,
});

describe.each(databases.eachSupportedId())('stores, %p', id => {
  it('can be migrated up, down and up again', async () => {
    const knex = await open(id);
    expect(await knex.schema.hasTable('verdict_intervals')).toBe(true);
    const directory = `${__dirname}/../../migrations`;
    await knex.migrate.rollback({ directory }, true);
    expect(await knex.schema.hasTable('verdict_intervals')).toBe(false);
    await knex.migrate.latest({ directory });
    expect(await knex.schema.hasTable('verdict_intervals')).toBe(true);
  });

  it('leaves a database alone whose migrations are to be skipped', async () => {
    const knex = await databases.init(id);
    await openDatabase(
      mockServices.database({ knex, migrations: { skip: true } }),
    );
    expect(await knex.schema.hasTable('verdict_intervals')).toBe(false);
  });

  describe('intervals', () => {
    it('keeps change points and one open interval a pair', async () => {
      const store = new DatabaseIntervalStore(await open(id));
      await store.record([change('met', 1_000)]);
      await store.record([change('breached', 2_000)]);
      // Another replica saw the same a little later.
      const adopted = await store.record([change('breached', 2_030)]);
      expect(adopted).toMatchObject([
        { verdict: 'breached', fromAt: 2_000, toAt: null },
      ]);
      const { intervals, total } = await store.history({ limit: 10 });
      expect(total).toBe(2);
      expect(intervals).toMatchObject([
        {
          verdict: 'breached',
          previousVerdict: 'met',
          fromAt: 2_000,
          toAt: null,
          reason: 'because breached',
        },
        { verdict: 'met', previousVerdict: null, fromAt: 1_000, toAt: 2_000 },
      ]);
      expect(await store.changesSince(0, 10)).toHaveLength(1);
    });

    it('lets one of two writers win that come at once', async () => {
      const knex = await open(id);
      const stores = [
        new DatabaseIntervalStore(knex),
        new DatabaseIntervalStore(knex),
      ];
      await Promise.all(
        stores.map((store, index) =>
          store.record([change('met', 1_000 + index)]),
        ),
      );
      expect(await stores[0].open()).toHaveLength(1);
    });

    it('goes on after a short break, and leaves a gap after a long one', async () => {
      const store = new DatabaseIntervalStore(await open(id));
      await store.record([change('met', 1_000)]);
      await store.confirm(50_000);
      await store.resume(70_000, 30_000);
      expect(await store.open()).toMatchObject([{ fromAt: 1_000 }]);

      const late = { ...PAIR, checkId: 'late' };
      await store.record([change('met', 55_000, late)]);
      await store.confirm(50_000);
      await store.resume(90_000, 30_000);
      expect(await store.open()).toEqual([]);
      const { intervals } = await store.history({ limit: 10 });
      expect(intervals).toMatchObject([
        { checkId: 'late', fromAt: 55_000, toAt: 55_000 },
        { checkId: 'works', fromAt: 1_000, toAt: 50_000 },
      ]);
      // What stood before the gap is known to what stands after it.
      await store.record([change('breached', 91_000)]);
      expect(await store.open()).toMatchObject([{ previousVerdict: 'met' }]);
    });

    it('filters and pages', async () => {
      const store = new DatabaseIntervalStore(await open(id));
      for (let at = 1; at <= 5; at += 1) {
        await store.record([change(at % 2 ? 'met' : 'breached', at * 1_000)]);
      }
      const other = { entityRef: 'resource:default/b', checkId: 'other' };
      await store.record([change('met', 2_500, other)]);
      const first = await store.history({
        entityRef: PAIR.entityRef,
        limit: 2,
      });
      expect(first.total).toBe(5);
      const [, edge] = first.intervals;
      const second = await store.history({
        entityRef: PAIR.entityRef,
        limit: 10,
        before: { fromAt: edge.fromAt, id: edge.id },
      });
      expect(second.intervals.map(each => each.fromAt)).toEqual([
        3_000, 2_000, 1_000,
      ]);
      const touching = await store.history({
        fromAt: 2_200,
        toAt: 2_800,
        limit: 10,
      });
      expect(touching.intervals.map(each => each.fromAt)).toEqual([
        2_500, 2_000,
      ]);
      expect((await store.history({ checkId: 'other', limit: 10 })).total).toBe(
        1,
      );
    });

    it('ends what is no more and prunes what ended long ago', async () => {
      const store = new DatabaseIntervalStore(await open(id));
      await store.record([change('met', 1_000)]);
      await store.close([PAIR], 2_000);
      expect(await store.open()).toEqual([]);
      expect(await store.prune(2_000)).toBe(0);
      expect(await store.prune(2_001)).toBe(1);
    });
  });

  it('keeps the last report of each source, and tells what is new', async () => {
    const store = new DatabaseSourceStore(await open(id));
    const report = (name: string, value: number) => ({
      status: { id: name, kind: 'test', state: 'ok' } as any,
      observations: [
        {
          entityRef: PAIR.entityRef,
          signal: 'v',
          value,
          observedAt: new Date(0).toISOString(),
          sourceId: name,
        },
      ],
    });
    await store.save([report('a', 1), report('b', 2)]);
    const { reports, cursor } = await store.readSince();
    expect(reports).toHaveLength(2);
    expect(cursor).toBeGreaterThan(0);
    await store.save([report('a', 3)]);
    expect(await store.read(['a'])).toEqual([report('a', 3)]);
    expect((await store.readSince(cursor + 60_000)).reports).toEqual([]);
    await store.prune(['a'], -1_000);
    expect((await store.readSince()).reports).toEqual([report('a', 3)]);
  });

  it('shares leases fairly, and hands over those of a replica that is gone', async () => {
    const knex = await open(id);
    const lease = (replica: string, leaseMilliseconds = 60_000) =>
      new DatabaseLeaseStore({ knex, replica, leaseMilliseconds });
    const ids = ['s1', 's2', 's3', 's4'];
    const a = lease('a');
    // Alone, it has all at once.
    expect((await a.round(ids)).held).toEqual(ids);

    const b = lease('b', 200);
    expect(await b.round(ids)).toMatchObject({ held: [], shared: true });
    expect((await a.round(ids)).held).toHaveLength(2);
    const ofB = (await b.round(ids)).held;
    expect(ofB).toHaveLength(2);
    expect((await a.round(ids)).held).not.toEqual(expect.arrayContaining(ofB));

    await a.requestRefresh(ofB[0]);
    expect((await b.round(ids)).refresh).toEqual([ofB[0]]);
    expect((await b.round(ids)).refresh).toEqual([]);

    // b dies: it prolongs nothing any more.
    await until(async () => (await a.round(ids)).held.length === 4);

    // A restarted replica finds its own again at once.
    expect((await lease('a').round(ids)).held).toEqual(ids);
    await a.release();
    expect((await lease('c').round(ids)).held).toEqual(ids);
  });
});
