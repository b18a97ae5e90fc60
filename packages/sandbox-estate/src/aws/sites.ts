import { REGIONS, type SiteName } from '../model';

/** Sites that are regions of AWS. */
export type AwsSite = keyof typeof REGIONS;

export const AWS_SITES = Object.keys(REGIONS) as AwsSite[];

export function isAwsSite(site: SiteName): site is AwsSite {
  return site in REGIONS;
}

/** The site that is a region; endpoints answer for no other regions than theirs. */
export function siteOfRegion(region: string): AwsSite {
  const site = AWS_SITES.find(each => REGIONS[each] === region);
  if (!site) {
    throw new Error(`No site stands in ${region}`);
  }
  return site;
}

/** Availability zone that a zone of the catalog stands for: `aws-dr-a` is `eu-west-1a`. */
export function availabilityZone(site: AwsSite, letter: string): string {
  return `${REGIONS[site]}${letter}`;
}

/** Name in the catalog of an availability zone of the site. */
export function zoneName(site: AwsSite, zone: string): string {
  return `${site}-${zone.slice(REGIONS[site].length)}`;
}

/** Host names of the load balancers in front of the application of each site. */
export const LOAD_BALANCERS: Record<
  AwsSite,
  { dnsName: string; hostedZoneId: string }
> = {
  'aws-primary': {
    dnsName: 'alb-aws-primary-1407211203.eu-central-1.elb.amazonaws.com',
    // The zones of load balancers that AWS publishes for each region.
    hostedZoneId: 'Z215JYRZR1TBD5',
  },
  'aws-dr': {
    dnsName: 'alb-aws-dr-1839201177.eu-west-1.elb.amazonaws.com',
    hostedZoneId: 'Z32O12XQLNTSW2',
  },
};

/** The site whose load balancer has this host name. */
export function siteOfLoadBalancer(host: string): AwsSite | undefined {
  const name = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');
  return AWS_SITES.find(site => LOAD_BALANCERS[site].dnsName === name);
}
