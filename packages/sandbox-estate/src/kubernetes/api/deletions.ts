import type { ClusterState } from '../ClusterState';
import { DeleteOptions, requestDeletion } from '../store/deletion';
import { KubeObject } from '../store/objects';
import { ResourceType, resourceName } from '../store/resourceTypes';
import { ApiError, conflict } from './errors';
import { WriteOptions, existing } from './mutations';
import { RequestInfo } from './requestInfo';

function deletedStatus(type: ResourceType, object: KubeObject) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(type.group && { group: type.group }),
      kind: type.plural,
      uid: object.metadata.uid,
    },
  };
}

function deleteOptions(query: URLSearchParams, body: any): DeleteOptions {
  const grace = body?.gracePeriodSeconds ?? query.get('gracePeriodSeconds');
  return {
    propagationPolicy:
      body?.propagationPolicy ?? query.get('propagationPolicy') ?? undefined,
    gracePeriodSeconds:
      grace === null || grace === undefined ? undefined : Number(grace),
  };
}

export function deleteObject(
  cluster: ClusterState,
  info: RequestInfo,
  query: URLSearchParams,
  body: any,
  { dryRun }: WriteOptions,
): object {
  const { type } = info;
  const current = existing(cluster, info);
  const wanted = body?.preconditions ?? {};
  if (
    (wanted.uid && wanted.uid !== current.metadata.uid) ||
    (wanted.resourceVersion &&
      wanted.resourceVersion !== current.metadata.resourceVersion)
  ) {
    throw conflict(
      type,
      info.name!,
      'the preconditions of the deletion are not met',
    );
  }
  if (dryRun) {
    return deletedStatus(type, current);
  }
  const remaining = requestDeletion(
    cluster.store,
    resourceName(type),
    info.namespace ? `${info.namespace}/${info.name}` : info.name!,
    deleteOptions(query, body),
  );
  return remaining ?? deletedStatus(type, current);
}

/** Deletes everything of a list, for `deletecollection`. */
export function deleteObjects(
  cluster: ClusterState,
  type: ResourceType,
  objects: KubeObject[],
  query: URLSearchParams,
  body: any,
): void {
  for (const object of objects) {
    const { name, namespace } = object.metadata;
    requestDeletion(
      cluster.store,
      resourceName(type),
      namespace ? `${namespace}/${name}` : name,
      deleteOptions(query, body),
    );
  }
}

/** The eviction subresource: a deletion that a disruption budget may refuse. */
export function evict(
  cluster: ClusterState,
  info: RequestInfo,
  body: any,
  { dryRun }: WriteOptions,
): object {
  const pod = existing(cluster, info);
  for (const budget of cluster.budgetsOf(pod)) {
    if ((budget.status?.disruptionsAllowed ?? 0) < 1) {
      throw new ApiError(
        429,
        'TooManyRequests',
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: `The disruption budget ${budget.metadata.name} needs ${
                budget.status?.desiredHealthy ?? 0
              } healthy pods and has ${
                budget.status?.currentHealthy ?? 0
              } currently`,
            },
          ],
        },
      );
    }
  }
  if (!dryRun) {
    deleteObject(
      cluster,
      { ...info, subresource: undefined },
      new URLSearchParams(),
      body?.deleteOptions,
      { dryRun },
    );
  }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  };
}
