import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  causeOf,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { nameOf } from './topology';

/** What a cluster says of something, or why that cannot be seen. */
export type ClusterView<T> =
  | { value: T; readings: Reading[]; collections: signals.Collections }
  | { outcome: CheckOutcome };

const unknown = (reason: string, readings: Reading[]) => ({
  outcome: { verdict: 'unknown' as const, reason, readings },
});

/** Whether the source of a cluster was not asked to watch a namespace, so that nothing there is seen. */
export function isUnwatched(
  context: CheckContext,
  cluster: Entity,
  namespace: string | undefined,
): boolean {
  const { state, evidence } = context.read(
    signals.WATCHED_NAMESPACES,
    'Watched namespaces',
    refOf(cluster),
  );
  const watched = evidence.value as string[] | undefined;
  return (
    state === 'fresh' &&
    (namespace === undefined || !watched?.includes(namespace))
  );
}

/** What to say of resources that the portal may not read. */
export function sayRefused(cluster: Entity, resources: string[]): string {
  return `the portal may not read ${resources.join(' and ')} in ${nameOf(
    cluster,
  )}: grant its ClusterRole get, list and watch`;
}

/**
 * Reads a signal of a cluster that rests on collections which the cluster may
 * lack, or refuse to the portal.
 * @param what - what cannot be said, for example "Whether pods are isolated"
 * @param needed - Kubernetes' names of the collections that it rests on
 */
export function viewCluster<T>(
  context: CheckContext,
  cluster: Entity,
  options: { signal: string; title: string; what: string; needed: string[] },
): ClusterView<T> {
  const ref = refOf(cluster);
  const { what, needed } = options;
  const about = context.read(signals.COLLECTIONS, 'Collections', ref);
  const reading = context.read(options.signal, options.title, ref);
  if (about.state !== 'fresh') {
    return unknown(`${what} is unknown: ${causeOf(about, context.now)}.`, [
      about,
    ]);
  }
  const collections = about.evidence.value as signals.Collections;
  const refused = needed.filter(name => collections[name] === 'refused');
  if (refused.length > 0) {
    return unknown(`${what} is unknown: ${sayRefused(cluster, refused)}.`, [
      about,
    ]);
  }
  const absent = needed.filter(name => collections[name] === 'not-installed');
  if (absent.length > 0) {
    return unknown(
      `${what} is unknown: ${nameOf(cluster)} has no ${absent.join(
        ' and no ',
      )}.`,
      [about],
    );
  }
  if (reading.state !== 'fresh') {
    return unknown(`${what} is unknown: ${causeOf(reading, context.now)}.`, [
      reading,
    ]);
  }
  return {
    value: reading.evidence.value as T,
    readings: [reading, about],
    collections,
  };
}
