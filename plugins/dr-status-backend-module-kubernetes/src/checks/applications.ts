import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  ARGO_APPLICATIONS,
  sayDuration,
  unknownOutcome,
  worstOutcome,
  type ArgoApplication,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { COLLECTIONS, type Collections } from '../signals';
import { sayRefused } from './collections';
import { clusterOf, isOfType, isPassive, nameOf, workloadOf } from './topology';

/*
 * One Argo CD is read in two ways: through its own API (on its own entity) and
 * as custom resources of its cluster (on the cluster's). Either is enough.
 */

const RESOURCE = 'applications.argoproj.io';
/** Argo CD compares every three minutes; what is older says nothing of now. */
const COMPARED_WITHIN_SECONDS = 600;
const PROGRESS_WITHIN_SECONDS = 600;

const isGitops = (entity: Entity, estate: EstateView): boolean =>
  isOfType(entity, 'gitops') && clusterOf(estate, entity) !== undefined;

type View =
  | { applications: ArgoApplication[]; readings: Reading[] }
  | { outcome: CheckOutcome };

function viewApplications(context: CheckContext, entity: Entity): View {
  const cluster = clusterOf(context, entity)!;
  const byApi = context.read(
    ARGO_APPLICATIONS,
    `Applications of ${nameOf(entity)}`,
    refOf(entity),
  );
  const byCluster = context.read(
    ARGO_APPLICATIONS,
    `Applications in ${nameOf(cluster)}`,
    refOf(cluster),
  );
  const fresh = [byApi, byCluster].find(({ state }) => state === 'fresh');
  if (fresh) {
    return {
      applications: fresh.evidence.value as ArgoApplication[],
      readings: [fresh],
    };
  }
  const about = context.read(COLLECTIONS, 'Collections', refOf(cluster));
  const state =
    about.state === 'fresh'
      ? (about.evidence.value as Collections)[RESOURCE]
      : undefined;
  const what = `What ${nameOf(entity)} has deployed`;
  if (!byApi.source && state !== undefined && state !== 'listed') {
    return {
      outcome: {
        verdict: 'unknown',
        reason: `${what} is unknown: ${
          state === 'refused'
            ? sayRefused(cluster, [RESOURCE])
            : `${nameOf(cluster)} has no ${RESOURCE}`
        }.`,
        readings: [about],
      },
    };
  }
  const readings = byApi.source ? [byApi, byCluster] : [byCluster];
  return { outcome: unknownOutcome(what, context.now, readings) };
}

const secondsSince = (time: string, now: number): number =>
  (now - Date.parse(time)) / 1000;

type Finding = Omit<CheckOutcome, 'readings'>;

/** What one application's own words say. */
function judgeApplication(application: ArgoApplication, now: number): Finding {
  const { name, sync, health, operation } = application;
  const age = secondsSince(application.reconciledAt, now);
  if (!(age <= COMPARED_WITHIN_SECONDS)) {
    return {
      verdict: 'unknown',
      reason: `Whether ${name} is as Git says is unknown: it was ${
        Number.isNaN(age)
          ? 'never compared'
          : `last compared ${sayDuration(age)} ago`
      }.`,
    };
  }
  const complaints = application.conditions.join(', ');
  const said = `${name} is ${sync || 'without a sync status'} and ${
    health || 'without a health'
  }${complaints ? ` (${complaints})` : ''}`;
  if (health === 'Degraded' || health === 'Missing') {
    return { verdict: 'breached', reason: `${said}.` };
  }
  if (operation === 'Failed' || operation === 'Error') {
    return {
      verdict: 'at-risk',
      reason: `${said}; its last operation ended with ${operation}.`,
    };
  }
  if (sync === 'OutOfSync' || health === 'Suspended') {
    return { verdict: 'at-risk', reason: `${said}.` };
  }
  if (health === 'Progressing') {
    const since = secondsSince(application.healthSince, now);
    return Number.isNaN(since) || since > PROGRESS_WITHIN_SECONDS
      ? {
          verdict: 'at-risk',
          reason: `${said}${
            Number.isNaN(since) ? '' : ` for ${sayDuration(since)}`
          }.`,
        }
      : { verdict: 'met', reason: `${said} for ${sayDuration(since)}.` };
  }
  return {
    verdict: sync === 'Synced' && health === 'Healthy' ? 'met' : 'unknown',
    reason: `${said}.`,
  };
}

export const applicationsSynced: Check = {
  id: 'argocd.synced',
  title: 'Applications are as Git says, and healthy',
  description:
    'Every application of this Argo CD was compared with Git within ten minutes, is Synced and Healthy, and its last operation did not fail.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'All Synced and Healthy (OutOfSync, Suspended, a failed operation or Progressing for 10 min is at risk; Degraded or Missing is breached)',
    origin: 'design 2.4, 7.1',
  },
  signals: [ARGO_APPLICATIONS],
  remediation:
    'argocd app diff shows what differs, argocd app get what is not healthy; synchronise, or revert the revision in Git.',
  appliesTo: isGitops,
  evaluate(context): CheckOutcome {
    const view = viewApplications(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { applications, readings } = view;
    if (applications.length === 0) {
      return {
        verdict: 'breached',
        reason: `${nameOf(context.entity)} has no application.`,
        readings,
      };
    }
    const worst = worstOutcome(
      applications.map(each => ({
        ...judgeApplication(each, context.now),
        readings,
      })),
    );
    return worst.verdict === 'met'
      ? {
          verdict: 'met',
          reason: `All ${applications.length} applications of ${nameOf(
            context.entity,
          )} are Synced, and Healthy or on their way.`,
          readings,
        }
      : worst;
  },
};

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
): { same: number; gaps: string[] } {
  const cluster = clusterOf(context, context.entity)!;
  const byId = new Map(own.map(each => [each.id, each]));
  const gaps: string[] = [];
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
    if (here !== there) {
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
  return { same, gaps };
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
        const { same, gaps } = compare(context, own.applications, {
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
