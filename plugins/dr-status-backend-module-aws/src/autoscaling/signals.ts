/** Names and shapes of what the Auto Scaling source reports on node groups. */

export const AUTO_SCALING_GROUPS = 'aws.autoscaling.groups';

/** Instances of one group in one availability zone. */
export type ZoneInstances = {
  zone: string;
  /** In service and healthy: what carries load. */
  serving: number;
  total: number;
};

export type AutoScalingGroup = {
  name: string;
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  /** Says that it is being deleted; null otherwise. */
  status: string | null;
  suspendedProcesses: string[];
  instanceTypes: string[];
  /** Every zone that the group may use, those without instances included. */
  zones: ZoneInstances[];
};

/** The groups of an entity, or that one of them is there no more. */
export type AutoScalingGroups =
  | { sought: string; region: string; missing: true }
  | { region: string; missing: false; groups: AutoScalingGroup[] };
