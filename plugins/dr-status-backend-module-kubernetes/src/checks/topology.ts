import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';

/**
 * Which cluster an entity runs in, and which zones its site has, all from the
 * catalog. What a source observes stands on the cluster's entity.
 */

const ANNOTATION_ID = 'backstage.io/kubernetes-id';
const ANNOTATION_NAMESPACE = 'backstage.io/kubernetes-namespace';
const ANNOTATION_CLUSTER = 'backstage.io/kubernetes-cluster';
/** Value of the label `topology.kubernetes.io/zone` in a zone, where it is not the entity's name. */
const ANNOTATION_ZONE_LABEL = 'twinshore.io/zone-label';

export function annotationOf(
  entity: Entity,
  annotation: string,
): string | undefined {
  return entity.metadata.annotations?.[annotation];
}

export function nameOf(entity: Entity): string {
  return entity.metadata.title ?? entity.metadata.name;
}

export function isCluster(entity: Entity): boolean {
  return (
    entity.kind === 'Resource' && entity.spec?.type === 'kubernetes-cluster'
  );
}

export function isOfType(entity: Entity, ...types: string[]): boolean {
  return (
    entity.kind === 'Resource' &&
    typeof entity.spec?.type === 'string' &&
    types.includes(entity.spec.type)
  );
}

/**
 * The cluster of an entity: itself; the one that its annotation
 * `backstage.io/kubernetes-cluster` names; else the only one of its site.
 */
export function clusterOf(
  estate: EstateView,
  entity: Entity,
): Entity | undefined {
  if (isCluster(entity)) {
    return entity;
  }
  const name = annotationOf(entity, ANNOTATION_CLUSTER);
  const site = resilienceOf(entity)?.site;
  const ofSite: Entity[] = [];
  for (const other of estate.entities()) {
    if (isCluster(other)) {
      if (
        name !== undefined &&
        (annotationOf(other, ANNOTATION_CLUSTER) === name ||
          other.metadata.name === name)
      ) {
        return other;
      }
      if (site !== undefined && resilienceOf(other)?.site === site) {
        ofSite.push(other);
      }
    }
  }
  return name === undefined && ofSite.length === 1 ? ofSite[0] : undefined;
}

/** What a workload's entity says of where it runs. */
export interface WorkloadPlace {
  cluster: Entity;
  clusterRef: string;
  id: string;
  namespace?: string;
}

/** An entity that stands for a workload in one cluster. */
export function workloadOf(
  estate: EstateView,
  entity: Entity,
): WorkloadPlace | undefined {
  const id = annotationOf(entity, ANNOTATION_ID);
  const cluster =
    id === undefined || isCluster(entity)
      ? undefined
      : clusterOf(estate, entity);
  return id !== undefined && cluster
    ? {
        cluster,
        clusterRef: refOf(cluster),
        id,
        namespace: annotationOf(entity, ANNOTATION_NAMESPACE),
      }
    : undefined;
}

export function namespaceOf(entity: Entity): string | undefined {
  return annotationOf(entity, ANNOTATION_NAMESPACE);
}

/** Label value of a zone's entity. */
export function zoneLabelOf(zone: Entity): string {
  return annotationOf(zone, ANNOTATION_ZONE_LABEL) ?? zone.metadata.name;
}

/** Labels of the zones that the cluster is declared to span. */
export function declaredZones(estate: EstateView, cluster: Entity): string[] {
  return (resilienceOf(cluster)?.zones ?? []).map(ref => {
    const zone = estate.getEntity(ref);
    return zone ? zoneLabelOf(zone) : ref.split('/').pop()!;
  });
}

/** A warm standby runs fewer replicas on purpose. */
export function isPassive(entity: Entity): boolean {
  return resilienceOf(entity)?.role === 'passive';
}

/** Replicas below which the workload cannot carry what it must. */
export function replicaFloor(entity: Entity): number | undefined {
  const floor = resilienceOf(entity)?.sizing?.replicasMin;
  return typeof floor === 'number' ? floor : undefined;
}

/** All clusters of the estate. */
export function clusters(estate: EstateView): Entity[] {
  return [...estate.entities()].filter(isCluster);
}

/**
 * Namespaces in which applications of the estate run in a cluster: the one
 * that the entity itself names, else those of the cluster's components.
 */
export function applicationNamespaces(
  estate: EstateView,
  entity: Entity,
  cluster: Entity,
): string[] {
  const own = namespaceOf(entity);
  if (own !== undefined) {
    return [own];
  }
  const found = new Set<string>();
  for (const each of estate.entities()) {
    const namespace = namespaceOf(each);
    if (
      each.kind === 'Component' &&
      namespace !== undefined &&
      clusterOf(estate, each) === cluster
    ) {
      found.add(namespace);
    }
  }
  return [...found].sort();
}

/**
 * Clusters that take over from a cluster, or that it takes over from: by their
 * own word, else by that of their sites.
 */
export function twinsOf(estate: EstateView, cluster: Entity): Entity[] {
  const siteOf = new Map<string, Entity>();
  for (const each of estate.entities()) {
    if (isOfType(each, 'site')) {
      siteOf.set(each.metadata.name, each);
    }
  }
  const failsOver = (from?: Entity, to?: Entity): boolean =>
    from !== undefined &&
    to !== undefined &&
    resilienceOf(from)?.failsOverTo?.includes(refOf(to)) === true;
  const either = (one?: Entity, other?: Entity): boolean =>
    failsOver(one, other) || failsOver(other, one);
  const site = (of: Entity) => siteOf.get(resilienceOf(of)?.site ?? '');
  return clusters(estate).filter(
    other =>
      other !== cluster &&
      (either(cluster, other) || either(site(cluster), site(other))),
  );
}
