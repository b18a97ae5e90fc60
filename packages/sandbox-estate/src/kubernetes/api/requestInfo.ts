import { ResourceType, ResourceTypes } from '../store/resourceTypes';
import { unknownPath } from './errors';

/** What a request is about, as Kubernetes' own RequestInfo. */
export interface RequestInfo {
  type: ResourceType;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/**
 * Reads `/api/v1/…` and `/apis/<group>/<version>/…`; throws the 404 of an
 * unknown path.
 */
export function parseResourcePath(
  path: string,
  types: ResourceTypes,
): RequestInfo {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  const core = parts[0] === 'api';
  const group = core ? '' : parts[1];
  const version = core ? parts[1] : parts[2];
  let rest = parts.slice(core ? 2 : 3);
  let namespace: string | undefined;
  // `/namespaces/<name>` and its status are about the namespace itself.
  if (
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(core && ['status', 'finalize'].includes(rest[2]))
  ) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [plural, name, subresource, ...beyond] = rest;
  const type = plural && types.find(group, version, plural);
  if (!type || beyond.length > 0) {
    throw unknownPath();
  }
  if (
    (namespace && !type.namespaced) ||
    (name && type.namespaced && !namespace) ||
    (subresource && !type.subresources.includes(subresource))
  ) {
    throw unknownPath();
  }
  return { type, namespace, name, subresource };
}

/** The verb that RBAC speaks of. */
export function verbOf(method: string, info: RequestInfo, watch: boolean) {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (info.name) {
        return 'get';
      }
      return watch ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return info.name ? 'delete' : 'deletecollection';
    default:
      return method.toLowerCase();
  }
}
