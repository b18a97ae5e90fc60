import { requestDeletion } from '../store/deletion';
import { KubeObject, keyOf, ownedBy } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady } from './conditions';
import { podFromTemplate, templateHash } from './podTemplate';
import type { Controller } from './ReconcileLoop';
import { ownerKey } from './replicaSets';

const RESOURCE = 'statefulsets.apps';
const HASH = 'controller-revision-hash';

const ordinal = (pod: KubeObject) =>
  Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));

/** Keeps the numbered pods of a StatefulSet, one after the other. */
export class StatefulSets implements Controller {
  readonly name = 'statefulset-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === RESOURCE) {
      return [keyOf(object)];
    }
    return resource === 'pods' ? ownerKey(object, 'StatefulSet') : [];
  }

  reconcile(key: string): void {
    const { store } = this.#control;
    const set = store.byKey(RESOURCE, key);
    if (!set || set.metadata.deletionTimestamp) {
      return;
    }
    const hash = templateHash(set.spec.template);
    const revision = `${set.metadata.name}-${hash}`;
    const pods = store
      .list('pods', set.metadata.namespace)
      .filter(pod => ownedBy(pod, set))
      .sort((a, b) => ordinal(a) - ordinal(b));
    this.#step(set, pods, revision);
    const left = store
      .list('pods', set.metadata.namespace)
      .filter(pod => ownedBy(pod, set) && isActive(pod));
    const updated = left.filter(
      pod => pod.metadata.labels?.[HASH] === revision,
    ).length;
    store.modify(RESOURCE, key, draft => {
      const ready = left.filter(isReady).length;
      draft.status = {
        ...draft.status,
        replicas: left.length,
        readyReplicas: ready,
        availableReplicas: ready,
        currentReplicas: updated,
        updatedReplicas: updated,
        currentRevision:
          updated === draft.spec.replicas
            ? revision
            : draft.status?.currentRevision ?? revision,
        updateRevision: revision,
        observedGeneration: draft.metadata.generation,
      };
    });
  }

  /** One change at a time, unless the set asks for all at once. */
  #step(set: KubeObject, pods: KubeObject[], revision: string): void {
    const { store, events } = this.#control;
    const wanted: number = set.spec.replicas;
    const parallel = set.spec.podManagementPolicy === 'Parallel';
    const byOrdinal = new Map(pods.map(pod => [ordinal(pod), pod]));
    for (let index = 0; index < wanted; index++) {
      const pod = byOrdinal.get(index);
      if (!pod) {
        const name = `${set.metadata.name}-${index}`;
        store.insert(
          'pods',
          podFromTemplate(set, set.spec.template, {
            name,
            labels: {
              [HASH]: revision,
              'statefulset.kubernetes.io/pod-name': name,
              'apps.kubernetes.io/pod-index': String(index),
            },
          }),
        );
        events.record(
          this.name,
          set,
          'SuccessfulCreate',
          `create Pod ${name} in StatefulSet ${set.metadata.name} successful`,
        );
      }
      if (!parallel && !(pod && isReady(pod))) {
        return;
      }
    }
    const surplus = pods.filter(pod => ordinal(pod) >= wanted && isActive(pod));
    const outdated = pods.filter(
      pod => isActive(pod) && pod.metadata.labels?.[HASH] !== revision,
    );
    const rolls = set.spec.updateStrategy?.type !== 'OnDelete';
    const replaced = rolls ? outdated : [];
    const going = surplus.length > 0 ? surplus : replaced;
    for (const pod of parallel ? going : going.slice(-1)) {
      requestDeletion(store, 'pods', keyOf(pod));
    }
  }
}
