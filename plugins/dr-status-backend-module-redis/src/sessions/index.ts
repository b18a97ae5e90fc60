import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { readAccess, readNodes, readTls } from '../redis/configuration';
import { sessionsAvailable } from './available';
import { sessionsExpire, sessionsNotEvicted } from './kept';
import { SessionStoreSource } from './SessionStoreSource';
import { sessionsSurviveFailover, sessionsSurviveLoss } from './survive';

/** Redis as the store of user sessions; self-managed, or ElastiCache. */
export const sessionStore: SystemKind = {
  id: 'redis',
  title: 'Redis session store',
  checks: [
    sessionsAvailable,
    sessionsNotEvicted,
    sessionsExpire,
    sessionsSurviveLoss,
    sessionsSurviveFailover,
  ],
  create(settings, item) {
    const database = item.getOptionalNumber('database') ?? 0;
    if (!Number.isInteger(database) || database < 0) {
      throw new Error(
        `Invalid value at '${settings.key}.database': ${database} is no number of a database`,
      );
    }
    return new SessionStoreSource(settings, {
      nodes: readNodes(item, settings.key, 6379),
      access: readAccess(item, readTls(item), settings.key),
      database,
    });
  },
};
