import type { ReplicaState } from './PrometheusReplicas';

/** Names and shapes of what the Prometheus source reports. */

export const PROMETHEUS_REPLICAS = 'prometheus.replicas';
export const PROMETHEUS_TARGETS = 'prometheus.targets';
export const PROMETHEUS_RULES = 'prometheus.rules';
export const PROMETHEUS_HEAD = 'prometheus.head';

export type Replicas = ReplicaState[];

/** Scraped targets by job. */
export type Targets = Array<{ job: string; up: number; all: number }>;

export interface Rules {
  groups: number;
  rules: number;
  /** Rules whose last evaluation failed; at most twenty are listed. */
  failing: string[];
  /** Groups that were not evaluated for three of their intervals; at most twenty. */
  late: Array<{ group: string; secondsAgo: number | null }>;
}

export interface Head {
  /** Age of the newest sample, seconds. */
  ageSeconds: number;
  series: number;
}
