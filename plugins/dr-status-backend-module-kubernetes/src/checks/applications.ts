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
import { clusterOf, isOfType, nameOf } from './topology';

/*
 * One Argo CD is read in two ways: through its own API (on its own entity) and
 * as custom resources of its cluster (on the cluster's). Either is enough.
 */

const RESOURCE = 'applications.argoproj.io';
/** Argo CD compares every three minutes; what is older says nothing of now. */
const COMPARED_WITHIN_SECONDS = 600;
const PROGRESS_WITHIN_SECONDS = 600;
/** Clocks differ by less: a time so far ahead is wrong. */
const AHEAD_SECONDS = 3600;

/** An Argo CD of one cluster. */
export const isGitops = (entity: Entity, estate: EstateView): boolean =>
  isOfType(entity, 'gitops') && clusterOf(estate, entity) !== undefined;

/** The applications of an Argo CD, or why they cannot be seen. */
export type ApplicationsView =
  | { applications: ArgoApplication[]; readings: Reading[] }
  | { outcome: CheckOutcome };

export function viewApplications(
  context: CheckContext,
  entity: Entity,
): ApplicationsView {
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
  if (age < -AHEAD_SECONDS) {
    return {
      verdict: 'unknown',
      reason: `Whether ${name} is as Git says is unknown: the time at which it was compared is to come.`,
    };
  }
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
  if (health === 'Progressing' && sync === 'Synced') {
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
