import { REGIONS, type EstateModel } from '../../../model';
import { LOAD_BALANCERS, zoneName, type AwsSite } from '../../sites';
import { machinesOf } from '../ec2/machines';
import { TLS10_ON, TLS13_ONLY } from './sslPolicies';

export interface Target {
  instanceId: string;
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

  constructor(model: EstateModel) {
    this.#model = model;
  }

  dnsName(site: AwsSite): string {
    return LOAD_BALANCERS[site].dnsName;
  }

  /** TLS policy of the listener. */
  policy(site: AwsSite): string {
    return this.#model.oldTlsVersions.has(site) ? TLS10_ON : TLS13_ONLY;
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

  /** The worker nodes that stand behind it; those in standby are taken out. */
  targets(site: AwsSite): Target[] {
    return machinesOf(this.#model, site)
      .filter(({ standby }) => !standby)
      .map(({ instanceId, zone, running }) => ({
        instanceId,
        zone,
        healthy:
          running &&
          this.#model.endpointsHealthy.get(site) !== false &&
          !this.#sick.has(site) &&
          !this.#sick.has(zoneName(site, zone)),
      }));
  }

  /** Whether Route 53 takes an alias to it for healthy. */
  answers(site: AwsSite): boolean {
    return (
      !this.#model.lostSites.has(site) &&
      this.targets(site).some(({ healthy }) => healthy)
    );
  }
}
