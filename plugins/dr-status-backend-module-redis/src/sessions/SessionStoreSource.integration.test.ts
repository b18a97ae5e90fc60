import { mockServices } from '@backstage/backend-test-utils';
import { until } from '@twinshore/plugin-dr-status-node/testUtils';
import { MONITOR, redisInstalled, RedisServers } from '../testing/RedisServers';
import { SessionStoreSource } from './SessionStoreSource';
import type { SessionStoreValue } from './signals';
import type { NodeAccess, NodeAddress } from '../redis/RedisNode';

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

  const ask = async (
    nodes: NodeAddress[],
    login: NodeAccess = MONITOR,
    database = 0,
  ) => {
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
      masters: [
        {
          address: master.address,
          sessions: 3,
          sessionsThatExpire: 2,
          policy: 'noeviction',
          maxBytes: 64 * 2 ** 20,
          appendOnly: true,
          lastAppendOk: true,
          managed: false,
        },
      ],
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
      masters: [],
      nodes: [{ state: 'down' }, { state: 'answers', role: 'slave' }],
    });
  });

  it('reads a cluster of two shards, and that one is lost', async () => {
    const lines = ['cluster-enabled yes', 'cluster-node-timeout 500'];
    const one = await servers.server({ lines });
    const two = await servers.server({ lines });
    const nodes = [one, two];
    await one.admin.call('CLUSTER', 'ADDSLOTSRANGE', 0, 8191);
    await two.admin.call('CLUSTER', 'ADDSLOTSRANGE', 8192, 16383);
    await one.admin.call('CLUSTER', 'MEET', two.host, two.port);
    for (const { admin } of nodes) {
      await admin.call('ACL', 'SETUSER', MONITOR.username, '+cluster|info');
    }
    const clusters = async () =>
      (await ask(nodes)).nodes.map(node =>
        node.state === 'answers' ? node.cluster : node.state,
      );
    const whole = { state: 'ok', slotsServed: 16_384 };
    await until(
      'the cluster',
      async () =>
        JSON.stringify(await clusters()) === JSON.stringify([whole, whole]),
    );
    expect((await ask(nodes)).masters).toHaveLength(2);
    await two.kill();
    await until('the loss', async () => {
      const [first] = await clusters();
      return typeof first === 'object' && first?.state === 'fail';
    });
    await one.admin.call('ACL', 'SETUSER', MONITOR.username, '-cluster|info');
    expect(await clusters()).toEqual([
      { state: null, slotsServed: null },
      'down',
    ]);
  });

  it('asks over TLS, of whom it trusts', async () => {
    const certificate = await servers.certificate();
    const server = await servers.server({
      lines: [
        `tls-port ${certificate.port}`,
        `tls-cert-file ${certificate.file}`,
        `tls-key-file ${certificate.keyFile}`,
        'tls-auth-clients no',
      ],
    });
    const nodes = [{ host: server.host, port: certificate.port }];
    await expect(
      ask(nodes, { ...MONITOR, tls: { ca: certificate.text } }),
    ).resolves.toMatchObject({ nodes: [{ role: 'master' }] });
    await expect(ask(nodes, { ...MONITOR, tls: {} })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/certificate .* is not trusted/),
    });
    // Without TLS it is no Redis that answers.
    await expect(ask(nodes)).rejects.toMatchObject({
      kind: expect.stringMatching(/unreachable|malformed/),
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
