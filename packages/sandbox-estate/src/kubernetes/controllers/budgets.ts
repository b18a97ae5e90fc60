import { labelSelector } from '../api/selectors';
import { KubeObject, controllerOf, keyOf } from '../store/objects';
import { ObjectStore, StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady, resolveCount, setCondition } from './conditions';
import type { Controller } from './ReconcileLoop';

const RESOURCE = 'poddisruptionbudgets.policy';

/** The disruption budgets whose selector covers a pod. */
export function budgetsOf(store: ObjectStore, pod: KubeObject): KubeObject[] {
  return store
    .list(RESOURCE, pod.metadata.namespace)
    .filter(budget => labelSelector(budget.spec.selector)(pod.metadata.labels));
}

/** How many pods the owners of these pods want, by their scale. */
function expectedCount(store: ObjectStore, pods: KubeObject[]): number {
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner?.kind === 'ReplicaSet') {
      const set = store.get(
        'replicasets.apps',
        pod.metadata.namespace,
        owner.name,
      );
      const top = set && controllerOf(set);
      const deployment =
        top && store.get('deployments.apps', pod.metadata.namespace, top.name);
      if (deployment) {
        owners.set(top.uid, deployment.spec.replicas);
      } else if (set) {
        owners.set(set.metadata.uid, set.spec.replicas);
      }
    } else if (owner?.kind === 'StatefulSet') {
      const set = store.get(
        'statefulsets.apps',
        pod.metadata.namespace,
        owner.name,
      );
      owners.set(owner.uid, set?.spec.replicas ?? 1);
    } else {
      owners.set(pod.metadata.uid, 1);
    }
  }
  return [...owners.values()].reduce((sum, count) => sum + count, 0);
}

/** Keeps the arithmetic of PodDisruptionBudgets true. */
export class Budgets implements Controller {
  readonly name = 'disruption-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    const { store } = this.#control;
    switch (resource) {
      case RESOURCE:
        return [keyOf(object)];
      case 'pods':
        return budgetsOf(store, object).map(keyOf);
      case 'deployments.apps':
      case 'statefulsets.apps':
        return store.list(RESOURCE, object.metadata.namespace).map(keyOf);
      default:
        return [];
    }
  }

  reconcile(key: string): void {
    const { store } = this.#control;
    const budget = store.byKey(RESOURCE, key);
    if (!budget) {
      return;
    }
    const covers = labelSelector(budget.spec.selector);
    const pods = store
      .list('pods', budget.metadata.namespace)
      .filter(pod => covers(pod.metadata.labels) && isActive(pod));
    const { minAvailable, maxUnavailable } = budget.spec;
    const expected = expectedCount(store, pods);
    const desired =
      maxUnavailable !== undefined
        ? Math.max(0, expected - resolveCount(maxUnavailable, expected, 'up'))
        : resolveCount(minAvailable, expected, 'up');
    const healthy = pods.filter(isReady).length;
    const allowed = Math.max(0, healthy - desired);
    store.modify(RESOURCE, key, draft => {
      draft.status = {
        ...draft.status,
        currentHealthy: healthy,
        desiredHealthy: desired,
        expectedPods: expected,
        disruptionsAllowed: expected === 0 ? 0 : allowed,
        observedGeneration: draft.metadata.generation,
      };
      setCondition(draft, {
        type: 'DisruptionAllowed',
        status: allowed > 0 ? 'True' : 'False',
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
      });
    });
  }
}
