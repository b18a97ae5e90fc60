import { mockServices } from '@backstage/backend-test-utils';
import {
  MONITOR,
  redisInstalled,
  RedisServers,
  until,
} from '../testing/RedisServers';
import { SessionStoreSource } from './SessionStoreSource';
import type { SessionStoreValue } from './signals';
import type { NodeAddress } from '../redis/RedisNode';

jest.setTimeout(60_000);

if (!redisInstalled) {
  process.stderr.write(
    'Skipped session store tests against real servers: no redis-server or redis-sentinel\n',
  );
}
const describeIfInstalled = redisInstalled ? describe : describe.skip;

describeIfInstalled('SessionStoreSource and real Redis', () => {
  let servers: RedisServers;
  beforeEach(() => {
    servers = new RedisServers();
  });
  afterEach(() => servers.stop());

  const ask = async (nodes: NodeAddress[], login = MONITOR, database = 0) => {
    const source = new SessionStoreSource(
      {
        id: 'redis:test',
        kind: 'redis',
        name: 'test',
        title: 'Sessions',
        entityRefs: ['resource:default/sessions'],
        intervalSeconds: 1,
        timeoutSeconds: 1,
        key: 'drStatus.sources.redis[0]',
      },
      { nodes, access: login, database },
    );
    const [{ value }] = await source.observe({
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
      now: Date.now,
    });
    return value as unknown as SessionStoreValue;
  };

  it('counts sessions and tells how they are kept, and reads none of them', async () => {
    const master = await servers.server({
      lines: ['appendonly yes', 'maxmemory-policy noeviction'],
    });
    const replica = await servers.server({ replicaOf: master });
    await master.admin.select(3);
    await master.admin.set('session:1', 'a-secret', 'EX', 1800);
    await master.admin.set('session:2', 'a-secret', 'EX', 1800);
    await master.admin.set('endless', 'a-secret');
    await until('the replica', async () => {
      const { nodes } = await ask([replica, master], MONITOR, 3);
      const [first, second] = nodes;
      return (
        first.state === 'answers' &&
        first.masterLinkStatus === 'up' &&
        second.state === 'answers' &&
        second.replicas[0]?.state === 'online'
      );
    });
    const value = await ask([replica, master], MONITOR, 3);
    expect(value).toMatchObject({
      database: 3,
      nodes: [
        { role: 'slave', master: master.address, masterLinkStatus: 'up' },
        { role: 'master', replicas: [{ address: replica.address }] },
      ],
      master: {
        address: master.address,
        sessions: 3,
        sessionsThatExpire: 2,
        policy: 'noeviction',
        maxBytes: 64 * 2 ** 20,
        appendOnly: true,
        lastAppendOk: true,
        managed: false,
      },
    });
    expect(JSON.stringify(value)).not.toMatch(/a-secret|session:1/);
  });

  it('names no master when only replicas are left', async () => {
    const master = await servers.server();
    const replica = await servers.server({ replicaOf: master });
    await master.kill();
    await until('the loss', async () => {
      const { nodes } = await ask([master, replica]);
      return (
        nodes[1].state === 'answers' && nodes[1].masterLinkStatus === 'down'
      );
    });
    expect(await ask([master, replica])).toMatchObject({
      master: null,
      nodes: [{ state: 'down' }, { state: 'answers', role: 'slave' }],
    });
  });

  it('says who may not ask', async () => {
    const master = await servers.server();
    await expect(
      ask([master], { ...MONITOR, password: 'wrong' }),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
    await master.admin.call('ACL', 'SETUSER', MONITOR.username, '-info');
    await expect(ask([master])).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringMatching(/does not let this user ask/),
    });
  });

  it('says that a server hangs', async () => {
    const master = await servers.server();
    master.signal('SIGSTOP');
    await expect(ask([master])).rejects.toMatchObject({ kind: 'timed-out' });
  });
});
