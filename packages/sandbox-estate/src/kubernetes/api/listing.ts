import { KubeObject, keyOf } from '../store/objects';
import { ObjectStore } from '../store/ObjectStore';
import {
  ResourceType,
  apiVersionOf,
  resourceName,
} from '../store/resourceTypes';
import { ApiError, badRequest } from './errors';
import { Matcher, parseFieldSelector, parseLabelSelector } from './selectors';

/** Label and field selectors of a request as one test. */
export function matcherOf(query: URLSearchParams, type: ResourceType): Matcher {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(
    query.get('fieldSelector') ?? '',
    type.kind,
  );
  return object => labels(object) && fields(object);
}

interface Continuation {
  /** Revision of the first page. */
  revision: number;
  /** Key of the last object already given. */
  after: string;
}

function decode(token: string): Continuation {
  try {
    const value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof value.after === 'string' && Number.isInteger(value.revision)) {
      return value;
    }
  } catch {
    // Answered below, as any other token that is not ours.
  }
  throw badRequest('continue key is not valid');
}

export interface Listing {
  items: KubeObject[];
  metadata: {
    resourceVersion: string;
    continue?: string;
    remainingItemCount?: number;
  };
}

/**
 * One page of a list. Later pages see the state of now in key order, which is
 * what Kubernetes does once the first page's revision has been compacted.
 */
export function listObjects(
  store: ObjectStore,
  type: ResourceType,
  namespace: string | undefined,
  query: URLSearchParams,
  objects: KubeObject[] = store.list(resourceName(type), namespace),
): Listing {
  const matches = matcherOf(query, type);
  const limit = Number(query.get('limit') ?? 0);
  const token = query.get('continue');
  const wanted = Number(query.get('resourceVersion') || 0);
  if (wanted > store.revision) {
    throw new ApiError(
      504,
      'Timeout',
      `Too large resource version: ${wanted}, current: ${store.revision}`,
    );
  }
  let found = objects.filter(matches);
  let revision = store.revision;
  if (token) {
    const from = decode(token);
    revision = from.revision;
    found = found.filter(object => keyOf(object) > from.after);
  }
  const metadata: Listing['metadata'] = { resourceVersion: String(revision) };
  if (limit > 0 && found.length > limit) {
    metadata.remainingItemCount = found.length - limit;
    found = found.slice(0, limit);
    const after = keyOf(found[limit - 1]);
    metadata.continue = Buffer.from(
      JSON.stringify({ revision, after }),
    ).toString('base64url');
  }
  return { items: found, metadata };
}

export function listBody(type: ResourceType, listing: Listing): object {
  return {
    kind: `${type.kind}List`,
    apiVersion: apiVersionOf(type),
    ...listing,
  };
}
