import { randomBytes } from 'node:crypto';
import { finishDeletion } from '../store/deletion';
import { KubeObject, NewKubeObject, timestamp } from '../store/objects';
import { apiVersionOf, resourceName } from '../store/resourceTypes';
import type { ClusterState } from '../ClusterState';
import { applyDefaults } from './defaults';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  notFound,
} from './errors';
import { RequestInfo } from './requestInfo';
import { validate } from './validation';

export interface WriteOptions {
  dryRun: boolean;
}

const NOT_STORED = {
  uid: '00000000-0000-0000-0000-000000000000',
  resourceVersion: '',
};

/** Checks that a body is the kind of object its path speaks of. */
export function checkBody(info: RequestInfo, body: any): NewKubeObject {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw badRequest('the body of the request must be an object');
  }
  const { type } = info;
  const apiVersion = apiVersionOf(type);
  const object = {
    ...body,
    kind: body.kind ?? type.kind,
    apiVersion: body.apiVersion ?? apiVersion,
    metadata: { ...body.metadata },
  };
  if (object.kind !== type.kind || object.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${object.apiVersion}, ${object.kind}) does not match the expected API version (${apiVersion}, ${type.kind})`,
    );
  }
  const { namespace, name } = object.metadata;
  if (type.namespaced) {
    if (namespace && namespace !== info.namespace) {
      throw badRequest(
        `the namespace of the provided object does not match the namespace sent on the request`,
      );
    }
    object.metadata.namespace = info.namespace;
  } else {
    delete object.metadata.namespace;
  }
  if (info.name && name && name !== info.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${info.name})`,
    );
  }
  return object;
}

/** What the API server itself writes into metadata; clients cannot set it. */
function cleanMetadata(metadata: any) {
  for (const field of [
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ]) {
    delete metadata[field];
  }
}

function checkNamespace(cluster: ClusterState, namespace: string): void {
  const found = cluster.store.get('namespaces', undefined, namespace);
  if (!found) {
    throw notFound(cluster.types.get('namespaces')!, namespace);
  }
  if (found.metadata.deletionTimestamp) {
    throw forbidden(
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  }
}

export function createObject(
  cluster: ClusterState,
  info: RequestInfo,
  body: unknown,
  { dryRun }: WriteOptions,
): KubeObject {
  const { type } = info;
  const object = checkBody(info, structuredClone(body));
  cleanMetadata(object.metadata);
  if (!object.metadata.name && object.metadata.generateName) {
    object.metadata.name =
      object.metadata.generateName + randomBytes(4).toString('hex').slice(0, 5);
  }
  if (info.namespace) {
    checkNamespace(cluster, info.namespace);
  }
  if (type.subresources.includes('status') && type.kind !== 'Namespace') {
    delete object.status;
  }
  validate(type, object);
  applyDefaults(object);
  cluster.admit(object);
  const resource = resourceName(type);
  if (cluster.store.get(resource, info.namespace, object.metadata.name!)) {
    throw alreadyExists(type, object.metadata.name!);
  }
  if (dryRun) {
    const metadata = { ...NOT_STORED, creationTimestamp: timestamp() };
    return {
      ...object,
      metadata: {
        ...object.metadata,
        ...metadata,
        name: object.metadata.name!,
      },
    };
  }
  return cluster.store.insert(resource, object)!;
}

/** Writes a new state of what is there, of its spec or of one subresource. */
export function writeObject(
  cluster: ClusterState,
  info: RequestInfo,
  current: KubeObject,
  body: unknown,
  { dryRun }: WriteOptions,
): KubeObject {
  const { type } = info;
  const resource = resourceName(type);
  const incoming = checkBody(info, structuredClone(body));
  const name = current.metadata.name;
  const { resourceVersion, uid } = incoming.metadata;
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(type, name);
  }
  if (uid && uid !== current.metadata.uid) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
  let next: KubeObject;
  if (info.subresource === 'status') {
    next = { ...current, status: incoming.status };
  } else {
    const system = {
      name,
      namespace: current.metadata.namespace,
      uid: current.metadata.uid,
      resourceVersion: current.metadata.resourceVersion,
      generation: current.metadata.generation,
      creationTimestamp: current.metadata.creationTimestamp,
      deletionTimestamp: current.metadata.deletionTimestamp,
      deletionGracePeriodSeconds: current.metadata.deletionGracePeriodSeconds,
    };
    cleanMetadata(incoming.metadata);
    const metadata: any = { ...incoming.metadata, ...system };
    for (const [key, value] of Object.entries(metadata)) {
      if (value === undefined) {
        delete metadata[key];
      }
    }
    next = { ...incoming, metadata };
    if (type.subresources.includes('status')) {
      delete next.status;
      if (current.status !== undefined) {
        next.status = current.status;
      }
    }
    validate(type, next, current);
    applyDefaults(next);
    cluster.admit(next, current);
  }
  if (dryRun) {
    return next;
  }
  const written = cluster.store.replace(resource, next)!;
  finishDeletion(cluster.store, resource, written);
  return written;
}

export function existing(cluster: ClusterState, info: RequestInfo): KubeObject {
  const found = cluster.store.get(
    resourceName(info.type),
    info.namespace,
    info.name!,
  );
  if (!found) {
    throw notFound(info.type, info.name!);
  }
  return found;
}
