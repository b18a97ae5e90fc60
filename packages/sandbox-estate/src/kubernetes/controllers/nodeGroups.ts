import { requestDeletion } from '../store/deletion';
import { KubeObject, controllerOf, keyOf } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { budgetsOf } from './budgets';
import type { Control } from './Control';
import { isTrue } from './conditions';
import { quantity, requestsOf } from './quantities';
import type { Controller } from './ReconcileLoop';
import { ZONE_LABEL } from './scheduler';

const KEY = 'workers';
const DRAIN_STEP_MS = 1000;

/** How the worker nodes of a site can grow. */
export interface NodeGroup {
  maxNodes: number;
  /** A new node in a zone, ready to be stored. */
  make(zone: string): any;
  /** Zones that machines can be had in now. */
  zones(): string[];
}

/**
 * Adds worker nodes while pods wait for room, as the cluster autoscaler does
 * (the pod autoscaler alone would only add pods that nobody can place), and
 * takes them away again once their pods fit elsewhere.
 */
export class NodeGroups implements Controller {
  readonly name = 'cluster-autoscaler';
  readonly #control: Control;
  readonly #group: NodeGroup;
  /** Names of the nodes that were added, oldest first. */
  readonly #added: string[] = [];
  #growAt: number | undefined;
  #shrinkAt: number | undefined;

  constructor(control: Control, group: NodeGroup) {
    this.#control = control;
    this.#group = group;
  }

  concerns({ resource, object, action }: StoreEvent): string[] {
    const waits = action !== 'DELETED' && !object.spec?.nodeName;
    const mayShrink = action === 'DELETED' && this.#added.length > 0;
    return resource === 'pods' && (waits || mayShrink) ? [KEY] : [];
  }

  reconcile(): void {
    const waiting = this.#control.store.list('pods').filter(isShortOfRoom);
    if (waiting.length > 0) {
      this.#shrinkAt = undefined;
      this.#grow(waiting);
    } else {
      this.#growAt = undefined;
      this.#shrink();
    }
  }

  #grow(waiting: KubeObject[]): void {
    const { store, loop, events, timings } = this.#control;
    const nodes = store.list('nodes');
    const zones = this.#group.zones();
    if (nodes.length >= this.#group.maxNodes || zones.length === 0) {
      this.#growAt = undefined;
      return;
    }
    const now = Date.now();
    this.#growAt ??= now + timings.nodeProvisionMs;
    if (now < this.#growAt) {
      loop.after(this, KEY, this.#growAt - now + 1);
      return;
    }
    this.#growAt = undefined;
    const count = (zone: string) =>
      nodes.filter(node => node.metadata.labels?.[ZONE_LABEL] === zone).length;
    const [zone] = [...zones].sort((a, b) => count(a) - count(b));
    const node = store.insert('nodes', this.#group.make(zone))!;
    this.#added.push(node.metadata.name);
    for (const pod of waiting) {
      events.record(
        this.name,
        pod,
        'TriggeredScaleUp',
        `pod triggered scale-up: ${nodes.length}->${nodes.length + 1} (max: ${
          this.#group.maxNodes
        })`,
      );
    }
    loop.after(this, KEY, timings.nodeProvisionMs);
  }

  #shrink(): void {
    const { store, loop, timings } = this.#control;
    const name = this.#added.at(-1);
    const node = name && store.byKey('nodes', name);
    if (!name || !node) {
      // Somebody else took it away.
      if (name) {
        this.#added.pop();
        loop.enqueue(this, KEY);
      }
      return;
    }
    const pods = this.#movable(name);
    if (!this.#fitElsewhere(name, pods)) {
      this.#shrinkAt = undefined;
      this.#setCordoned(name, false);
      return;
    }
    const now = Date.now();
    this.#shrinkAt ??= now + timings.nodeIdleMs;
    if (now < this.#shrinkAt) {
      loop.after(this, KEY, this.#shrinkAt - now + 1);
      return;
    }
    this.#setCordoned(name, true);
    if (pods.length === 0) {
      this.#added.pop();
      store.remove('nodes', name);
      loop.enqueue(this, KEY);
      return;
    }
    const next = pods.find(
      pod =>
        !pod.metadata.deletionTimestamp &&
        budgetsOf(store, pod).every(
          budget => (budget.status?.disruptionsAllowed ?? 0) > 0,
        ),
    );
    if (next) {
      requestDeletion(store, 'pods', keyOf(next));
    }
    loop.after(this, KEY, Math.min(DRAIN_STEP_MS, timings.nodeIdleMs));
  }

  #setCordoned(name: string, cordoned: boolean): void {
    this.#control.store.modify('nodes', name, draft => {
      if (cordoned) {
        draft.spec.unschedulable = true;
      } else {
        delete draft.spec.unschedulable;
      }
    });
  }

  /** What would have to go elsewhere; daemons go with their node. */
  #movable(node: string): KubeObject[] {
    return this.#control.store
      .list('pods')
      .filter(
        pod =>
          pod.spec.nodeName === node && controllerOf(pod)?.kind !== 'DaemonSet',
      );
  }

  #fitElsewhere(leaving: string, pods: KubeObject[]): boolean {
    const { store } = this.#control;
    const all = store.list('pods');
    const rooms = store
      .list('nodes')
      .filter(
        node =>
          node.metadata.name !== leaving &&
          isTrue(node, 'Ready') &&
          !node.spec?.unschedulable &&
          !node.spec?.taints?.length,
      )
      .map(node => {
        const room = {
          cpu: quantity(node.status.allocatable.cpu),
          memory: quantity(node.status.allocatable.memory),
        };
        for (const pod of all) {
          if (pod.spec.nodeName === node.metadata.name) {
            const asked = requestsOf(pod.spec);
            room.cpu -= asked.cpu;
            room.memory -= asked.memory;
          }
        }
        return room;
      });
    return pods.every(pod => {
      const asked = requestsOf(pod.spec);
      const room = rooms.find(
        ({ cpu, memory }) => cpu >= asked.cpu && memory >= asked.memory,
      );
      if (room) {
        room.cpu -= asked.cpu;
        room.memory -= asked.memory;
      }
      return !!room;
    });
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
