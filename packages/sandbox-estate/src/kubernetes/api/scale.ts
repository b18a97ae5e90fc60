import type { ClusterState } from '../ClusterState';
import { KubeObject } from '../store/objects';
import { badRequest, conflict, invalid } from './errors';
import { WriteOptions, writeObject } from './mutations';
import { RequestInfo } from './requestInfo';
import { selectorText } from './selectors';

/** The `autoscaling/v1` Scale of a workload. */
export function scaleOf(object: KubeObject) {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object.spec?.replicas ?? 0 },
    status: {
      replicas: object.status?.replicas ?? 0,
      selector: object.status?.selector ?? selectorText(object.spec?.selector),
    },
  };
}

export function writeScale(
  cluster: ClusterState,
  info: RequestInfo,
  current: KubeObject,
  scale: any,
  options: WriteOptions,
) {
  const replicas = scale?.spec?.replicas ?? 0;
  const asked = scale?.metadata?.resourceVersion;
  if (asked && asked !== current.metadata.resourceVersion) {
    throw conflict(info.type, info.name!);
  }
  if (!Number.isInteger(replicas)) {
    throw badRequest('spec.replicas of a Scale must be a whole number');
  }
  if (replicas < 0) {
    throw invalid(info.type, info.name!, [
      {
        field: 'spec.replicas',
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      },
    ]);
  }
  const changed = { ...current, spec: { ...current.spec, replicas } };
  const main = { ...info, subresource: undefined };
  return scaleOf(writeObject(cluster, main, current, changed, options));
}
