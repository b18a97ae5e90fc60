/** Name and shape of what the ELB source reports on load balancers. */

export const ELBV2_LOAD_BALANCER = 'aws.elbv2.loadBalancer';

/** A load balancer, or that it is gone although it was there before. */
export type LoadBalancer =
  | { name: string; region: string; missing: true }
  | PresentLoadBalancer;

export type PresentLoadBalancer = {
  name: string;
  region: string;
  missing: false;
  dnsName: string;
  /** `application`, `network` or `gateway`. */
  type: string;
  internetFacing: boolean;
  /** `active`, `active_impaired`, `provisioning`, `failed`. */
  state: string;
  stateReason: string | null;
  zones: string[];
  listeners: Listener[];
  targetGroups: TargetGroup[];
};

export type Listener = {
  port: number;
  protocol: string;
  sslPolicy: string | null;
  /** What the policy allows; null for a listener without TLS. */
  sslProtocols: string[] | null;
  /** Whether it sends on to https whatever comes. */
  redirectsToHttps: boolean;
  /** Ids of its certificates. */
  certificates: string[];
};

export type TargetGroup = {
  name: string;
  /** Largest share that a listener's default action gives it; null when a rule alone leads to it. */
  weight: number | null;
  targets: ZoneOfTargets[];
};

/** Targets of one zone; those that are being taken out are not counted. */
export type ZoneOfTargets = {
  /** Null where ELB does not say it. */
  zone: string | null;
  registered: number;
  healthy: number;
  /** Whose health is not known yet or not checked. */
  undecided: number;
  /** Reasons of those that are not healthy, each once. */
  reasons: string[];
};
