/** Names and shapes of what the sources of the ELK stack report. */

export const ELASTICSEARCH_CLUSTER = 'elasticsearch.cluster';
export const ELASTICSEARCH_FOLLOWERS = 'elasticsearch.followers';
export const ELASTICSEARCH_NEWEST_LOG = 'elasticsearch.newestLog';
export const LOGSTASH_HEALTH = 'logstash.health';
export const KIBANA_STATUS = 'kibana.status';

export interface ElasticsearchCluster {
  /** `green`, `yellow` or `red`. */
  status: string;
  /** The answer is from before the cluster's master gave up waiting. */
  timedOut: boolean;
  nodes: number;
  dataNodes: number;
  unassignedShards: number;
  activeShardsPercent: number | null;
}

/** Indices that follow those of another cluster. */
export type Followers = Array<{
  index: string;
  /** Operations that it is behind, over all its shards. */
  lagOperations: number;
  /** Kind of the error that ended it; null while it follows. */
  fatalError: string | null;
}>;

export interface NewestLog {
  index: string;
  /** ISO 8601; null when no document is there. */
  at: string | null;
}

export interface LogstashHealth {
  /** `green`, `yellow`, `red` or `unknown`. */
  status: string;
  /** Pipelines that are not green; at most twenty. */
  pipelines: Array<{ id: string; status: string }>;
}

export interface KibanaStatus {
  /** `available`, `degraded`, `unavailable` or `critical`. */
  level: string;
}
