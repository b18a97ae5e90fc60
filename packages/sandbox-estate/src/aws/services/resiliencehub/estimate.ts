import type { EstateModel } from '../../../model';
import type { AwsSite } from '../../sites';
import {
  DISRUPTIONS,
  type AppDeclaration,
  type Component,
  type Disruption,
  type PerDisruption,
  type Recovery,
} from './estate';

/** What is said of a component in one disruption. */
export interface Estimate extends Recovery {
  /** Why it takes longer than it should. */
  because?: string;
}

export interface ComponentEstimate {
  component: Component;
  estimates: PerDisruption<Estimate>;
}

/** Two days: what nothing stands ready for is built anew by hand. */
const BY_HAND: Recovery = { rto: 172_800, rpo: 86_400 };

const OTHER: Record<AwsSite, AwsSite> = {
  'aws-primary': 'aws-dr',
  'aws-dr': 'aws-primary',
};
const DATABASE: Record<AwsSite, string> = {
  'aws-primary': 'rds-postgresql-aws-primary',
  'aws-dr': 'rds-replica-aws-dr',
};

/** Why a component would not recover as declared; undefined when it would. */
function obstacle(
  model: EstateModel,
  site: AwsSite,
  { name }: Component,
  disruption: Disruption,
): string | undefined {
  const other = OTHER[site];
  const runs = (at: AwsSite) =>
    model.databases.get(DATABASE[at])?.state() ?? 'running';
  if (disruption === 'Region') {
    if (model.lostSites.has(other)) return `The region of ${other} is lost.`;
    if (name !== 'traffic' && model.links.get('inter-region')?.up === false) {
      return 'Nothing is replicated between the regions.';
    }
    if (name === 'database' && runs(other) !== 'running') {
      return `${DATABASE[other]} does not run.`;
    }
  }
  if (name === 'database' && runs(site) !== 'running') {
    return `${DATABASE[site]} does not run.`;
  }
  if (disruption === 'AZ' && name !== 'documents') {
    const lost = ['a', 'b', 'c']
      .map(letter => `${site}-${letter}`)
      .filter(zone => model.lostZones.has(zone));
    if (lost.length > 0) return `${lost.join(', ')} is lost.`;
  }
  return undefined;
}

/** What each component of an app would take to recover, as the estate stands. */
export function estimate(
  model: EstateModel,
  app: AppDeclaration,
  /** Components that were changed for the worse: factors on their recovery time. */
  slower: ReadonlyMap<string, number>,
): ComponentEstimate[] {
  return app.components.map(component => ({
    component,
    estimates: Object.fromEntries(
      DISRUPTIONS.map((disruption): [Disruption, Estimate] => {
        const because = obstacle(model, app.site, component, disruption);
        if (because) return [disruption, { ...BY_HAND, because }];
        const { rto, rpo } = component.well[disruption];
        const factor = slower.get(component.name) ?? 1;
        return [
          disruption,
          {
            rto: rto * factor,
            rpo,
            ...(factor > 1 && {
              because: 'Its scaling has been changed since.',
            }),
          },
        ];
      }),
    ) as PerDisruption<Estimate>,
  }));
}

/** An app recovers when its slowest component has. */
export function worstOf(parts: ComponentEstimate[]): PerDisruption<Estimate> {
  return Object.fromEntries(
    DISRUPTIONS.map((disruption): [Disruption, Estimate] => {
      const all = parts.map(({ estimates }) => estimates[disruption]);
      return [
        disruption,
        {
          rto: Math.max(...all.map(({ rto }) => rto)),
          rpo: Math.max(...all.map(({ rpo }) => rpo)),
          because: all.find(({ because }) => because)?.because,
        },
      ];
    }),
  ) as PerDisruption<Estimate>;
}

export function meets(found: Recovery, wanted: Recovery): boolean {
  return found.rto <= wanted.rto && found.rpo <= wanted.rpo;
}
