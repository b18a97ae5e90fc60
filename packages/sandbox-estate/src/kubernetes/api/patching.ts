import { parse } from 'yaml';
import type { ClusterState } from '../ClusterState';
import { KubeObject } from '../store/objects';
import { resourceName } from '../store/resourceTypes';
import { badRequest, notFound, unsupportedMediaType } from './errors';
import { applyJsonPatch, applyMergePatch } from './jsonPatch';
import { WriteOptions, createObject, writeObject } from './mutations';
import { RequestInfo } from './requestInfo';
import { serverSideApply } from './serverSideApply';
import { strategicMerge } from './strategicMerge';

export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** Applies a patch of any of the media types but apply to a JSON document. */
export function patched(
  contentType: string,
  original: object,
  body: string,
  custom = false,
): any {
  let patch: unknown;
  try {
    patch = JSON.parse(body);
  } catch (error) {
    throw badRequest(`error decoding patch: ${(error as Error).message}`);
  }
  switch (contentType) {
    case PATCH_TYPES.json:
      return applyJsonPatch(original, patch);
    case PATCH_TYPES.merge:
      return applyMergePatch(original, patch);
    case PATCH_TYPES.strategic:
      // The real server knows no merge keys for custom resources and refuses.
      if (!custom) {
        return strategicMerge(original, patch);
      }
      throw unsupportedMediaType(contentType);
    default:
      throw unsupportedMediaType(contentType);
  }
}

export function patchObject(
  cluster: ClusterState,
  info: RequestInfo,
  options: WriteOptions & {
    contentType: string;
    body: string;
    query: URLSearchParams;
  },
): { object: KubeObject; created: boolean } {
  const { contentType, body, query } = options;
  const { type } = info;
  const current = cluster.store.get(
    resourceName(type),
    info.namespace,
    info.name!,
  );
  if (contentType !== PATCH_TYPES.apply) {
    if (!current) {
      throw notFound(type, info.name!);
    }
    const next = patched(contentType, current, body, !!type.custom);
    return {
      object: writeObject(cluster, info, current, next, options),
      created: false,
    };
  }
  const manager = query.get('fieldManager');
  if (!manager) {
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  }
  let config: any;
  try {
    config = parse(body);
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message}`);
  }
  const next = serverSideApply(
    type,
    current,
    config,
    manager,
    query.get('force') === 'true',
  );
  if (current) {
    return {
      object: writeObject(cluster, info, current, next, options),
      created: false,
    };
  }
  next.metadata.name ??= info.name;
  return { object: createObject(cluster, info, next, options), created: true };
}
