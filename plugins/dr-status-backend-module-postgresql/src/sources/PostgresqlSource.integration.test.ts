import { mockServices } from '@backstage/backend-test-utils';
import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import { until } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import { PostgresqlServer } from '../testing/PostgresqlServer';
import { PostgresqlSource } from './PostgresqlSource';
import type { ConnectionSettings } from './session';

/**
 * Against real servers: a primary with a synchronous standby, and a logical
 * copy of it. Skipped in one line where PostgreSQL is not installed.
 */

jest.setTimeout(120_000);

const MONITOR = {
  user: 'monitor',
  password: 'monitor-of-a-test',
  database: 'mis',
};

const { home, programs, missing } = PostgresqlServer.prepare();
let primary: PostgresqlServer;
let standby: PostgresqlServer;
let subscriber: PostgresqlServer;
const opened: PostgresqlSource[] = [];

function sourceOf(
  server: PostgresqlServer,
  connection: Partial<ConnectionSettings> = {},
  timeoutSeconds = 5,
) {
  const source = new PostgresqlSource({
    id: 'postgresql:test',
    kind: 'postgresql',
    name: 'test',
    title: 'Test',
    key: 'drStatus.sources.postgresql[0]',
    entityRefs: ['resource:default/db'],
    intervalSeconds: 2,
    timeoutSeconds,
    connection: {
      host: '127.0.0.1',
      port: server.port,
      ...MONITOR,
      ...connection,
    },
    heartbeatTable: '"twinshore"."heartbeat"',
  });
  opened.push(source);
  return source;
}

function observe(source: PostgresqlSource): Promise<ObservationInput[]> {
  return source.observe({
    signal: AbortSignal.timeout(source.timeoutSeconds * 1000),
    logger: mockServices.logger.mock(),
    now: Date.now,
  });
}

async function read<T>(source: PostgresqlSource, signal: string): Promise<T> {
  const found = (await observe(source)).find(each => each.signal === signal);
  return found?.value as T;
}

// Counted as skipped, never as passed.
const describeIfInstalled = missing ? describe.skip : describe;
if (missing) {
  process.stderr.write(`Skipped PostgreSQL integration tests: ${missing}\n`);
}

const SCHEMA = `
  CREATE SCHEMA twinshore;
  CREATE TABLE twinshore.heartbeat (id int PRIMARY KEY DEFAULT 1, beat_at timestamptz NOT NULL, sequence bigint NOT NULL)`;
const GRANTS = `
  CREATE ROLE monitor LOGIN PASSWORD '${MONITOR.password}';
  GRANT pg_monitor TO monitor;
  CREATE ROLE stranger LOGIN PASSWORD '${MONITOR.password}';
  GRANT USAGE ON SCHEMA twinshore TO monitor;
  GRANT SELECT ON twinshore.heartbeat TO monitor`;

beforeAll(async () => {
  if (!programs) {
    return;
  }
  primary = await PostgresqlServer.create(home, programs, 'primary');
  await primary.start();
  await primary.query('CREATE DATABASE mis');
  await primary.query(`${SCHEMA}; ${GRANTS}`, 'mis');
  await primary.query(
    `INSERT INTO twinshore.heartbeat VALUES (1, clock_timestamp(), 7);
     CREATE PUBLICATION mis FOR TABLE twinshore.heartbeat`,
    'mis',
  );
  await primary.stop();
  standby = await primary.copyAsStandby(home, 'standby');
  await primary.start();
  await standby.start();
  await primary.query(
    `ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (standby)'`,
  );
  await primary.query('SELECT pg_reload_conf()');
  subscriber = await PostgresqlServer.create(home, programs, 'subscriber');
  await subscriber.start();
  await subscriber.query('CREATE DATABASE mis');
  await subscriber.query(`${SCHEMA}; ${GRANTS}`, 'mis');
  await subscriber.query(
    `CREATE SUBSCRIPTION mis CONNECTION 'host=127.0.0.1 port=${primary.port} dbname=mis user=postgres password=${primary.superuser.password}' PUBLICATION mis`,
    'mis',
  );
});

