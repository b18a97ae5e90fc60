import { REGIONS, type EstateModel } from '../../../model';
import {
  availabilityZone,
  LOAD_BALANCERS,
  zoneName,
  type AwsSite,
} from '../../sites';
import { addressIn, subnetsOf, ZONE_LETTERS } from '../ec2/plan';
import { TLS13_ONLY } from './sslPolicies';

/** Where targets' addresses begin in the application subnet of a zone. */
const FIRST_HOST = 10;
/** Targets in each zone where no cluster says how many nodes there are. */
const NODES_BY_ZONE: Record<AwsSite, number> = {
  'aws-primary': 2,
  'aws-dr': 1,
};

export interface Target {
  address: string;
  zone: string;
  healthy: boolean;
}

export const balancerName = (site: AwsSite) => `alb-${site}`;

const SUFFIXES: Record<AwsSite, string> = {
  'aws-primary': '50dc6c495c0c9188',
  'aws-dr': '8f1b2a6d7e3c4950',
};

export function balancerArn(site: AwsSite, accountId: string): string {
  return `arn:aws:elasticloadbalancing:${
    REGIONS[site]
  }:${accountId}:loadbalancer/app/${balancerName(site)}/${SUFFIXES[site]}`;
}

export const suffixOf = (site: AwsSite) => SUFFIXES[site];

/** The load balancers in front of the application, by site: the ones that DNS names. */
export class LoadBalancers {
  readonly #model: EstateModel;
  /** Sites and zones whose targets fail their health checks. */
  readonly #sick = new Set<string>();
  readonly #impaired = new Set<AwsSite>();
  readonly #policies = new Map<AwsSite, string>();

  constructor(model: EstateModel) {
    this.#model = model;
  }

  dnsName(site: AwsSite): string {
    return LOAD_BALANCERS[site].dnsName;
  }

  /** TLS policy of the listener. */
  policy(site: AwsSite): string {
    return this.#policies.get(site) ?? TLS13_ONLY;
  }

  setPolicy(site: AwsSite, policy: string | undefined): void {
    if (policy) this.#policies.set(site, policy);
    else this.#policies.delete(site);
  }

  impaired(site: AwsSite): boolean {
    return this.#impaired.has(site);
  }

  setImpaired(site: AwsSite, impaired: boolean): void {
    if (impaired) this.#impaired.add(site);
    else this.#impaired.delete(site);
  }

  /** @param where - a site, or one of its zones (`aws-dr-a`) */
  setSick(where: string, sick: boolean): void {
    if (sick) this.#sick.add(where);
    else this.#sick.delete(where);
    this.#model.changed(`targets:${where}`);
  }

  /** The worker nodes that stand behind it. */
  targets(site: AwsSite): Target[] {
    return ZONE_LETTERS.flatMap((letter, index) => {
      const zone = availabilityZone(site, letter);
      const subnet = subnetsOf(site, 'application')[index];
      return this.#nodes(site, zone).map((running, host) => ({
        address: addressIn(subnet, FIRST_HOST + host),
        zone,
        healthy:
          running &&
          this.#model.endpointsHealthy.get(site) !== false &&
          !this.#model.lostZones.has(zoneName(site, zone)) &&
          !this.#sick.has(site) &&
          !this.#sick.has(zoneName(site, zone)),
      }));
    });
  }

  /** Whether Route 53 takes an alias to it for healthy. */
  answers(site: AwsSite): boolean {
    return (
      !this.#model.lostSites.has(site) &&
      this.targets(site).some(({ healthy }) => healthy)
    );
  }

  /** Whether each node of the zone runs. */
  #nodes(site: AwsSite, zone: string): boolean[] {
    const groups = [...this.#model.nodeGroups.values()].filter(
      group => group.site === site,
    );
    return groups.length === 0
      ? Array.from({ length: NODES_BY_ZONE[site] }, () => true)
      : groups
          .flatMap(group => group.machines())
          .filter(machine => machine.zone === zone)
          .map(({ running }) => running);
  }
}
