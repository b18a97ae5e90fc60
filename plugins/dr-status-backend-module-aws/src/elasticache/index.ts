import { readResources } from '../aws/resources';
import type { AwsService } from '../aws/services';
import { cacheEncrypted } from './cacheEncryption';
import { ELASTICACHE_ACTIONS, ElastiCacheSource } from './ElastiCacheSource';
import { cacheAvailable, cacheLag, shardsSpread } from './replicationGroup';
import { sessionsServed, sessionsSurvive } from './sessionStore';

/** Amazon ElastiCache: replication groups of one account and region. */
export const elasticache: AwsService = {
  id: 'elasticache',
  title: 'ElastiCache',
  actions: ELASTICACHE_ACTIONS,
  checks: [
    cacheAvailable,
    shardsSpread,
    cacheLag,
    cacheEncrypted,
    sessionsServed,
    sessionsSurvive,
  ],
  create: (settings, item) =>
    new ElastiCacheSource(
      settings,
      readResources(settings, item, 'replicationGroups'),
    ),
};
