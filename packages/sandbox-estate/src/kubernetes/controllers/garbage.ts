import {
  dependentsOf,
  finishDeletion,
  requestDeletion,
} from '../store/deletion';
import { KubeObject, keyOf } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { resourceName } from '../store/resourceTypes';
import type { Control } from './Control';
import type { Controller } from './ReconcileLoop';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** Takes away what belonged to owners that are gone, and what held them. */
export class Garbage implements Controller {
  readonly name = 'garbage-collector';
  readonly #control: Control;
  /** Owners whose deletion is to be followed up, by uid. */
  readonly #owners = new Map<string, { resource: string; key: string }>();

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object, action }: StoreEvent): string[] {
    const { uid, finalizers, deletionTimestamp } = object.metadata;
    const waits = deletionTimestamp && finalizers?.length;
    if (action === 'DELETED' || waits) {
      this.#owners.set(uid, { resource, key: keyOf(object) });
      const above = (object.metadata.ownerReferences ?? [])
        .map(owner => owner.uid)
        .filter(owner => this.#owners.has(owner));
      return [uid, ...above];
    }
    return [];
  }

  reconcile(uid: string): void {
    const { store, cluster } = this.#control;
    const followed = this.#owners.get(uid);
    if (!followed) {
      return;
    }
    const { resource, key } = followed;
    const owner = store.byKey(resource, key);
    const there = owner?.metadata.uid === uid ? owner : undefined;
    const finalizers = there?.metadata.finalizers ?? [];
    if (
      there &&
      !finalizers.includes(FOREGROUND) &&
      !finalizers.includes(ORPHAN)
    ) {
      return;
    }
    const dependents = dependentsOf(store, cluster.types, uid);
    if (finalizers.includes(ORPHAN)) {
      for (const { resource: kind, object } of dependents) {
        store.modify(kind, keyOf(object), draft => {
          draft.metadata.ownerReferences =
            draft.metadata.ownerReferences!.filter(ref => ref.uid !== uid);
        });
      }
      this.#release(resource, key, ORPHAN);
      return;
    }
    for (const { resource: kind, object } of dependents) {
      this.#takeAway(kind, object, there ? 'Foreground' : 'Background');
    }
    if (!there) {
      this.#owners.delete(uid);
    } else if (dependentsOf(store, cluster.types, uid).length === 0) {
      this.#release(resource, key, FOREGROUND);
    }
  }

  #takeAway(
    resource: string,
    object: KubeObject,
    propagationPolicy: 'Foreground' | 'Background',
  ): void {
    if (!object.metadata.deletionTimestamp) {
      const policy = resource === 'pods' ? 'Background' : propagationPolicy;
      requestDeletion(this.#control.store, resource, keyOf(object), {
        propagationPolicy: policy,
      });
    }
  }

  #release(resource: string, key: string, finalizer: string): void {
    const { store } = this.#control;
    const changed = store.modify(resource, key, draft => {
      draft.metadata.finalizers = draft.metadata.finalizers?.filter(
        name => name !== finalizer,
      );
    });
    if (changed) {
      finishDeletion(store, resource, changed);
    }
  }
}

/** Furnishes new namespaces, and empties those that end. */
export class Namespaces implements Controller {
  readonly name = 'namespace-controller';
  readonly #control: Control;
  readonly #caCertificate: string;

  constructor(control: Control, caCertificate: string) {
    this.#control = control;
    this.#caCertificate = caCertificate;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === 'namespaces') {
      return [object.metadata.name];
    }
    const { namespace } = object.metadata;
    const ending =
      namespace &&
      this.#control.store.byKey('namespaces', namespace)?.metadata
        .deletionTimestamp;
    return ending ? [namespace] : [];
  }

  reconcile(name: string): void {
    const { store, cluster } = this.#control;
    const namespace = store.byKey('namespaces', name);
    if (!namespace) {
      return;
    }
    if (!namespace.metadata.deletionTimestamp) {
      store.insert('serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      });
      store.insert('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-root-ca.crt', namespace: name },
        data: { 'ca.crt': this.#caCertificate },
      });
      return;
    }
    let left = 0;
    for (const type of cluster.types.all()) {
      if (type.namespaced && !type.computed) {
        const resource = resourceName(type);
        for (const object of store.list(resource, name)) {
          if (!object.metadata.deletionTimestamp) {
            requestDeletion(store, resource, keyOf(object));
          }
        }
        left += store.list(resource, name).length;
      }
    }
    if (left === 0) {
      store.remove('namespaces', name);
    }
  }
}
