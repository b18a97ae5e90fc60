import { requestDeletion } from '../store/deletion';
import { KubeObject, controllerOf, keyOf, ownedBy } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady } from './conditions';
import { podFromTemplate } from './podTemplate';
import type { Controller } from './ReconcileLoop';

const RESOURCE = 'replicasets.apps';

/** The key of the controlling owner, where it is of that kind. */
export function ownerKey(object: KubeObject, kind: string): string[] {
  const owner = controllerOf(object);
  return owner?.kind === kind
    ? [`${object.metadata.namespace}/${owner.name}`]
    : [];
}

/** Those that cost least to lose come first, as in the real controller. */
function byDeletionCost(pods: KubeObject[]): KubeObject[] {
  const perNode = new Map<string, number>();
  for (const pod of pods) {
    const node = pod.spec.nodeName ?? '';
    perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  const rank = (pod: KubeObject): number[] => [
    pod.spec.nodeName ? 1 : 0,
    pod.status?.phase === 'Running' ? 1 : 0,
    isReady(pod) ? 1 : 0,
    -(perNode.get(pod.spec.nodeName ?? '') ?? 0),
    -Date.parse(pod.metadata.creationTimestamp),
  ];
  return [...pods].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const differs = left.findIndex((value, index) => value !== right[index]);
    return differs < 0 ? 0 : left[differs] - right[differs];
  });
}

/** Keeps as many pods as a ReplicaSet asks for, and its status true. */
export class ReplicaSets implements Controller {
  readonly name = 'replicaset-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === RESOURCE) {
      return [keyOf(object)];
    }
    return resource === 'pods' ? ownerKey(object, 'ReplicaSet') : [];
  }

  reconcile(key: string): void {
    const { store, events } = this.#control;
    const set = store.byKey(RESOURCE, key);
    if (!set || set.metadata.deletionTimestamp) {
      return;
    }
    const mine = store
      .list('pods', set.metadata.namespace)
      .filter(pod => ownedBy(pod, set) && isActive(pod));
    const wanted = set.spec.replicas ?? 1;
    for (let count = mine.length; count < wanted; count++) {
      const pod = store.insert('pods', podFromTemplate(set, set.spec.template));
      if (pod) {
        events.record(
          this.name,
          set,
          'SuccessfulCreate',
          `Created pod: ${pod.metadata.name}`,
        );
      }
    }
    const surplus = Math.max(0, mine.length - wanted);
    for (const pod of byDeletionCost(mine).slice(0, surplus)) {
      requestDeletion(store, 'pods', keyOf(pod));
      events.record(
        this.name,
        set,
        'SuccessfulDelete',
        `Deleted pod: ${pod.metadata.name}`,
      );
    }
    const left = store
      .list('pods', set.metadata.namespace)
      .filter(pod => ownedBy(pod, set) && isActive(pod));
    const ready = left.filter(isReady).length;
    store.modify(RESOURCE, key, draft => {
      draft.status = {
        ...draft.status,
        replicas: left.length,
        fullyLabeledReplicas: left.length,
        readyReplicas: ready,
        availableReplicas: ready,
        observedGeneration: draft.metadata.generation,
      };
    });
  }
}
