import { AWS_SITES, availabilityZone, type AwsSite } from '../../sites';

/**
 * The networks of the sites as the catalog plans them: a /16 for each site, a
 * /24 for each tier, a quarter of that in each zone; the fourth is in reserve.
 */
export const TIERS = ['edge', 'application', 'data', 'management'] as const;
export type Tier = (typeof TIERS)[number];

export const ZONE_LETTERS = ['a', 'b', 'c'] as const;

export interface PlannedSubnet {
  /** Name of the catalog entity: `subnet-aws-dr-data-a`. */
  name: string;
  id: string;
  site: AwsSite;
  tier: Tier;
  letter: string;
  /** `eu-west-1a`. */
  zone: string;
  cidr: string;
}

/** Second octet of the site's block. */
const OCTETS: Record<AwsSite, number> = { 'aws-primary': 1, 'aws-dr': 2 };

export const VPC_IDS: Record<AwsSite, string> = {
  'aws-primary': 'vpc-0c1d5a2f7b3e49a10',
  'aws-dr': 'vpc-0d2e6b3a8c4f50b20',
};

/** What ids of the site's parts have in common. */
const PLACES: Record<AwsSite, string> = {
  'aws-primary': 'a10c1d5a2f7b3e',
  'aws-dr': 'b20d2e6b3a8c4f',
};

/** First digit of the ids of a tier's subnets. */
const DIGITS: Record<Tier, number> = {
  data: 0,
  edge: 1,
  application: 2,
  management: 3,
};

const QUARTER = 64;

export function vpcCidr(site: AwsSite): string {
  return `10.${OCTETS[site]}.0.0/16`;
}

/** An id of EC2's form that is the site's own: `nat-0a10c1d5a2f7b3e0a`. */
export function idOf(kind: string, site: AwsSite, digit: number, rest: string) {
  return `${kind}-${digit}${PLACES[site]}${rest.padStart(2, '0')}`;
}

export const SUBNETS: readonly PlannedSubnet[] = AWS_SITES.flatMap(site =>
  TIERS.flatMap((tier, third) =>
    ZONE_LETTERS.map((letter, index) => ({
      name: `subnet-${site}-${tier}-${letter}`,
      id: idOf('subnet', site, DIGITS[tier], `${index}${letter}`),
      site,
      tier,
      letter,
      zone: availabilityZone(site, letter),
      cidr: `10.${OCTETS[site]}.${third}.${QUARTER * index}/26`,
    })),
  ),
);

/** Subnets of one tier of a site, in the order of zones. */
export function subnetsOf(site: AwsSite, tier: Tier): PlannedSubnet[] {
  return SUBNETS.filter(each => each.site === site && each.tier === tier);
}

/** An address of the subnet by its number. */
export function addressIn({ cidr }: PlannedSubnet, host: number): string {
  const [first, second, third, base] = cidr.split('/')[0].split('.');
  return `${first}.${second}.${third}.${Number(base) + host}`;
}