afterAll(async () => {
  await Promise.all(opened.map(source => source.close()));
  await Promise.all(
    [subscriber, standby, primary].map(server => server?.stop('SIGQUIT')),
  );
  await PostgresqlServer.removeHome(home);
});

describeIfInstalled('PostgresqlSource with real servers', () => {
  it('sees a primary with its synchronous standby, slots and publication', async () => {
    const source = sourceOf(primary);
    await until('a synchronous standby', async () =>
      (
        await read<signals.Sender[]>(source, signals.SENDERS)
      ).some(
        sender =>
          sender.applicationName === 'standby' && sender.syncState === 'sync',
      ),
    );
    const values = Object.fromEntries(
      (await observe(source)).map(each => [each.signal, each.value]),
    );
    expect(values).toMatchObject({
      [signals.IN_RECOVERY]: false,
      [signals.READ_ONLY]: false,
      [signals.TIMELINE]: 1,
      [signals.SYSTEM_IDENTIFIER]: expect.stringMatching(/^\d+$/),
      [signals.SYNC]: {
        standbyNames: 'FIRST 1 (standby)',
        commit: 'on',
        blockedCommits: 0,
        blockedSeconds: null,
      },
      [signals.CONNECTIONS]: { used: expect.any(Number), max: 40 },
      [signals.DATABASE_SIZE]: expect.any(Number),
      [signals.PUBLICATIONS]: [{ name: 'mis', allTables: false, tables: 1 }],
      [signals.HEARTBEAT]: { sequence: '7' },
    });
    expect(values[signals.SENDERS]).toContainEqual(
      expect.objectContaining({
        applicationName: 'standby',
        kind: 'physical',
        state: 'streaming',
        syncState: 'sync',
        lagBytes: expect.any(Number),
      }),
    );
    expect(values[signals.SLOTS]).toContainEqual(
      expect.objectContaining({
        name: 'mis',
        kind: 'logical',
        walStatus: 'reserved',
      }),
    );
    expect(Math.abs(values[signals.CLOCK_OFFSET] as number)).toBeLessThan(1);
    // An empty database has its catalogs, some megabytes.
    expect(values[signals.DATABASE_SIZE]).toBeGreaterThan(1e6);
  });

  it('reads the heartbeat on every hop of the chain', async () => {
    await primary.query(
      `UPDATE twinshore.heartbeat SET beat_at = clock_timestamp() - interval '100 s', sequence = 8`,
      'mis',
    );
    for (const server of [primary, standby, subscriber]) {
      const source = sourceOf(server);
      await until('the heartbeat', async () => {
        const beat = await read<{ sequence: string }>(
          source,
          signals.HEARTBEAT,
        );
        return beat.sequence === '8';
      });
      const age = await read<number>(source, signals.HEARTBEAT_AGE);
      expect(age).toBeGreaterThanOrEqual(100);
      expect(age).toBeLessThan(130);
    }
  });

  it('takes the age of an idle, caught-up standby for zero, and of a paused one for what it is', async () => {
    const source = sourceOf(standby);
    const replay = () => read<signals.Replay>(source, signals.REPLAY);
    await until(
      'a live standby',
      async () => (await replay()).ageKind === 'live',
    );
    expect(await replay()).toMatchObject({
      ageSeconds: 0,
      caughtUp: true,
      pauseState: 'not paused',
    });
    expect(await read(source, signals.TIMELINE)).toBe(1);

    await standby.query('SELECT pg_wal_replay_pause()');
    await primary.query('UPDATE twinshore.heartbeat SET sequence = 9', 'mis');
    await until(
      'an outstanding commit',
      async () => !(await replay()).caughtUp,
    );
    expect(await replay()).toMatchObject({
      ageKind: 'measured',
      pauseState: 'paused',
    });
    expect((await replay()).lagBytes).toBeGreaterThan(0);
    await standby.query('SELECT pg_wal_replay_resume()');
  });

  it('follows a logical subscription into its death and back', async () => {
    const source = sourceOf(subscriber);
    const one = async () =>
      (await read<signals.Subscription[]>(source, signals.SUBSCRIPTIONS))[0];
    await until('tables in sync', async () => (await one()).tables.ready === 1);
    expect(await one()).toMatchObject({
      name: 'mis',
      enabled: true,
      workerPresent: true,
      tables: { ready: 1, total: 1, notReady: [] },
      errors: 0,
    });
    await subscriber.query('ALTER SUBSCRIPTION mis DISABLE', 'mis');
    await until('no worker', async () => !(await one()).workerPresent);
    expect((await one()).enabled).toBe(false);
    await subscriber.query('ALTER SUBSCRIPTION mis ENABLE', 'mis');
    await until('a worker', async () => (await one()).workerPresent);
  });

  it('sees what logical replication does not carry', async () => {
    const DDL = `CREATE SCHEMA mis;
      CREATE TABLE mis.cases (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text);
      CREATE SEQUENCE mis.numbers;
      CREATE TABLE mis.notes (number bigint DEFAULT nextval('mis.numbers'), note text);
      GRANT USAGE ON SCHEMA mis TO monitor;
      GRANT SELECT ON SEQUENCE mis.cases_id_seq TO monitor`;
    await subscriber.query(DDL, 'mis');
    await primary.query(
      `${DDL};
       INSERT INTO mis.cases (title) SELECT 'case' FROM generate_series(1, 5);
       ALTER TABLE mis.cases ADD COLUMN owner text;
       ALTER PUBLICATION mis ADD TABLE mis.cases, mis.notes`,
      'mis',
    );
    const tables = await read<signals.LogicalTable[]>(
      sourceOf(primary),
      signals.LOGICAL_TABLES,
    );
    expect(tables).toMatchObject([
      { name: 'mis.cases', identity: 'default', hasPrimaryKey: true },
      { name: 'mis.notes', identity: 'default', hasPrimaryKey: false },
      { name: 'twinshore.heartbeat', hasPrimaryKey: true },
    ]);
    expect(await read(sourceOf(primary), signals.LOGICAL_SEQUENCES)).toEqual([
      { name: 'mis.cases_id_seq', readable: true, lastValue: '5' },
      { name: 'mis.numbers', readable: false, lastValue: null },
    ]);

    const copied = () =>
      read<signals.LogicalTable[]>(
        sourceOf(subscriber),
        signals.LOGICAL_TABLES,
      );
    // Not until the subscription is told of them.
    expect((await copied()).map(({ name }) => name)).toEqual([
      'twinshore.heartbeat',
    ]);
    await subscriber.query(
      'ALTER SUBSCRIPTION mis REFRESH PUBLICATION WITH (copy_data = false)',
      'mis',
    );
    await until(
      'the new tables',
      async () => (await copied()).length === tables.length,
    );
    const [cases, notes] = await copied();
    expect(cases.fingerprint).not.toBe(tables[0].fingerprint);
    expect(notes.fingerprint).toBe(tables[1].fingerprint);
    expect(
      await read(sourceOf(subscriber), signals.LOGICAL_SEQUENCES),
    ).toContainEqual({
      name: 'mis.cases_id_seq',
      readable: true,
      lastValue: null,
    });
    expect(
      await read(sourceOf(standby), signals.LOGICAL_TABLES),
    ).toBeUndefined();
    await primary.query(
      'ALTER PUBLICATION mis DROP TABLE mis.cases, mis.notes',
      'mis',
    );
    await subscriber.query('ALTER SUBSCRIPTION mis REFRESH PUBLICATION', 'mis');
  });

  it('counts commits that hang on a lost synchronous standby', async () => {
    const source = sourceOf(primary);
    await standby.stop('SIGQUIT');
    const hanging = primary.query(
      'UPDATE twinshore.heartbeat SET sequence = 10',
      'mis',
    );
    await until('a hanging commit', async () => {
      const sync = await read<signals.Sync>(source, signals.SYNC);
      return sync.blockedCommits === 1 && (sync.blockedSeconds ?? 0) > 0.1;
    });
    await standby.start();
    await expect(hanging).resolves.toEqual([]);
    await until('no hanging commit', async () => {
      const sync = await read<signals.Sync>(source, signals.SYNC);
      return sync.blockedCommits === 0;
    });
  });

  it('finds a killed primary at once, and its standby measures the exposure', async () => {
    const source = sourceOf(primary);
    const witness = sourceOf(standby);
    await observe(source);
    await until('contact', async () => {
      const receiver = await read<signals.WalReceiver>(
        witness,
        signals.WAL_RECEIVER,
      );
      return receiver.status === 'streaming';
    });
    await primary.stop('SIGQUIT');
    const startedAt = Date.now();
    await expect(observe(source)).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: 'unreachable',
    });
    expect(Date.now() - startedAt).toBeLessThan(5000);
    await until('the receiver to go', async () => {
      const receiver = await read<signals.WalReceiver>(
        witness,
        signals.WAL_RECEIVER,
      );
      return !receiver.running && receiver.lastContactAgeSeconds !== null;
    });
    await until('exposure', async () => {
      const replay = await read<signals.Replay>(witness, signals.REPLAY);
      return replay.ageKind === 'exposure' && (replay.ageSeconds ?? 0) > 0.5;
    });

    await primary.start();
    // The same source, whose connection is long dead.
    expect(await read(source, signals.IN_RECOVERY)).toBe(false);
  });

  it('opens its connection anew within one attempt after a restart', async () => {
    const source = sourceOf(primary);
    await observe(source);
    await primary.stop('SIGINT');
    await primary.start();
    expect(await read(source, signals.IN_RECOVERY)).toBe(false);
  });

  it('gives a hung server up within the timeout and recovers with it', async () => {
    const source = sourceOf(primary, {}, 1);
    await observe(source);
    const resume = await primary.freeze();
    // First over the kept connection, then over a new one.
    for (let attempt = 0; attempt < 2; attempt++) {
      const startedAt = Date.now();
      await expect(observe(source)).rejects.toMatchObject({
        kind: 'timed-out',
      });
      expect(Date.now() - startedAt).toBeLessThan(5000);
    }
    resume();
    expect(await read(source, signals.IN_RECOVERY)).toBe(false);
  });

  it('says which login, database or grant is wrong', async () => {
    await expect(
      observe(sourceOf(primary, { password: 'wrong' })),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(
      observe(sourceOf(primary, { password: undefined })),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(
      observe(sourceOf(primary, { database: 'none' })),
    ).rejects.toMatchObject({
      kind: 'failed',
      hint: expect.stringContaining('connection.database'),
    });
    await expect(
      observe(sourceOf(primary, { ssl: true })),
    ).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('no TLS'),
    });
  });

  it('tells an expired login', async () => {
    await primary.query(`ALTER ROLE stranger VALID UNTIL '2020-01-01'`);
    await expect(
      observe(sourceOf(primary, { user: 'stranger' })),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
    await primary.query(`ALTER ROLE stranger VALID UNTIL 'infinity'`);
  });

  it('answers without pg_monitor and without the heartbeat, but hides nothing of that', async () => {
    const source = sourceOf(primary, { user: 'stranger' });
    const senders = await read<signals.Sender[]>(source, signals.SENDERS);
    expect(senders.length).toBeGreaterThan(0);
    expect(senders.every(sender => sender.state === null)).toBe(true);
    expect(await read(source, signals.HEARTBEAT)).toEqual({
      missing: expect.stringContaining('permission denied'),
    });
    expect(await read(source, signals.HEARTBEAT_AGE)).toBeUndefined();
  });
});
