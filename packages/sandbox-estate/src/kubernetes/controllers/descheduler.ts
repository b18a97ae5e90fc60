import { requestDeletion } from '../store/deletion';
import { KubeObject, keyOf, ownedBy } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { budgetsOf } from './budgets';
import type { Control } from './Control';
import { isActive, isReady, isTrue } from './conditions';
import type { Controller } from './ReconcileLoop';
import { ZONE_LABEL } from './scheduler';

const SETS = 'replicasets.apps';
/** When a disruption budget allows no eviction now. */
const RETRY_MS = 2000;

function asksForZones({ spec }: KubeObject): boolean {
  return (
    spec.replicas > 0 &&
    spec.template.spec.topologySpreadConstraints?.some(
      (constraint: any) => constraint.topologyKey === ZONE_LABEL,
    )
  );
}

/**
 * Spreads pods over the zones again, as the descheduler does for workloads
 * with a topology spread constraint: the scheduler alone would leave them
 * where a failure, or a scaling down, left them.
 */
export class Descheduler implements Controller {
  readonly name = 'descheduler';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object, action, previous }: StoreEvent): string[] {
    if (resource === SETS && action !== 'DELETED') {
      return [keyOf(object)];
    }
    const isBack =
      resource === 'nodes' &&
      previous &&
      isTrue(object, 'Ready') &&
      !isTrue(previous, 'Ready');
    return isBack ? this.#spread().map(keyOf) : [];
  }

  reconcile(key: string): void {
    const { store, loop, events } = this.#control;
    const set = store.byKey(SETS, key);
    // While pods are missing they come up where there are fewest anyway.
    if (!set || !asksForZones(set) || !this.#isWhole(set)) {
      return;
    }
    const pod = this.#surplus(set);
    if (!pod) {
      return;
    }
    const allowed = budgetsOf(store, pod).every(
      budget => (budget.status?.disruptionsAllowed ?? 0) > 0,
    );
    if (!allowed) {
      loop.after(this, key, RETRY_MS);
      return;
    }
    events.record(
      this.name,
      pod,
      'Descheduled',
      'pod evicted: it violates the topology spread constraint',
    );
    requestDeletion(store, 'pods', keyOf(pod));
  }

  /** Whether all workloads that ask for it are spread evenly. */
  isSpread(): boolean {
    return this.#spread().every(set => !this.#surplus(set));
  }

  #spread(): KubeObject[] {
    return this.#control.store.list(SETS).filter(asksForZones);
  }

  #isWhole(set: KubeObject): boolean {
    return (
      set.status?.observedGeneration === set.metadata.generation &&
      set.status?.readyReplicas === set.spec.replicas
    );
  }

  /** A pod in a zone that has too many of its kind. */
  #surplus(set: KubeObject): KubeObject | undefined {
    const { store } = this.#control;
    const usable = store
      .list('nodes')
      .filter(
        node =>
          isTrue(node, 'Ready') &&
          !node.spec?.unschedulable &&
          !node.spec?.taints?.length,
      );
    const zoneOf = new Map(
      usable.map(node => [
        node.metadata.name,
        node.metadata.labels?.[ZONE_LABEL] ?? '',
      ]),
    );
    const zones = new Map<string, KubeObject[]>(
      [...zoneOf.values()].map(zone => [zone, []]),
    );
    for (const pod of store.list('pods', set.metadata.namespace)) {
      const zone = zoneOf.get(pod.spec.nodeName);
      if (zone !== undefined && ownedBy(pod, set) && isActive(pod)) {
        zones.get(zone)!.push(pod);
      }
    }
    const bySize = [...zones.values()].sort((a, b) => a.length - b.length);
    const [least, most] = [bySize[0], bySize.at(-1)];
    return least && most && most.length - least.length > 1
      ? most.find(isReady)
      : undefined;
  }
}
