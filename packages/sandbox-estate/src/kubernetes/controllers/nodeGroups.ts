import type { NodeGroupSize } from '../../model';
import { requestDeletion } from '../store/deletion';
import { KubeObject, controllerOf, keyOf } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { budgetsOf } from './budgets';
import type { Control } from './Control';
import { isTrue } from './conditions';
import { setCordoned } from './cordon';
import { quantity, requestsOf } from './quantities';
import type { Controller } from './ReconcileLoop';
import { ZONE_LABEL } from './scheduler';

const KEY = 'workers';
const DRAIN_STEP_MS = 1000;

/** How the worker nodes of a site can grow; all nodes of the cluster are of the group. */
export interface NodeGroup {
  readonly size: Readonly<NodeGroupSize>;
  resize(change: Partial<NodeGroupSize>): void;
  /** Whether machines are started at all now. */
  launches(): boolean;
  /** A new node in a zone, ready to be stored. */
  make(zone: string): any;
  /** Zones that machines can be had in now. */
  zonesThere(): string[];
}

/**
 * Keeps as many worker nodes as the group wants. It wants more while pods wait
 * for room, as the cluster autoscaler has it (the pod autoscaler alone would
 * only add pods that nobody can place), and fewer once their pods fit elsewhere.
 */
export class NodeGroups implements Controller {
  readonly name = 'cluster-autoscaler';
  readonly #control: Control;
  readonly #group: NodeGroup;
  /** Names of the nodes that were added, oldest first. */
  readonly #added: string[] = [];
  /** The node that is being emptied. */
  #leaving: string | undefined;
  #growAt: number | undefined;
  #shrinkAt: number | undefined;

  constructor(control: Control, group: NodeGroup) {
    this.#control = control;
    this.#group = group;
  }

  concerns({ resource, object, action }: StoreEvent): string[] {
    if (resource === 'nodes') {
      return action === 'DELETED' ? [KEY] : [];
    }
    const waits = action !== 'DELETED' && !object.spec?.nodeName;
    const mayShrink = action === 'DELETED' && this.#added.length > 0;
    return resource === 'pods' && (waits || mayShrink) ? [KEY] : [];
  }

  /** To be called when sizes were set, or machines may be started again. */
  resized(): void {
    this.#control.loop.enqueue(this, KEY);
  }

  reconcile(): void {
    const { store } = this.#control;
    const { desired, max } = this.#group.size;
    const count = store.list('nodes').length;
    const waiting = store.list('pods').filter(isShortOfRoom);
    if (count < desired || (waiting.length > 0 && count < max)) {
      this.#shrinkAt = undefined;
      this.#stay();
      this.#grow(waiting);
      return;
    }
    this.#growAt = undefined;
    if (count > desired) {
      this.#shrink({ wanted: true });
    } else if (waiting.length === 0 && count > this.#group.size.min) {
      this.#shrink({ wanted: false });
    } else {
      this.#stay();
    }
  }

  #grow(waiting: KubeObject[]): void {
    const { store, loop, events, timings } = this.#control;
    const nodes = store.list('nodes');
    const zones = this.#group.zonesThere();
    if (!this.#group.launches() || zones.length === 0) {
      this.#growAt = undefined;
      this.#want(nodes.length + Number(waiting.length > 0));
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
    this.#want(nodes.length + 1);
    for (const pod of waiting) {
      events.record(
        this.name,
        pod,
        'TriggeredScaleUp',
        `pod triggered scale-up: ${nodes.length}->${nodes.length + 1} (max: ${
          this.#group.size.max
        })`,
      );
    }
    loop.after(this, KEY, timings.nodeProvisionMs);
  }

  /** The group wants no fewer than these. */
  #want(count: number): void {
    const { desired, max } = this.#group.size;
    if (desired < count && count <= max) {
      this.#group.resize({ desired: count });
    }
  }

  /** @param wanted - whether the group wants fewer nodes, or they may only be idle */
  #shrink({ wanted }: { wanted: boolean }): void {
    const { store, loop, timings } = this.#control;
    const name =
      this.#added.at(-1) ??
      (wanted ? store.list('nodes').at(-1)?.metadata.name : undefined);
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
    if (!wanted) {
      if (!this.#fitElsewhere(name, pods)) {
        this.#shrinkAt = undefined;
        this.#stay();
        return;
      }
      const now = Date.now();
      this.#shrinkAt ??= now + timings.nodeIdleMs;
      if (now < this.#shrinkAt) {
        loop.after(this, KEY, this.#shrinkAt - now + 1);
        return;
      }
    }
    this.#leaving = name;
    setCordoned(store, name, true);
    if (pods.length === 0) {
      if (this.#added.at(-1) === name) {
        this.#added.pop();
      }
      if (!wanted) {
        this.#group.resize({ desired: store.list('nodes').length - 1 });
      }
      this.#leaving = undefined;
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

  /** Takes the node that was being emptied back into service. */
  #stay(): void {
    if (this.#leaving && this.#control.store.byKey('nodes', this.#leaving)) {
      setCordoned(this.#control.store, this.#leaving, false);
    }
    this.#leaving = undefined;
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
