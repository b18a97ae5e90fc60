import { REGIONS, type EstateModel } from '../../../model';
import type { Clock } from '../../clock';
import type { AwsSite } from '../../sites';

const DAY_MS = 86_400_000;
/** ACM issues for 198 days, and renews 45 days before the end. */
const VALID_DAYS = 198;
const LEFT_DAYS = 160;

export type CertificateFault = 'expiring' | 'renewal-failed';

const IDS: Record<AwsSite, string> = {
  'aws-primary': '6b1f7c1e-7a34-4c1d-9a55-1f2e3d4c5b01',
  'aws-dr': '6b1f7c1e-7a34-4c1d-9a55-1f2e3d4c5b02',
};

/** How much is left of a certificate, by what is wrong with it. */
const LEFT: Record<CertificateFault, number> = {
  expiring: 12,
  'renewal-failed': 40,
};
const LEFT_OF_EXPIRED = -1;

/** The certificates of the load balancers, one for each region. */
export class Certificates {
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #wrong = new Map<AwsSite, CertificateFault>();

  constructor(model: EstateModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  arn(site: AwsSite, accountId: string): string {
    return `arn:aws:acm:${REGIONS[site]}:${accountId}:certificate/${IDS[site]}`;
  }

  wrong(site: AwsSite): CertificateFault | undefined {
    return this.#wrong.get(site);
  }

  setWrong(site: AwsSite, wrong: CertificateFault | undefined): void {
    if (wrong) this.#wrong.set(site, wrong);
    else this.#wrong.delete(site);
  }

  notAfter(site: AwsSite): Date {
    return new Date(this.#startedAt + this.#daysLeft(site) * DAY_MS);
  }

  notBefore(site: AwsSite): Date {
    return new Date(this.notAfter(site).getTime() - VALID_DAYS * DAY_MS);
  }

  expired(site: AwsSite): boolean {
    return this.notAfter(site).getTime() <= this.#clock.now();
  }

  #daysLeft(site: AwsSite): number {
    if (this.#model.expiredCertificates.has(site)) return LEFT_OF_EXPIRED;
    const wrong = this.#wrong.get(site);
    return wrong ? LEFT[wrong] : LEFT_DAYS;
  }
}
