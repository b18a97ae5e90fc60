import { randomBytes } from 'node:crypto';
import { FaultError } from '../faults/FaultRegistry';
import type { FaultDefinition } from '../part';
import { LAYOUT, SENTINELS } from './layout';
import type { RedisEstate } from './RedisEstate';

const ALL = LAYOUT.map(one => one.name);
const SERVERS = LAYOUT.filter(one => one.kind === 'server').map(
  one => one.name,
);

function mustRun(estate: RedisEstate, name: string): void {
  const { state } = estate.process(name);
  if (state !== 'running') {
    throw new FaultError(`${name} is ${state}: mend that first`);
  }
}

/** The faults of Redis, Sentinel and the session stores. */
export const redisFaults = (estate: RedisEstate): FaultDefinition[] => [
  {
    id: 'kill-redis',
    title: 'Kill a Redis server or Sentinel',
    description:
      'Its process is killed at once. When it was the master, the Sentinels promote a replica, in the cloud the service does; cleared, it comes back as a replica.',
    targets: () => ALL,
    async inject(name) {
      const reason = `kill-redis:${name}`;
      await estate.crash([name!], reason);
      return () => estate.release([name!], reason);
    },
  },
  {
    id: 'kill-redis-master',
    title: 'Kill the Redis master',
    description:
      'Whichever server is the master on premises now is killed; the Sentinels promote a replica.',
    targets: () => [],
    async inject() {
      const name = await estate.findMaster();
      mustRun(estate, name);
      await estate.crash([name], 'kill-redis-master');
      return () => estate.release([name], 'kill-redis-master');
    },
  },
  {
    id: 'lose-sentinel-quorum',
    title: 'Kill Sentinels below their quorum',
    description:
      'All but one Sentinel are killed: the last one still answers, and can fail nothing over.',
    targets: () => [],
    async inject() {
      const hit = SENTINELS.slice(1).map(one => one.name);
      await estate.crash(hit, 'lose-sentinel-quorum');
      return () => estate.release(hit, 'lose-sentinel-quorum');
    },
  },
  {
    id: 'hang-redis',
    title: 'Freeze a Redis server or Sentinel',
    description:
      'Its process is stopped in its tracks: connections are taken, nothing is answered.',
    targets: () => ALL,
    async inject(name) {
      mustRun(estate, name!);
      await estate.hang(name!);
      return () => estate.resume(name!);
    },
  },
  {
    id: 'redis-wrong-password',
    title: 'Change the portal’s password at a Redis server or Sentinel',
    description:
      'The user that the portal reads with gets another password there; others log in as before.',
    targets: () => ALL,
    async inject(name) {
      mustRun(estate, name!);
      await estate.setMonitorPassword(
        name!,
        randomBytes(16).toString('base64url'),
      );
      return async () => {
        // A start in the meantime has put it right already.
        if (estate.process(name!).state === 'running') {
          await estate.setMonitorPassword(name!);
        }
      };
    },
  },
  {
    id: 'evict-sessions',
    title: 'Let a server throw keys out',
    description:
      'Its memory policy becomes allkeys-lru: when it is full, sessions of users at work go.',
    targets: () => SERVERS,
    async inject(name) {
      mustRun(estate, name!);
      const set = (policy: string) =>
        estate.admin(name!, redis =>
          redis.config('SET', 'maxmemory-policy', policy),
        );
      await set('allkeys-lru');
      return async () => {
        if (estate.process(name!).state === 'running') {
          await set('noeviction');
        }
      };
    },
  },
];
