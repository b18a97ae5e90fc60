import {
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { askDataNode, DATA_NODE_ACL } from '../redis/dataNode';
import { numberOf, pairsOf, type RedisInfo } from '../redis/info';
import type { NodeAccess, NodeAddress } from '../redis/RedisNode';
import { STORE, type MasterState, type SessionStoreValue } from './signals';

const isOk = (text: string | undefined) =>
  text === undefined ? null : text === 'ok';

/** Keys of a database, and those that end; without keys it has no line. */
function countsOf(address: string, database: number, line?: string) {
  if (line === undefined) {
    return { keys: 0, expires: 0, averageTtl: 0 };
  }
  const { keys, expires, avg_ttl: ttl } = pairsOf(line);
  const counts = { keys: Number(keys), expires: Number(expires) };
  if (!Number.isInteger(counts.keys) || !Number.isInteger(counts.expires)) {
    throw new SourceFailure(
      'malformed',
      `Redis at ${address} answered INFO without the number of keys of db${database}.`,
    );
  }
  return { ...counts, averageTtl: Number(ttl) };
}

/** What the master says of the sessions that it holds. */
export function describeMaster(
  address: string,
  info: RedisInfo,
  database: number,
  nowSeconds: number,
): MasterState {
  const { keys, expires, averageTtl } = countsOf(
    address,
    database,
    info.get(`db${database}`),
  );
  const append = info.get('aof_enabled');
  const saved = numberOf(info, 'rdb_last_save_time');
  return {
    address,
    sessions: keys,
    sessionsThatExpire: expires,
    averageTtlSeconds: averageTtl > 0 ? Math.round(averageTtl / 1000) : null,
    policy: info.get('maxmemory_policy') ?? null,
    usedBytes: numberOf(info, 'used_memory'),
    maxBytes: numberOf(info, 'maxmemory'),
    evictedKeys: numberOf(info, 'evicted_keys'),
    appendOnly: append === undefined ? null : append === '1',
    lastAppendOk: isOk(info.get('aof_last_write_status')),
    snapshotOk: isOk(info.get('rdb_last_bgsave_status')),
    snapshotAgeSeconds:
      saved === null ? null : Math.max(0, Math.round(nowSeconds - saved)),
    managed: /elasticache|memorydb/i.test(info.get('os') ?? ''),
  };
}

/**
 * The Redis that keeps sessions: counts and settings, never a session. It is
 * asked with INFO alone, whose user cannot read a key.
 */
export class SessionStoreSource extends ConfiguredSource {
  readonly leastPrivilege = `Redis ACL: ${DATA_NODE_ACL}`;
  readonly #nodes: NodeAddress[];
  readonly #access: NodeAccess;
  readonly #database: number;
  readonly #key: string;

  constructor(
    settings: SourceSettings,
    options: { nodes: NodeAddress[]; access: NodeAccess; database: number },
  ) {
    super(settings);
    this.#nodes = options.nodes;
    this.#access = options.access;
    this.#database = options.database;
    this.#key = settings.key;
  }

  async observe({ signal, now }: SourceContext): Promise<ObservationInput[]> {
    const asked = await Promise.all(
      this.#nodes.map(at =>
        askDataNode(at, {
          access: this.#access,
          key: this.#key,
          timeoutSeconds: this.timeoutSeconds * 0.9,
          signal,
        }),
      ),
    );
    if (asked.every(({ failure }) => failure)) {
      const failures = asked.map(({ failure }) => failure!);
      throw failures.find(({ kind }) => kind === 'unauthorized') ?? failures[0];
    }
    const value: SessionStoreValue = {
      nodes: asked.map(({ node }) => node),
      database: this.#database,
      masters: asked.flatMap(({ node, info }) =>
        info && node.state === 'answers' && node.role === 'master'
          ? [describeMaster(node.address, info, this.#database, now() / 1000)]
          : [],
      ),
    };
    return [{ entityRef: this.entityRefs[0], signal: STORE, value }];
  }
}
