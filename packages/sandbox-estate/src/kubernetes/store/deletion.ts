import { KubeObject, keyOf, timestamp } from './objects';
import { ObjectStore } from './ObjectStore';
import { ResourceTypes, resourceName } from './resourceTypes';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  propagationPolicy?: Propagation;
  gracePeriodSeconds?: number;
}

const FINALIZERS: Partial<Record<Propagation, string>> = {
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
};

function isTerminating(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/**
 * Asks for an object's deletion as the API server does: what must end
 * gracefully or has finalizers is only marked, and goes once its kubelet or
 * its finalizers are done.
 *
 * @returns the object when it is still there, undefined when it is gone.
 */
export function requestDeletion(
  store: ObjectStore,
  resource: string,
  key: string,
  options: DeleteOptions = {},
): KubeObject | undefined {
  const current = store.byKey(resource, key);
  if (!current) {
    return undefined;
  }
  const finalizer = FINALIZERS[options.propagationPolicy ?? 'Background'];
  const grace =
    resource === 'pods'
      ? options.gracePeriodSeconds ??
        current.spec?.terminationGracePeriodSeconds ??
        30
      : 0;
  // A pod that no kubelet knows yet has nobody who would have to end it.
  const graceful = resource === 'pods' && grace > 0 && current.spec?.nodeName;
  const held =
    (current.metadata.finalizers?.length ?? 0) > 0 ||
    resource === 'namespaces' ||
    finalizer;
  if (!graceful && !held) {
    store.remove(resource, key);
    return undefined;
  }
  return store.modify(resource, key, draft => {
    if (!isTerminating(draft)) {
      draft.metadata.deletionTimestamp = timestamp(
        new Date(Date.now() + grace * 1000),
      );
      draft.metadata.deletionGracePeriodSeconds = grace;
      if (draft.metadata.generation !== undefined) {
        draft.metadata.generation += 1;
      }
    }
    if (finalizer && !draft.metadata.finalizers?.includes(finalizer)) {
      draft.metadata.finalizers = [
        ...(draft.metadata.finalizers ?? []),
        finalizer,
      ];
    }
    if (resource === 'namespaces') {
      draft.status = { ...draft.status, phase: 'Terminating' };
    }
  });
}

/** Removes what was only waiting for its finalizers. */
export function finishDeletion(
  store: ObjectStore,
  resource: string,
  object: KubeObject,
): boolean {
  const waitsForKubelet =
    resource === 'pods' &&
    (object.metadata.deletionGracePeriodSeconds ?? 0) > 0;
  if (
    isTerminating(object) &&
    !object.metadata.finalizers?.length &&
    resource !== 'namespaces' &&
    !waitsForKubelet
  ) {
    store.remove(resource, keyOf(object));
    return true;
  }
  return false;
}

/** Everything that names the object as its owner. */
export function dependentsOf(
  store: ObjectStore,
  types: ResourceTypes,
  uid: string,
): { resource: string; object: KubeObject }[] {
  return types
    .all()
    .filter(type => !type.computed)
    .flatMap(type => {
      const resource = resourceName(type);
      return store
        .list(resource)
        .filter(object =>
          object.metadata.ownerReferences?.some(owner => owner.uid === uid),
        )
        .map(object => ({ resource, object }));
    });
}
