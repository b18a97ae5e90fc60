import { randomBytes } from 'node:crypto';
import type { EstateModel } from '../../../model';
import type { Clock } from '../../clock';
import { AWS_SITES, type AwsSite } from '../../sites';
import { Dns } from './Dns';
import {
  HEALTH_CHECK_IDS,
  siteHealthCheck,
  ZONE_ID,
  ZONE_NAME,
  zoneRecords,
} from './estate';
import { HealthChecks } from './HealthChecks';
import { HostedZone, type SubmittedChange } from './HostedZone';
import { listingKey } from './names';

const CHANGES_KEPT = 1000;

export interface Route53Options {
  /** How many times faster than declared the health checks ask. */
  healthCheckSpeed: number;
  propagationMs: number;
  /** Whether a site's load balancer has a healthy target. */
  answers(site: AwsSite): boolean;
}

/** The account's Route 53: its zones, its health checks, its changes. */
export class Zones {
  readonly health: HealthChecks;
  readonly dns: Dns;
  readonly zones: readonly HostedZone[];
  readonly #changes = new Map<string, SubmittedChange>();
  readonly #clock: Clock;
  readonly #model: EstateModel;
  readonly #options: Route53Options;

  constructor(model: EstateModel, clock: Clock, options: Route53Options) {
    this.#clock = clock;
    this.#model = model;
    this.#options = options;
    this.health = new HealthChecks(model, clock, options.healthCheckSpeed);
    for (const site of AWS_SITES) {
      this.health.add(HEALTH_CHECK_IDS[site], site, siteHealthCheck(site));
    }
    this.zones = [
      new HostedZone({
        id: ZONE_ID,
        name: ZONE_NAME,
        comment: 'Integrated MIS: where users are sent',
        records: zoneRecords(),
        clock,
        propagation: { milliseconds: options.propagationMs },
      }),
    ].sort((a, b) => (listingKey(a.name) < listingKey(b.name) ? -1 : 1));
    this.dns = new Dns(this.zones, this.health, options.answers);
  }

  /** Sites whose health check has not seen yet that their load balancer answers well. */
  behind(): AwsSite[] {
    return AWS_SITES.filter(
      site =>
        !this.#model.lostSites.has(site) &&
        this.#model.endpointsHealthy.get(site) === true &&
        this.health.healthy(HEALTH_CHECK_IDS[site]) !== true,
    );
  }

  zone(id: string): HostedZone | undefined {
    return this.zones.find(zone => zone.id === id);
  }

  submitted(comment?: string): SubmittedChange {
    const change = {
      id: `C${randomBytes(10).toString('hex').toUpperCase()}`,
      submittedAt: new Date(this.#clock.now()),
      comment,
    };
    this.#changes.set(change.id, change);
    if (this.#changes.size > CHANGES_KEPT) {
      this.#changes.delete(this.#changes.keys().next().value!);
    }
    return change;
  }

  change(id: string): SubmittedChange | undefined {
    return this.#changes.get(id);
  }

  inSync(change: SubmittedChange): boolean {
    const due = change.submittedAt.getTime() + this.#options.propagationMs;
    return this.#clock.now() >= due;
  }
}
