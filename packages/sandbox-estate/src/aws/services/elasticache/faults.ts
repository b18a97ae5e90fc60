import type { FaultDefinition } from '../../../part';
import type { Caches } from './Caches';

/** What can go wrong with the caches. */
export function elastiCacheFaults(caches: Caches): FaultDefinition[] {
  const ids = () => caches.all().map(({ id }) => id);
  const cacheOf = (id: string | undefined) => {
    const cache = caches.find(id);
    if (!cache) throw new Error(`There is no cache ${id}`);
    return cache;
  };
  return [
    {
      id: 'elasticache-lose-node',
      title: 'Lose a cache node',
      description:
        'A node of the cache is gone: its shard serves on without a replica until ElastiCache has replaced it.',
      targets: () =>
        caches
          .all()
          .flatMap(({ shards }) => shards)
          .flatMap(({ nodes }) => nodes)
          .map(({ id }) => id),
      async inject(target) {
        caches.setNodeLost(target!, true);
        return async () => caches.setNodeLost(target!, false);
      },
    },
    {
      id: 'elasticache-failover-disabled',
      title: 'Disable automatic fail-over of a cache',
      description:
        'Multi-AZ and automatic fail-over are off: a lost primary is not replaced by its replica.',
      targets: ids,
      async inject(target) {
        const cache = cacheOf(target);
        cache.automaticFailover = false;
        cache.multiAz = false;
        return async () => {
          cache.automaticFailover = true;
          cache.multiAz = true;
        };
      },
    },
    {
      id: 'elasticache-replicas-behind',
      title: 'Let cache replicas fall behind',
      description: 'The replicas of the cache are 42 seconds behind.',
      targets: ids,
      async inject(target) {
        const { id } = cacheOf(target);
        caches.setLagging(id, true);
        return async () => caches.setLagging(id, false);
      },
    },
  ];
}
