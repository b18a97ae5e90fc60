/**
 * What is kept of an application of Argo CD, whether it was read through Argo
 * CD's own API or as a custom resource of its cluster: both give the same
 * object, and the same rules judge it.
 */

/** The signal of all applications of one Argo CD. @public */
export const ARGO_APPLICATIONS = 'argocd.applications';

/** @public */
export type ArgoApplication = {
  /** The same at all sites: the label `backstage.io/kubernetes-id`, else the name. */
  id: string;
  namespace: string;
  name: string;
  /** Synced, OutOfSync or Unknown; others are possible. */
  sync: string;
  /** Healthy, Progressing, Suspended, Degraded, Missing or Unknown; others are possible. */
  health: string;
  /** Since when its health is what it is; empty where that is not told. */
  healthSince: string;
  /** The revision that Git was last compared at. */
  comparedRevision: string;
  /** The revision that was deployed last; empty before the first time. */
  deployedRevision: string;
  /** Images that run, in order. */
  images: string[];
  /** When it was last compared with Git; empty before the first time. */
  reconciledAt: string;
  /** What it complains of, by type: `ComparisonError`; never the message. */
  conditions: string[];
  /** How the newest operation ends: Running, Succeeded, Failed or Error; empty without one. */
  operation: string;
};

/** Most applications of one Argo CD that are reported. @public */
export const MOST_ARGO_APPLICATIONS = 1000;
const MOST_IMAGES = 50;
const MOST_CONDITIONS = 5;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : '';

const revisionOf = (status: any): string =>
  text(status?.revision) ||
  (Array.isArray(status?.revisions) ? status.revisions.join(',') : '');

/**
 * Projects an application object.
 * @returns undefined for what is none
 * @public
 */
export function readArgoApplication(object: any): ArgoApplication | undefined {
  const name = text(object?.metadata?.name);
  if (!name) {
    return undefined;
  }
  const { metadata } = object;
  const status = object.status ?? {};
  const history = Array.isArray(status.history) ? status.history : [];
  const conditions: any[] = Array.isArray(status.conditions)
    ? status.conditions
    : [];
  const images: unknown[] = Array.isArray(status.summary?.images)
    ? status.summary.images
    : [];
  return {
    id: text(metadata.labels?.['backstage.io/kubernetes-id']) || name,
    namespace: text(metadata.namespace),
    name,
    sync: text(status.sync?.status),
    health: text(status.health?.status),
    healthSince: text(status.health?.lastTransitionTime),
    comparedRevision: revisionOf(status.sync),
    deployedRevision: revisionOf(history[history.length - 1]),
    images: images.map(text).filter(Boolean).sort().slice(0, MOST_IMAGES),
    reconciledAt: text(status.reconciledAt),
    conditions: conditions
      .map(condition => text(condition?.type))
      .filter(Boolean)
      .slice(0, MOST_CONDITIONS),
    operation: text(status.operationState?.phase),
  };
}
