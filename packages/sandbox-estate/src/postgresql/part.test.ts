import { connect } from 'node:net';
import { until } from '../process/until';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';
import { Login, withConnection } from './connection';
import {
  AWS_DR,
  AWS_PRIMARY,
  ON_PREM_PRIMARY,
  ON_PREM_STANDBY,
} from './layout';

jest.setTimeout(60_000);

describe('the PostgreSQL servers of the sandbox', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({ dir: folder.dir, parts: ['postgresql'] });
  });
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  /** What the portal is given to log in with. */
  const login = (name: string) =>
    (sandbox.estate.postgresql as Record<string, Login>)[name];
  const asMonitor = <Row extends object>(name: string, sql: string) =>
    withConnection(login(name), query => query<Row>(sql), { answerMs: 1500 });
  const sequence = async (name: string) => {
    const [row] = await asMonitor<{ sequence: string }>(
      name,
      'SELECT sequence FROM twinshore.heartbeat',
    );
    return Number(row.sequence);
  };
  /** Resolves when the heartbeat at a server has gone on. */
  const moves = async (name: string) => {
    const before = await sequence(name);
    await until(
      `The heartbeat at ${name} going on`,
      async () => (await sequence(name)) > before,
      { seconds: 15 },
    );
  };
  /** Whether the heartbeat of one server stood still while that of another went on. */
  const stoodStillWhile = async (still: string, moving: string) => {
    // What was on its way may still arrive.
    await moves(moving);
    const before = await sequence(still);
    await moves(moving);
    return (await sequence(still)) === before;
  };

  it('carries the heartbeat through every hop to the end of the chain', async () => {
    await moves(AWS_DR);
    await moves(ON_PREM_STANDBY);
    const [{ age }] = await asMonitor<{ age: number }>(
      AWS_DR,
      'SELECT extract(epoch FROM now() - beat_at)::float8 AS age FROM twinshore.heartbeat',
    );
    expect(age).toBeLessThan(5);
  });

  it('has a synchronous standby, a logical subscriber and an asynchronous replica', async () => {
    const followers = (name: string) =>
      asMonitor(
        name,
        `SELECT r.application_name, r.state, r.sync_state, s.slot_type
         FROM pg_stat_replication r
         JOIN pg_replication_slots s ON s.active_pid = r.pid
         ORDER BY s.slot_type DESC`,
      );
    expect(await followers(ON_PREM_PRIMARY)).toEqual([
      {
        application_name: ON_PREM_STANDBY,
        state: 'streaming',
        sync_state: 'sync',
        slot_type: 'physical',
      },
      expect.objectContaining({ state: 'streaming', slot_type: 'logical' }),
    ]);
    expect(await followers(AWS_PRIMARY)).toEqual([
      {
        application_name: AWS_DR,
        state: 'streaming',
        sync_state: 'async',
        slot_type: 'physical',
      },
    ]);
  });

  it('copies the cases of the on-premise primary to AWS', async () => {
    const cases = sandbox.model.databaseLogin!(AWS_DR);
    const [{ count }] = await withConnection(cases, query =>
      query<{ count: string }>('SELECT count(*) FROM mis.cases'),
    );
    expect(Number(count)).toBe(40);
  });

  it('gives the monitoring role no right to write', async () => {
    await expect(
      asMonitor(ON_PREM_PRIMARY, 'DELETE FROM twinshore.heartbeat'),
    ).rejects.toThrow(/permission denied/);
    await expect(
      asMonitor(ON_PREM_PRIMARY, 'SELECT * FROM mis.cases'),
    ).rejects.toThrow(/permission denied/);
  });

  it('really kills a server and brings it back with all that follows it', async () => {
    for (let round = 0; round < 2; round += 1) {
      await sandbox.faults.inject('kill-database', ON_PREM_PRIMARY);
      await expect(sequence(ON_PREM_PRIMARY)).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      });
      expect(sandbox.model.databases.get(ON_PREM_PRIMARY)!.state()).toBe(
        'stopped',
      );
      await sandbox.faults.clear('kill-database');
      const [row] = await asMonitor(
        ON_PREM_PRIMARY,
        `SELECT count(*) FILTER (WHERE sync_state = 'sync')::int AS sync,
                count(*)::int AS followers FROM pg_stat_replication`,
      );
      expect(row).toEqual({ sync: 1, followers: 2 });
    }
    await moves(AWS_DR);
  });

  it('lets commits wait while the synchronous standby is gone', async () => {
    await sandbox.faults.inject('kill-database', ON_PREM_STANDBY);
    await until(
      'A commit waiting for the standby',
      async () => {
        const [{ waiting }] = await asMonitor<{ waiting: number }>(
          ON_PREM_PRIMARY,
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE wait_event = 'SyncRep'`,
        );
        return waiting > 0;
      },
      { seconds: 10 },
    );
    const committed = await sequence(ON_PREM_PRIMARY);
    await sandbox.faults.clear('kill-database');
    await moves(AWS_DR);
    expect(await sequence(ON_PREM_PRIMARY)).toBeGreaterThan(committed);
  });

  it('freezes a server, which then takes connections and answers nothing', async () => {
    await sandbox.faults.inject('hang-database', AWS_PRIMARY);
    const socket = connect(login(AWS_PRIMARY).port, '127.0.0.1');
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    socket.destroy();
    await expect(sequence(AWS_PRIMARY)).rejects.toThrow(/timeout/);
    await sandbox.faults.clear('hang-database');
    await moves(AWS_PRIMARY);
  });

  it('uses the VPN when Direct Connect is cut, and nothing when both are', async () => {
    const bytesOverVpn = async () => {
      const { links } = (await sandbox.state()) as {
        links: { name: string; bytes: number }[];
      };
      return links.find(link => link.name === 'site-to-site-vpn')!.bytes;
    };
    const before = await bytesOverVpn();
    await sandbox.faults.inject('cut-link', 'direct-connect');
    // What had crossed before the cut may still move the end of the chain.
    await until(
      'The VPN carrying the replication',
      async () => (await bytesOverVpn()) > before,
      { seconds: 15 },
    );
    await moves(AWS_DR);
    expect(await bytesOverVpn()).toBeGreaterThan(before);

    await sandbox.faults.inject('cut-link', 'site-to-site-vpn');
    expect(await stoodStillWhile(AWS_DR, ON_PREM_PRIMARY)).toBe(true);
    await sandbox.faults.clearAll();
    await moves(AWS_DR);
  });

  it('stops the heartbeat at the DR end when the regions are cut apart', async () => {
    await sandbox.faults.inject('cut-link', 'inter-region');
    expect(await stoodStillWhile(AWS_DR, AWS_PRIMARY)).toBe(true);
    await sandbox.faults.clear('cut-link:inter-region');
    await moves(AWS_DR);
  });

  it('pauses the replay of a replica that still receives', async () => {
    await sandbox.faults.inject('pause-replay', AWS_DR);
    expect(await stoodStillWhile(AWS_DR, AWS_PRIMARY)).toBe(true);
    const [{ status }] = await asMonitor<{ status: string }>(
      AWS_DR,
      'SELECT status FROM pg_stat_wal_receiver',
    );
    expect(status).toBe('streaming');
    await sandbox.faults.clear('pause-replay');
    await moves(AWS_DR);
  });

  it('gives the logical copy a column of its own, and goes on replicating', async () => {
    const columns = async () =>
      (
        await asMonitor<{ name: string }>(
          AWS_PRIMARY,
          `SELECT attname AS name FROM pg_attribute
           WHERE attrelid = (SELECT oid FROM pg_class WHERE relname = 'cases')
             AND attnum > 0 AND NOT attisdropped`,
        )
      ).map(({ name }) => name);
    await sandbox.faults.inject('schema-drift', AWS_PRIMARY);
    expect(await columns()).toContain('drifted');
    await moves(AWS_DR);
    await sandbox.faults.clear('schema-drift');
    expect(await columns()).not.toContain('drifted');
  });

  it('stops the heartbeat alone', async () => {
    await sandbox.faults.inject('stop-heartbeat');
    const before = await sequence(ON_PREM_PRIMARY);
    const database = sandbox.model.databases.get(AWS_DR)!;
    expect(await database.inRecovery()).toBe(true);
    await sandbox.faults.clear('stop-heartbeat');
    await until(
      'The heartbeat beginning again',
      async () => (await sequence(AWS_DR)) > before,
      { seconds: 10 },
    );
  });

  it('changes the monitoring password on a server and its copies', async () => {
    await sandbox.faults.inject('wrong-password', AWS_PRIMARY);
    for (const name of [AWS_PRIMARY, AWS_DR]) {
      await until(
        `${name} refusing the password`,
        () =>
          sequence(name).then(
            () => false,
            error => error.code === '28P01',
          ),
        { seconds: 10 },
      );
      await expect(sequence(name)).rejects.toMatchObject({ code: '28P01' });
    }
    await moves(ON_PREM_PRIMARY);
    await sandbox.faults.clear('wrong-password');
    await until(
      'The password being right again',
      () =>
        sequence(AWS_DR).then(
          () => true,
          error => error.message,
        ),
      { seconds: 10 },
    );
  });

  it('refuses connections and answers garbage at the door, the server untouched', async () => {
    await sandbox.faults.inject('refuse', AWS_DR);
    await expect(sequence(AWS_DR)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    expect(await sandbox.model.databases.get(AWS_DR)!.inRecovery()).toBe(true);
    await sandbox.faults.clear('refuse');
    await moves(AWS_DR);

    await sandbox.faults.inject('garbage-reply', AWS_DR);
    await expect(sequence(AWS_DR)).rejects.toThrow();
    await sandbox.faults.clear('garbage-reply');
    await moves(AWS_DR);
  });

  it('promotes a replica for good, until it is made to follow again', async () => {
    const database = sandbox.model.databases.get(AWS_DR)!;
    await sandbox.faults.inject('promote-replica', AWS_DR);
    expect(await database.inRecovery()).toBe(false);
    const written = await withConnection(
      sandbox.model.databaseLogin!(AWS_DR),
      query =>
        query(
          `UPDATE mis.cases SET status = 'closed'
           WHERE reference = 'on-prem-0001' RETURNING status`,
        ),
    );
    expect(written).toEqual([{ status: 'closed' }]);
    expect(await stoodStillWhile(AWS_DR, AWS_PRIMARY)).toBe(true);
    await sandbox.faults.clear('promote-replica');
    expect(await database.inRecovery()).toBe(true);
    await moves(AWS_DR);
  });

  it('loses a site with its databases, and mends what nobody injected', async () => {
    await sandbox.faults.inject('lose-site', 'on-prem');
    const { databases } = sandbox.model;
    expect(sandbox.model.lostSites).toEqual(new Set(['on-prem']));
    expect(databases.get(ON_PREM_PRIMARY)!.state()).toBe('stopped');
    expect(databases.get(ON_PREM_STANDBY)!.state()).toBe('stopped');
    await expect(databases.get(ON_PREM_PRIMARY)!.start()).rejects.toThrow(
      /held down by lose-site:on-prem/,
    );

    await databases.get(AWS_DR)!.stop('immediate');
    sandbox.model.links.get('direct-connect')!.up = false;
    await sandbox.mend();
    expect(sandbox.model.lostSites.size).toBe(0);
    expect(sandbox.model.links.get('direct-connect')!.up).toBe(true);
    await moves(AWS_DR);
  });

  it('starts again with its data where it left off', async () => {
    const before = await sequence(AWS_DR);
    const port = login(AWS_DR).port;
    await sandbox.stop();
    sandbox = await startSandbox({ dir: folder.dir, parts: ['postgresql'] });
    expect(login(AWS_DR).port).toBe(port);
    expect(await sequence(AWS_DR)).toBeGreaterThanOrEqual(before);
    await moves(AWS_DR);
  });
});
