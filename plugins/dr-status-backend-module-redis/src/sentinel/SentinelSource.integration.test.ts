import { mockServices } from '@backstage/backend-test-utils';
import type { JsonValue } from '@backstage/types';
import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import {
  testCheckContext,
  until,
} from '@twinshore/plugin-dr-status-node/testUtils';
import {
  MASTER_NAME,
  MONITOR,
  redisInstalled,
  RedisServers,
  type RedisProcess,
} from '../testing/RedisServers';
import { redisSentinel } from './index';
import { SentinelSource } from './SentinelSource';
import { FAILOVERS, REPLICAS, SENTINELS } from './signals';

// One that was frozen mistrusts its clock for half a minute.
const PATIENCE_MS = 60_000;
jest.setTimeout(2 * PATIENCE_MS);

if (!redisInstalled) {
  process.stderr.write(
    'Skipped Sentinel tests against real servers: no redis-server or redis-sentinel\n',
  );
}
const describeIfInstalled = redisInstalled ? describe : describe.skip;

const REF = 'resource:default/cache';
const logger = mockServices.logger.mock();

describeIfInstalled('SentinelSource and real Sentinels', () => {
  let servers: RedisServers;
  let master: RedisProcess;
  let replicas: RedisProcess[];
  let sentinels: RedisProcess[];
  let stop: AbortController;
  let last: ObservationInput[];
  let watched: Promise<void>;

  const source = (login = MONITOR) =>
    new SentinelSource(
      {
        id: 'redis-sentinel:test',
        kind: 'redis-sentinel',
        name: 'test',
        title: 'Redis Sentinel test',
        entityRefs: [REF],
        intervalSeconds: 1,
        timeoutSeconds: 2,
        key: 'drStatus.sources.redis[0]',
      },
      {
        masterName: MASTER_NAME,
        sentinels,
        sentinelAccess: login,
        redisAccess: login,
      },
    );
  const watch = (one: SentinelSource) =>
    one.watch({
      signal: stop.signal,
      logger,
      now: Date.now,
      report: observations => {
        last = observations;
      },
    });
  const value = (signal: string) =>
    last.find(each => each.signal === signal)?.value as any;
  const judge = (id: string) => {
    const values = Object.fromEntries(
      last.map(each => [each.signal, each.value as JsonValue]),
    );
    return redisSentinel.checks
      .find(each => each.id === id)!
      .evaluate(
        testCheckContext({
          now: Date.now(),
          entity: {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: { name: 'cache' },
            spec: { type: 'cache' },
          },
          values: { [REF]: values },
          sources: { [REF]: {} },
        }),
      );
  };
  const becomes = (id: string, verdict: string, reason: RegExp) =>
    until(
      `${id} to be ${verdict}`,
      async () => {
        const outcome = judge(id);
        if (outcome.verdict !== verdict || !reason.test(outcome.reason)) {
          throw new Error(JSON.stringify([outcome.verdict, outcome.reason]));
        }
        return true;
      },
      PATIENCE_MS,
    );

  beforeEach(async () => {
    servers = new RedisServers();
    stop = new AbortController();
    last = [];
    master = await servers.server();
    replicas = await Promise.all(
      [1, 2].map(() => servers.server({ replicaOf: master })),
    );
    sentinels = await servers.sentinels(3, master, replicas);
    watched = watch(source());
    watched.catch(() => {});
    await becomes('redis.sentinel.quorum', 'met', /All 3 Sentinels/);
    await becomes('redis.sentinel.replicas', 'met', /2 replicas/);
  });

  afterEach(async () => {
    stop.abort();
    await watched.catch(() => {});
    await servers.stop();
  });

  it('reads a well deployment with the rights that the README names', async () => {
    await becomes('redis.sentinel.one-master', 'met', /all 3 Sentinels/);
    await becomes('redis.sentinel.stable', 'met', /No fail-over/);
    await becomes('redis.memory.sized', 'met', /of 64 MiB used/);
    // No more than that is granted.
    await expect(
      sentinels[0].admin.call(
        'ACL',
        'DRYRUN',
        MONITOR.username,
        'SENTINEL',
        'FAILOVER',
        MASTER_NAME,
      ),
    ).resolves.toMatch(/no permissions/i);
  });

  it('sees a real fail-over at once, and the old master as a replica that is down', async () => {
    await master.kill();
    await becomes('redis.sentinel.stable', 'met', /1 fail-over within an hour/);
    const { failovers } = value(FAILOVERS);
    expect(failovers).toEqual([
      expect.objectContaining({ from: master.address }),
    ]);
    expect(replicas.map(each => each.address)).toContain(failovers[0].to);
    await becomes('redis.sentinel.one-master', 'met', /all 3 Sentinels/);
    await becomes('redis.sentinel.replicas', 'at-risk', /is down/);
  });

  it('says that the quorum is lost although the last Sentinel counts all', async () => {
    await Promise.all(sentinels.slice(1).map(each => each.kill()));
    await becomes('redis.sentinel.quorum', 'breached', /NOQUORUM/);
    expect(
      value(SENTINELS).views.map((each: { state: string }) => each.state),
    ).toEqual(['answers', 'down', 'down']);
  });

  it('does not take a dead replica for a usable one', async () => {
    await Promise.all(replicas.map(each => each.kill()));
    expect(value(REPLICAS)).toHaveLength(2);
    await becomes(
      'redis.sentinel.replicas',
      'breached',
      /is down and .*is down/,
    );
  });

  it('stays within its time when a node hangs, and says that it hangs', async () => {
    replicas[0].signal('SIGSTOP');
    sentinels[2].signal('SIGSTOP');
    await becomes('redis.sentinel.quorum', 'at-risk', /2 of 3 Sentinels/);
    await becomes('redis.sentinel.replicas', 'at-risk', /is down/);
    replicas[0].signal('SIGCONT');
    sentinels[2].signal('SIGCONT');
    await becomes('redis.sentinel.quorum', 'met', /All 3/);
    await becomes('redis.sentinel.replicas', 'met', /2 replicas/);
    expect(stop.signal.aborted).toBe(false);
  });

  it('fails when no Sentinel lets it in, and when the rights are missing', async () => {
    await expect(
      watch(source({ ...MONITOR, password: 'wrong' })),
    ).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringMatching(/^Sentinel at .* refuses the login\.$/),
    });
    for (const sentinel of sentinels) {
      await sentinel.admin.call('ACL', 'SETUSER', MONITOR.username, '-@all');
    }
    await expect(watch(source())).rejects.toMatchObject({
      kind: 'unauthorized',
      hint: expect.stringContaining('+sentinel|ckquorum'),
    });
  });
});
