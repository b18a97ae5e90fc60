import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { readAccess, readNodes, readTls } from '../redis/configuration';
import { cacheMemory } from './memory';
import { oneMaster } from './oneMaster';
import { sentinelQuorum } from './quorum';
import { usableReplicas } from './replicas';
import { SentinelSource } from './SentinelSource';
import { failoversRare } from './stability';

/** Redis Sentinel: one master with its replicas, and all Sentinels that watch it. */
export const redisSentinel: SystemKind = {
  id: 'redis-sentinel',
  title: 'Redis Sentinel',
  checks: [
    sentinelQuorum,
    oneMaster,
    usableReplicas,
    failoversRare,
    cacheMemory,
  ],
  create(settings, item) {
    const at = `${settings.key}.sentinels`;
    const sentinels = item.getConfig('sentinels');
    const tls = readTls(item);
    return new SentinelSource(settings, {
      masterName: item.getString('masterName'),
      sentinels: readNodes(sentinels, at, 26_379),
      sentinelAccess: readAccess(sentinels, tls, at),
      redisAccess: readAccess(
        item.getOptionalConfig('redis'),
        tls,
        `${settings.key}.redis`,
      ),
    });
  },
};
