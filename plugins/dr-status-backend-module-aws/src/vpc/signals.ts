/** Names and shapes of what the VPC source reports on a VPC. */

export const VPC = 'aws.vpc.vpc';
export const VPC_SUBNETS = 'aws.vpc.subnets';
export const VPC_NAT_GATEWAYS = 'aws.vpc.natGateways';
/** Routes that lead out of the VPC to a network; not those to everywhere. */
export const VPC_ROUTES = 'aws.vpc.routes';

/** A VPC, or that it is gone although it was there before. */
export type Vpc = { id: string; region: string; missing: true } | PresentVpc;

export type PresentVpc = {
  id: string;
  region: string;
  missing: false;
  /** `available`, `pending`. */
  state: string;
  cidrs: string[];
};

export type Subnet = {
  id: string;
  cidr: string;
  zone: string;
  /** Addresses that AWS can still give out; null where it does not say. */
  freeAddresses: number | null;
  /** Where its route to everywhere (0.0.0.0/0) leads; null when it has none. */
  wayOut: WayOut | null;
};

export type WayOut = {
  /** `internet-gateway`, `nat-gateway`, or another kind of target. */
  kind: string;
  id: string;
  /** `active`, `blackhole`. */
  state: string;
};

export type NatGateway = {
  id: string;
  /** `pending`, `available`, `failed`, `deleting`. */
  state: string;
  /** Null for one that serves all zones of the region. */
  zone: string | null;
  subnetId: string | null;
  failureCode: string | null;
};

export type NetworkRoute = {
  destination: string;
  target: string;
  /** `active`, `blackhole`. */
  state: string;
  /** In how many route tables of the VPC. */
  tables: number;
};
