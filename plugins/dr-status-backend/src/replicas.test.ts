import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestSource } from './__testUtils__/sources';
import { startDrStatus } from './__testUtils__/startDrStatus';
import { until } from './__testUtils__/until';

jest.setTimeout(60_000);

const HERE = 'resource:default/database-here';
const THERE = 'resource:default/database-there';

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18', 'POSTGRES_15'],
  disableDocker: true,
});

/** Opens the same database again and again, as backends of one portal do. */
async function sharedDatabase(id: TestDatabaseId) {
  const dir = await mkdtemp(join(tmpdir(), 'dr-status-'));
  const first = id === 'SQLITE_3' ? undefined : await databases.init(id);
  const opened: Knex[] = [];
  return {
    connect(): Knex {
      const knex = knexFactory(
        first
          ? {
              client: 'pg',
              connection: first.client.config.connection,
              pool: { min: 0, max: 5 },
            }
          : {
              client: 'better-sqlite3',
              connection: { filename: join(dir, 'dr-status.sqlite') },
              useNullAsDefault: true,
            },
      );
      opened.push(knex);
      return knex;
    },
    async close() {
      await Promise.all(opened.map(knex => knex.destroy()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

describe.each(databases.eachSupportedId())('on %p', id => {
  const stops: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) {
      await stop();
    }
  });

  async function setUp() {
    const database = await sharedDatabase(id);
    stops.push(() => database.close());
    return async (
      sources: TestSource[],
      options: Parameters<typeof startDrStatus>[1] = {},
    ) => {
      const started = await startDrStatus(
        sources.map(({ source }) => source),
        { knex: database.connect(), ...options },
      );
      let stopped = false;
      const stop = async () => {
        if (!stopped) {
          stopped = true;
          await started.backend.stop();
        }
      };
      stops.push(stop);
      return { ...started, stop };
    };
  }

  it('goes on with its intervals after a restart', async () => {
    const start = await setUp();
    const before = await start([
      new TestSource('test:here', HERE),
      new TestSource('test:there', THERE),
    ]);
    await until(async () => (await before.summary()).coverage.fresh === 2);
    const since = (await before.entity(HERE)).checks[0].since;
    await before.stop();

    const broken = new TestSource('test:there', THERE);
    broken.behaviour = async () => 0;
    const after = await start([new TestSource('test:here', HERE), broken]);
    await until(
      async () => (await after.summary()).headline.verdict === 'breached',
    );
    expect((await after.entity(HERE)).checks[0].since).toBe(since);
    expect((await after.entity(HERE)).history).toHaveLength(1);
    expect((await after.entity(THERE)).history.map(h => h.verdict)).toEqual([
      'met',
      'breached',
    ]);
    expect((await after.summary()).transitions).toHaveLength(1);
  });

  it('leaves a gap after a break that was too long', async () => {
    const start = await setUp();
    const before = await start([new TestSource('test:here', HERE)]);
    await until(
      async () => (await before.entity(HERE)).checks?.[0]?.verdict === 'met',
    );
    await before.stop();
    const stoppedAt = Date.now();
    const after = await start([new TestSource('test:here', HERE)], {
      resumeGrace: '0s',
    });
    const history = await until(async () => {
      const found = (await after.entity(HERE)).history;
      return found?.length === 2 ? found : undefined;
    });
    expect(Date.parse(history[0].to!)).toBeLessThanOrEqual(stoppedAt);
    expect(Date.parse(history[1].from)).toBeGreaterThan(
      Date.parse(history[0].to!),
    );
    expect((await after.summary()).transitions).toEqual([]);
  });

  it('shares sources between two, and hands over what one leaves', async () => {
    const start = await setUp();
    const ofA = [
      new TestSource('test:here', HERE),
      new TestSource('test:there', THERE),
    ];
    const a = await start(ofA, { replica: 'a' });
    // Alone it asks both at once, without a wait.
    await until(() => ofA.every(source => source.calls > 0));
    const ofB = [
      new TestSource('test:here', HERE),
      new TestSource('test:there', THERE),
    ];
    ofB[0].behaviour = async () => 2;
    const b = await start(ofB, { replica: 'b' });

    const collectors = async () =>
      new Set((await b.sources()).map(source => source.collectedBy));
    await until(async () => (await collectors()).size === 2);
    await until(() => ofB.some(source => source.calls > 0));
    // Each one is asked by one of them, and both show both.
    await until(async () => (await a.summary()).coverage.fresh === 2);
    await until(async () => (await b.summary()).coverage.fresh === 2);
    const calledByA = ofA.map(source => source.calls);
    await until(() => ofB.some(source => source.calls > 10));
    const stillByA = ofA.filter(
      (source, index) => source.calls > calledByA[index],
    );
    expect(stillByA).toHaveLength(1);

    // A refresh reaches whoever asks the source.
    const foreign = ofA.findIndex(source => !stillByA.includes(source));
    expect(
      (await a.post(`/sources/${ofA[foreign].source.id}/refresh`)).status,
    ).toBe(202);

    await a.stop();
    await until(async () => {
      const all = await b.sources();
      return all.every(source => source.collectedBy === 'b');
    });
    await until(() => ofB.every(source => source.calls > 0));
    expect((await b.entity(HERE)).history).toHaveLength(1);
  });
});
