import type { Config } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import {
  basicAuthorization,
  HttpSource,
  readHttpAccess,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import * as signals from './signals';
import type { Followers } from './signals';

export const ELASTICSEARCH_GRANT =
  'A role with the cluster privilege monitor, read_ccr where followers are watched, and the index privilege read on the indices of logs.indices.';

const LISTED = 50;
/** What a Date can hold. */
const MOST_MILLISECONDS = 8.64e15;
const INDICES = /^[a-z0-9.*_,:-]+$/;

/** Elasticsearch takes an API key, or a user. */
export const elasticLogin = (access: HttpAccess): Record<string, string> =>
  access.token === undefined
    ? basicAuthorization(access)
    : { authorization: `ApiKey ${access.token}` };

export interface ElasticsearchOptions {
  /** Indices, data streams or patterns whose newest document is looked for. */
  logs?: { indices: string; timestamp: string };
  /** Whether indices follow those of another cluster. */
  followers: boolean;
}

function readOptions(item: Config, at: string): ElasticsearchOptions {
  const indices = item.getOptionalString('logs.indices');
  if (indices !== undefined && !INDICES.test(indices)) {
    throw new Error(
      `Invalid value at '${at}.logs.indices': names or patterns of indices are needed, for example logs-*`,
    );
  }
  return {
    logs:
      indices === undefined
        ? undefined
        : {
            indices,
            timestamp: item.getOptionalString('logs.timestamp') ?? '@timestamp',
          },
    followers: item.getOptionalBoolean('followers') ?? false,
  };
}

/** Asks an Elasticsearch cluster for its health, its followers, and its newest log. */
export class ElasticsearchSource extends HttpSource {
  readonly #options: ElasticsearchOptions;

  constructor(settings: SourceSettings, item: Config) {
    const access = readHttpAccess(item, settings.key);
    super(settings, {
      access,
      headers: elasticLogin(access),
      leastPrivilege: ELASTICSEARCH_GRANT,
    });
    this.#options = readOptions(item, settings.key);
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const [cluster, followers, newestLog] = await Promise.all([
      this.#cluster(signal),
      this.#followers(signal),
      this.#newestLog(signal),
    ]);
    return observationsOf(this.entityRefs, {
      [signals.ELASTICSEARCH_CLUSTER]: cluster,
      [signals.ELASTICSEARCH_FOLLOWERS]: followers,
      [signals.ELASTICSEARCH_NEWEST_LOG]: newestLog,
    });
  }

  async #cluster(signal: AbortSignal): Promise<JsonValue> {
    // 408 is its own way to say timed_out; the body stands all the same.
    const health = this.endpoint.parse(
      await this.endpoint.get('/_cluster/health', {
        signal,
        accept: [200, 408],
      }),
    );
    if (typeof health.status !== 'string') {
      throw this.endpoint.malformed('without the status of its cluster');
    }
    const percent = health.active_shards_percent_as_number;
    return {
      status: health.status,
      timedOut: health.timed_out === true,
      nodes: Number(health.number_of_nodes) || 0,
      dataNodes: Number(health.number_of_data_nodes) || 0,
      unassignedShards: Number(health.unassigned_shards) || 0,
      activeShardsPercent: typeof percent === 'number' ? percent : null,
    };
  }

  async #followers(signal: AbortSignal): Promise<JsonValue | undefined> {
    if (!this.#options.followers) {
      return undefined;
    }
    const { follow_stats: stats } = await this.endpoint.getJson('/_ccr/stats', {
      signal,
    });
    if (!Array.isArray(stats?.indices)) {
      throw this.endpoint.malformed('without its followers');
    }
    const followers: Followers = stats.indices.map((each: any) => {
      const lagOperations = each?.total_global_checkpoint_lag;
      if (typeof lagOperations !== 'number' || !Array.isArray(each.shards)) {
        throw this.endpoint.malformed('without the state of a follower');
      }
      const fatal = each.shards.find((shard: any) => shard?.fatal_exception);
      return {
        index: String(each.index).slice(0, 255),
        lagOperations,
        fatalError: fatal
          ? String(fatal.fatal_exception.type ?? 'unnamed').slice(0, 100)
          : null,
      };
    });
    // Those that have ended must not be beyond the end of the list.
    return followers
      .sort((a, b) => Number(!a.fatalError) - Number(!b.fatalError))
      .slice(0, LISTED);
  }

  async #newestLog(signal: AbortSignal): Promise<JsonValue | undefined> {
    const { logs } = this.#options;
    if (!logs) {
      return undefined;
    }
    const answer = await this.endpoint.post(
      `/${encodeURI(logs.indices)}/_search?ignore_unavailable=true`,
      {
        size: 0,
        track_total_hits: false,
        aggs: { newest: { max: { field: logs.timestamp } } },
      },
      { signal },
    );
    const { aggregations, hits } = this.endpoint.parse(answer);
    // Without any index there is no aggregation either.
    const milliseconds = aggregations?.newest?.value ?? null;
    const isTime =
      typeof milliseconds === 'number' &&
      Math.abs(milliseconds) <= MOST_MILLISECONDS;
    if (!isTime && (milliseconds !== null || !(aggregations || hits))) {
      throw this.endpoint.malformed('without the time of the newest log');
    }
    return {
      index: logs.indices,
      at: milliseconds === null ? null : new Date(milliseconds).toISOString(),
    };
  }
}
