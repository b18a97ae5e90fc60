import { KubeObject, keyOf } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isTrue } from './conditions';
import type { Controller } from './ReconcileLoop';
import { ZONE_LABEL } from './scheduler';

const KEY = 'workers';

/** How the worker nodes of a site can grow. */
export interface NodeGroup {
  maxNodes: number;
  /** A new node in a zone, ready to be stored. */
  make(zone: string): any;
  /** Zones that machines can be had in now. */
  zones(): string[];
}

/**
 * Adds worker nodes while pods wait for room, as the cluster autoscaler does:
 * the pod autoscaler alone would only add pods that nobody can place.
 */
export class NodeGroups implements Controller {
  readonly name = 'cluster-autoscaler';
  readonly #control: Control;
  readonly #group: NodeGroup;
  #due: number | undefined;

  constructor(control: Control, group: NodeGroup) {
    this.#control = control;
    this.#group = group;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    return resource === 'pods' && !object.spec.nodeName ? [KEY] : [];
  }

  reconcile(): void {
    const { store, loop, events, timings } = this.#control;
    const waiting = store.list('pods').filter(isShortOfRoom);
    const nodes = store.list('nodes');
    const zones = this.#group.zones();
    if (
      waiting.length === 0 ||
      nodes.length >= this.#group.maxNodes ||
      zones.length === 0
    ) {
      this.#due = undefined;
      return;
    }
    const now = Date.now();
    this.#due ??= now + timings.nodeProvisionMs;
    if (now < this.#due) {
      loop.after(this, KEY, this.#due - now + 1);
      return;
    }
    this.#due = undefined;
    const count = (zone: string) =>
      nodes.filter(node => node.metadata.labels?.[ZONE_LABEL] === zone).length;
    const [zone] = [...zones].sort((a, b) => count(a) - count(b));
    const node = store.insert('nodes', this.#group.make(zone));
    for (const pod of waiting) {
      events.record(
        this.name,
        pod,
        'TriggeredScaleUp',
        `pod triggered scale-up: ${nodes.length}->${nodes.length + 1} (max: ${
          this.#group.maxNodes
        }), ${keyOf(node!)}`,
      );
    }
    loop.after(this, KEY, timings.nodeProvisionMs);
  }
}

function isShortOfRoom(pod: KubeObject): boolean {
  return (
    !pod.spec.nodeName &&
    !pod.metadata.deletionTimestamp &&
    !isTrue(pod, 'PodScheduled') &&
    !!pod.status?.conditions?.some((condition: any) =>
      /Insufficient|not ready|Too many pods/.test(condition.message ?? ''),
    )
  );
}
