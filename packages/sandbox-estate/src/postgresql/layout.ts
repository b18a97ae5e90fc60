import type { SiteName } from '../model';

/** One server of the estate and whom it follows. */
export interface DatabaseLayout {
  name: string;
  site: SiteName;
  /** The standby that its commits wait for. */
  synchronousStandby?: string;
  /** It streams everything from another server. */
  follows?: Hop;
  /** It is a server of its own, fed with another's changes. */
  subscribes?: Hop;
}

export interface Hop {
  source: string;
  /** Links that lead there, in order of preference; none within a site. */
  links: string[];
}

export const BRIDGE = ['direct-connect', 'site-to-site-vpn'];
export const INTER_REGION = 'inter-region';
export const LINKS = [...BRIDGE, INTER_REGION];

export const ON_PREM_PRIMARY = 'postgresql-on-prem-primary';
export const ON_PREM_STANDBY = 'postgresql-on-prem-standby';
export const AWS_PRIMARY = 'rds-postgresql-aws-primary';
export const AWS_DR = 'rds-replica-aws-dr';

/** Sources stand before those that follow them. */
export const LAYOUT: DatabaseLayout[] = [
  {
    name: ON_PREM_PRIMARY,
    site: 'on-prem',
    synchronousStandby: ON_PREM_STANDBY,
  },
  {
    name: ON_PREM_STANDBY,
    site: 'on-prem',
    follows: { source: ON_PREM_PRIMARY, links: [] },
  },
  {
    name: AWS_PRIMARY,
    site: 'aws-primary',
    subscribes: { source: ON_PREM_PRIMARY, links: BRIDGE },
  },
  {
    name: AWS_DR,
    site: 'aws-dr',
    follows: { source: AWS_PRIMARY, links: [INTER_REGION] },
  },
];

/** Name of the replication slot that a follower holds at its source. */
export const slotOf = (name: string) => name.replace(/-/g, '_');
