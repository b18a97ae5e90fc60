import { REGIONS, type EstateModel } from '../../../model';
import {
  availabilityZone,
  AWS_SITES,
  zoneName,
  type AwsSite,
} from '../../sites';

/** One node of a shard; the first that is there is the primary. */
export interface CacheNode {
  id: string;
  zone: string;
}

export interface Shard {
  id: string;
  slots: string;
  nodes: CacheNode[];
}

/** A replication group in cluster mode. */
export interface Cache {
  id: string;
  site: AwsSite;
  region: string;
  automaticFailover: boolean;
  multiAz: boolean;
  shards: Shard[];
}

/** Three shards, each with a replica in the next zone. */
const SHARDS = [
  { slots: '0-5460', zones: ['a', 'b'] },
  { slots: '5461-10922', zones: ['b', 'c'] },
  { slots: '10923-16383', zones: ['c', 'a'] },
];

function seedCache(site: AwsSite): Cache {
  const id = `elasticache-${site}`;
  return {
    id,
    site,
    region: REGIONS[site],
    automaticFailover: true,
    multiAz: true,
    shards: SHARDS.map(({ slots, zones }, index) => {
      const shard = String(index + 1).padStart(4, '0');
      return {
        id: shard,
        slots,
        nodes: zones.map((letter, member) => ({
          id: `${id}-${shard}-00${member + 1}`,
          zone: availabilityZone(site, letter),
        })),
      };
    }),
  };
}

/** The caches of both regions. They are a model of their own: no Redis stands behind them. */
export class Caches {
  readonly #model: EstateModel;
  readonly #caches = new Map<string, Cache>();
  /** Nodes that are gone while ElastiCache replaces them. */
  readonly #lostNodes = new Set<string>();
  readonly #lagging = new Set<string>();
  #global = false;

  constructor(model: EstateModel) {
    this.#model = model;
    this.restore();
  }

  /** As the estate was built. */
  restore(): void {
    this.#global = false;
    for (const site of AWS_SITES) {
      const cache = seedCache(site);
      this.#caches.set(cache.id, cache);
    }
  }

  all(): Cache[] {
    return [...this.#caches.values()];
  }

  of(region: string): Cache[] {
    return this.all().filter(cache => cache.region === region);
  }

  find(id: string | undefined): Cache | undefined {
    return this.#caches.get((id ?? '').toLowerCase());
  }

  /** Nodes that are there, the primary first. */
  nodes(cache: Cache, shard: Shard): CacheNode[] {
    return shard.nodes.filter(
      ({ id, zone }) =>
        !this.#lostNodes.has(id) &&
        !this.#model.lostZones.has(zoneName(cache.site, zone)),
    );
  }

  isWhole(cache: Cache, shard: Shard): boolean {
    return this.nodes(cache, shard).length === shard.nodes.length;
  }

  setNodeLost(id: string, lost: boolean): void {
    if (lost) this.#lostNodes.add(id);
    else this.#lostNodes.delete(id);
  }

  setLagging(cache: string, lagging: boolean): void {
    if (lagging) this.#lagging.add(cache);
    else this.#lagging.delete(cache);
  }

  lagSeconds(cache: Cache): number {
    return this.#lagging.has(cache.id) ? 42 : 0.3;
  }

  /** Whether the caches of both regions form a global datastore; by the design they do not. */
  get global(): boolean {
    return this.#global;
  }

  set global(value: boolean) {
    this.#global = value;
  }

  /** Whether the copy to the other region is up to date. */
  get globalFlows(): boolean {
    return this.#model.links.get('inter-region')?.up !== false;
  }
}
