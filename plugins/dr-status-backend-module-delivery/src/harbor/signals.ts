/** Names and shapes of what the Harbor source reports. */

export const HARBOR_HEALTH = 'delivery.harbor.health';
export const HARBOR_REPLICATION = 'delivery.harbor.replication';

export type HarborHealth = {
  /** `healthy` or `unhealthy`. */
  status: string;
  unhealthyComponents: string[];
};

export type HarborExecution = {
  /** `InProgress`, `Succeed`, `Stopped`, `Failed`. */
  status: string;
  startedAt: string;
  endedAt: string | null;
  failed: number;
  total: number;
};

export type HarborPolicy = {
  name: string;
  enabled: boolean;
  /** Name of the registry that images are copied to. */
  destination: string | null;
  last: HarborExecution | null;
};
