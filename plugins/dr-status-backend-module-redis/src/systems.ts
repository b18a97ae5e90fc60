import { systemFamily } from '@twinshore/plugin-dr-status-node';
import { redisSentinel } from './sentinel';
import { sessionStore } from './sessions';

/** All that can be asked; each is a folder of its own. */
export const redisSystems = [redisSentinel, sessionStore];

export const redisFamily = systemFamily({
  family: 'redis',
  systems: redisSystems,
  defaults: { intervalSeconds: 10, timeoutSeconds: 5 },
});

export const redisChecks = redisSystems.flatMap(({ checks }) => checks);
