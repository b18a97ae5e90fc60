import { createHash } from 'node:crypto';
import { REGIONS } from '../../../model';
import type { AwsSite } from '../../sites';

export type Disruption = 'AZ' | 'Hardware' | 'Region' | 'Software';

export const DISRUPTIONS: readonly Disruption[] = [
  'AZ',
  'Hardware',
  'Region',
  'Software',
];

/** Seconds that a recovery takes, and of work that it loses. */
export interface Recovery {
  rto: number;
  rpo: number;
}

export type PerDisruption<T> = Record<Disruption, T>;

/** A part of an app that is recovered by itself. */
export interface Component {
  name: string;
  type: string;
  /** What it takes when all is well. */
  well: PerDisruption<Recovery>;
}

/** What is assessed at each site, and what it is held to. */
export interface AppDeclaration {
  site: AwsSite;
  name: string;
  description: string;
  components: Component[];
}

const component = (
  name: string,
  kind: string,
  well: PerDisruption<Recovery>,
): Component => ({
  name,
  type: `AWS::ResilienceHub::${kind}AppComponent`,
  well,
});

const each = (
  AZ: [rto: number, rpo: number],
  Hardware: [rto: number, rpo: number],
  Region: [rto: number, rpo: number],
  Software: [rto: number, rpo: number],
): PerDisruption<Recovery> => {
  const recovery = ([rto, rpo]: [number, number]) => ({ rto, rpo });
  return {
    AZ: recovery(AZ),
    Hardware: recovery(Hardware),
    Region: recovery(Region),
    Software: recovery(Software),
  };
};

export const APPS: readonly AppDeclaration[] = [
  {
    site: 'aws-primary',
    name: 'mis-aws-primary',
    description: 'The Integrated MIS as it runs in eu-central-1',
    components: [
      component(
        'database',
        'Database',
        each([120, 0], [120, 0], [1800, 300], [1500, 300]),
      ),
      component(
        'compute',
        'Compute',
        each([180, 0], [60, 0], [2400, 0], [600, 0]),
      ),
      component(
        'documents',
        'Storage',
        each([0, 0], [0, 0], [900, 600], [1200, 600]),
      ),
      component(
        'traffic',
        'Networking',
        each([60, 0], [60, 0], [150, 0], [300, 0]),
      ),
    ],
  },
  {
    site: 'aws-dr',
    name: 'mis-aws-dr',
    description: 'The warm standby of the Integrated MIS in eu-west-1',
    components: [
      component(
        'database',
        'Database',
        each([300, 60], [300, 60], [1800, 300], [1800, 300]),
      ),
      component(
        'compute',
        'Compute',
        each([240, 0], [120, 0], [2400, 0], [600, 0]),
      ),
      component(
        'documents',
        'Storage',
        each([0, 0], [0, 0], [900, 600], [1200, 600]),
      ),
    ],
  },
];

/** As strict as the design: RPO 15 minutes, RTO one hour. */
export const STRICT: PerDisruption<Recovery> = each(
  [900, 300],
  [900, 300],
  [3600, 900],
  [3600, 900],
);

/** What somebody makes of it who wants green figures. */
export const LOOSE: PerDisruption<Recovery> = {
  ...STRICT,
  Region: { rto: 14_400, rpo: 3600 },
};

/** The same id at each start, so that what was kept of an app goes on. */
export function idOf(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('/')).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

export function regionOf(site: AwsSite): string {
  return REGIONS[site];
}
