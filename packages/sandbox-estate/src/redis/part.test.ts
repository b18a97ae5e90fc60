import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { until } from '../process/until';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';

jest.setTimeout(90_000);

const installed = ['redis-server', 'redis-sentinel'].every(
  program => spawnSync(program, ['--version']).status === 0,
);
if (!installed) {
  // eslint-disable-next-line no-console
  console.log('Redis is not installed: the tests of its servers are skipped');
}

interface Login {
  nodes: Array<{ host: string; port: number }>;
  username: string;
  password: string;
}

(installed ? describe : describe.skip)('Redis in the sandbox', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({ dir: folder.dir, parts: ['redis'] });
  });
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  const estate = () =>
    sandbox.estate.redis as {
      sentinel: { masterName: string; sentinels: Login };
      sessions: Record<string, Login>;
    };
  /** As the portal asks. */
  const ask = async (login: Login, index: number, ...command: string[]) => {
    const redis = new Redis({
      ...login.nodes[index],
      username: login.username,
      password: login.password,
      protocol: 2,
      lazyConnect: true,
      commandTimeout: 1000,
      connectTimeout: 1000,
      retryStrategy: null,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      disableClientInfo: true,
    });
    // What closed the connection says more than that it is closed.
    let lost: Error | undefined;
    redis.on('error', error => (lost ??= error));
    try {
      await redis.connect();
      return await redis.call(command[0], ...command.slice(1));
    } catch (error) {
      throw lost ?? error;
    } finally {
      redis.disconnect();
    }
  };
  const quorum = (index: number) =>
    ask(estate().sentinel.sentinels, index, 'SENTINEL', 'CKQUORUM', 'mis');
  const master = async () => (await sandbox.state()).redisMaster as string;
  const roleOf = async (login: Login, index: number) =>
    /role:(\w+)/.exec(String(await ask(login, index, 'INFO')))?.[1];

  it('starts well, and shows the portal no key', async () => {
    for (const index of [0, 1, 2]) {
      await expect(quorum(index)).resolves.toMatch(/^OK 3 usable/);
    }
    const store = estate().sessions['aws-primary'];
    await expect(roleOf(store, 0)).resolves.toBe('master');
    await expect(ask(store, 0, 'KEYS', '*')).rejects.toThrow(/NOPERM/);
  });

  it('lets the Sentinels promote when the master is killed, and takes it back as a replica', async () => {
    const before = await master();
    await sandbox.faults.inject('kill-redis-master');
    await until('A promotion', async () => (await master()) !== before, {
      seconds: 20,
    });
    await sandbox.faults.clear('kill-redis-master');
    const index = Number(before.slice(-1)) - 1;
    await expect(roleOf(estate().sessions['on-prem'], index)).resolves.toBe(
      'slave',
    );
  });

  it('loses the quorum, and is well again', async () => {
    await sandbox.faults.inject('lose-sentinel-quorum');
    await until(
      'The loss of the quorum',
      () =>
        quorum(0).then(
          () => false,
          error => /NOQUORUM/.test(error),
        ),
      { seconds: 10 },
    );
    await sandbox.faults.clear('lose-sentinel-quorum');
    await expect(quorum(1)).resolves.toMatch(/^OK/);
  });

  it('freezes a server, and changes the portal’s password', async () => {
    const store = estate().sessions['aws-dr'];
    await sandbox.faults.inject('hang-redis', 'session-store-aws-dr-2');
    await expect(ask(store, 1, 'INFO')).rejects.toThrow(/timed out|is closed/);
    await sandbox.faults.clear('hang-redis');
    await sandbox.faults.inject(
      'redis-wrong-password',
      'session-store-aws-dr-1',
    );
    await expect(ask(store, 0, 'INFO')).rejects.toThrow(/WRONGPASS|NOAUTH/);
    await sandbox.faults.clear('redis-wrong-password');
    await sandbox.faults.inject('evict-sessions', 'session-store-aws-dr-1');
    await expect(ask(store, 0, 'INFO')).resolves.toMatch(
      /maxmemory_policy:allkeys-lru/,
    );
    await sandbox.faults.clear('evict-sessions');
    await expect(ask(store, 0, 'INFO')).resolves.toMatch(
      /maxmemory_policy:noeviction/,
    );
  });

  it('promotes in the cloud as the service does, and takes the old one back', async () => {
    const store = estate().sessions['aws-primary'];
    await sandbox.faults.inject('kill-redis', 'session-store-aws-primary-1');
    await expect(roleOf(store, 1)).resolves.toBe('master');
    await sandbox.faults.clear('kill-redis');
    await expect(roleOf(store, 0)).resolves.toBe('slave');
    await sandbox.faults.inject('hang-redis', 'session-store-aws-primary-2');
    await expect(roleOf(store, 0)).resolves.toBe('master');
    await sandbox.faults.clear('hang-redis');
    await expect(roleOf(store, 1)).resolves.toBe('slave');
  });

  it('goes with its site and comes back', async () => {
    await sandbox.faults.inject('lose-site', 'on-prem');
    await expect(quorum(0)).rejects.toThrow();
    await expect(roleOf(estate().sessions['aws-primary'], 0)).resolves.toBe(
      'master',
    );
    await sandbox.faults.clear('lose-site');
    await expect(quorum(0)).resolves.toMatch(/^OK 3 usable/);
  });
});
