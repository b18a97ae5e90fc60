import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  ARGO_APPLICATIONS,
  worstOutcome,
  type ArgoApplication,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';
import { isGitops, viewApplications } from './applications';
import { clusterOf, isPassive, nameOf, workloadOf } from './topology';

/** An image without the registry that it comes from: that differs between sites. */
function withoutRegistry(image: string): string {
  const [first, ...rest] = image.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first)
    ? rest.join('/')
    : image;
}

const sayRevision = (revision: string): string =>
  /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 8) : revision || 'none';

const deployedOf = ({
  deployedRevision,
  comparedRevision,
}: ArgoApplication): string => deployedRevision || comparedRevision;

/** Whether the estate declares that a workload runs in a cluster. */
function isDeclaredIn(
  estate: EstateView,
  cluster: Entity,
  id: string,
): boolean {
  for (const entity of estate.entities()) {
    const place = workloadOf(estate, entity);
    if (place?.id === id && place.cluster === cluster) {
      return true;
    }
  }
  return false;
}

/** How the applications here compare with those of one other Argo CD. */
function compare(
  context: CheckContext,
  own: ArgoApplication[],
  other: { name: string; applications: ArgoApplication[] },
): { same: number; gaps: string[]; untold: string[] } {
  const cluster = clusterOf(context, context.entity)!;
  const byId = new Map(own.map(each => [each.id, each]));
  const gaps: string[] = [];
  const untold: string[] = [];
  let same = 0;
  for (const theirs of other.applications) {
    const ours = byId.get(theirs.id);
    if (!ours) {
      if (isDeclaredIn(context, cluster, theirs.id)) {
        gaps.push(`${theirs.id} has no application here`);
      }
      continue;
    }
    const [here, there] = [deployedOf(ours), deployedOf(theirs)];
    const images = (each: ArgoApplication) =>
      each.images.map(withoutRegistry).sort().join(', ');
    if (!here && !there) {
      untold.push(ours.name);
    } else if (here !== there) {
      gaps.push(
        `${ours.name} is at ${sayRevision(here)}, at ${
          other.name
        } it is at ${sayRevision(there)}`,
      );
    } else if (images(ours) !== images(theirs)) {
      gaps.push(
        `${ours.name} runs ${images(ours) || 'nothing'}, at ${
          other.name
        } it runs ${images(theirs) || 'nothing'}`,
      );
    } else {
      same += 1;
    }
  }
  return { same, gaps, untold };
}

/** The other Argo CDs that this one must agree with: those of active sites. */
function activeOthers(estate: EstateView, entity: Entity): Entity[] {
  const ref = refOf(entity);
  return [...estate.entities()].filter(
    other =>
      refOf(other) !== ref && isGitops(other, estate) && !isPassive(other),
  );
}

export const revisionParity: Check = {
  id: 'argocd.revision-parity',
  title: 'Same revision in every cluster',
  description:
    'Every application has the same Git revision deployed, and runs the same images, as in the clusters that serve users. An application that the estate declares here must be here.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Equal deployed revision and images (a difference is at risk)',
    origin: 'design 2.4, 5.2, 7.1',
  },
  signals: [ARGO_APPLICATIONS],
  remediation:
    'Synchronise the application that is behind (argocd app sync), or point both at the same revision in Git.',
  appliesTo: (entity, estate) =>
    isGitops(entity, estate) && activeOthers(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const { entity } = context;
    const own = viewApplications(context, entity);
    if ('outcome' in own) {
      return own.outcome;
    }
    const others = activeOthers(context, entity);
    const worst = worstOutcome(
      others.map((other): CheckOutcome => {
        const name = nameOf(other);
        const theirs = viewApplications(context, other);
        if ('outcome' in theirs) {
          const readings = [...own.readings, ...theirs.outcome.readings];
          return {
            verdict: 'unknown',
            reason: `Whether ${nameOf(
              entity,
            )} is at the revision of ${name} is unknown. ${
              theirs.outcome.reason
            }`,
            readings,
          };
        }
        const readings = [...own.readings, ...theirs.readings];
        const { same, gaps, untold } = compare(context, own.applications, {
          name,
          applications: theirs.applications,
        });
        if (gaps.length > 0) {
          return {
            verdict: 'at-risk',
            reason: `${gaps.slice(0, 3).join('; ')}.`,
            readings,
          };
        }
        if (untold.length > 0) {
          return {
            verdict: 'unknown',
            reason: `Whether ${nameOf(
              entity,
            )} is at the revision of ${name} is unknown: neither says which revision of ${untold
              .slice(0, 3)
              .join(', ')} is deployed.`,
            readings,
          };
        }
        return same > 0
          ? {
              verdict: 'met',
              reason: `All ${same} applications that ${nameOf(
                entity,
              )} shares with ${name} have the same revision and images.`,
              readings,
            }
          : {
              verdict: 'unknown',
              reason: `Whether ${nameOf(
                entity,
              )} is at the revision of ${name} is unknown: they have no application in common.`,
              readings,
            };
      }),
    );
    return worst.verdict === 'met' && others.length > 1
      ? {
          verdict: 'met',
          reason: `All applications that ${nameOf(entity)} shares with ${others
            .map(nameOf)
            .join(' and ')} have the same revision and images.`,
          readings: worst.readings,
        }
      : worst;
  },
};
