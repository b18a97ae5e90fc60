import type { MetricSource, Reading } from '../cloudwatch/Sampler';
import type { Cache, Caches } from './Caches';

/** How far replicas are behind; primaries have no such metric. */
export function elastiCacheMetrics(caches: Caches): MetricSource {
  const of = (
    { region }: Cache,
    dimensions: Record<string, string>,
    value: number,
  ): Reading => ({
    region,
    metric: {
      namespace: 'AWS/ElastiCache',
      name: 'ReplicationLag',
      dimensions,
    },
    unit: 'Seconds',
    value,
  });
  return () =>
    caches.all().flatMap(cache =>
      cache.shards.flatMap(shard => {
        const [, ...replicas] = caches.nodes(cache, shard);
        const lag = caches.lagSeconds(cache);
        return replicas.flatMap(({ id: CacheClusterId }) => [
          of(cache, { CacheClusterId }, lag),
          of(cache, { CacheClusterId, CacheNodeId: '0001' }, lag),
        ]);
      }),
    );
}
