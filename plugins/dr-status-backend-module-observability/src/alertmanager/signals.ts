/** Names and shapes of what the Alertmanager sources report. */

export const ALERTMANAGER_CLUSTER = 'alertmanager.cluster';
export const ALERTMANAGER_DELIVERIES = 'alertmanager.deliveries';

export interface Cluster {
  /** `ready`, `settling` or `disabled`. */
  status: string;
  /** Members that see each other, the one asked included. */
  peers: number;
  version: string | null;
}

export interface Deliveries {
  windowSeconds: number;
  /** By integration, for example `pagerduty`; empty when the metric has no series. */
  integrations: Array<{ integration: string; sent: number; failed: number }>;
}
