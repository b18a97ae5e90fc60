/** What the Grafana source reports. */
export const GRAFANA_HEALTH = 'grafana.health';

export interface GrafanaHealth {
  /** `ok` when it reaches its database. */
  database: string;
  version: string | null;
}
