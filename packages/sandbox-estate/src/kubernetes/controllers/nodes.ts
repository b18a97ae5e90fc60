import { requestDeletion } from '../store/deletion';
import { KubeObject, keyOf, timestamp } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady, isTrue, setCondition } from './conditions';
import type { Controller } from './ReconcileLoop';
import { tolerates } from './scheduler';

const UNREACHABLE = 'node.kubernetes.io/unreachable';

const PRESSURES = [
  [
    'MemoryPressure',
    'KubeletHasSufficientMemory',
    'kubelet has sufficient memory available',
  ],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  [
    'PIDPressure',
    'KubeletHasSufficientPID',
    'kubelet has sufficient PID available',
  ],
];

/** Sees that a node's machine is gone or back, and moves its pods. */
export class Nodes implements Controller {
  readonly name = 'node-controller';
  readonly #control: Control;
  /** Since when a machine is missed, by node. */
  readonly #missed = new Map<string, number>();

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    return resource === 'nodes' ? [object.metadata.name] : [];
  }

  reconcile(name: string): void {
    const { store, cluster, loop, timings } = this.#control;
    const node = store.byKey('nodes', name);
    if (!node) {
      this.#missed.delete(name);
      this.#orphans(name).forEach(pod => store.remove('pods', keyOf(pod)));
      return;
    }
    if (cluster.isNodeUp(name)) {
      this.#missed.delete(name);
      this.#markUp(node);
      return;
    }
    const now = Date.now();
    const since = this.#missed.get(name) ?? now;
    this.#missed.set(name, since);
    const lostAt = since + timings.nodeLostMs;
    const evictAt = lostAt + timings.evictionMs;
    if (now < lostAt) {
      loop.after(this, name, lostAt - now + 1);
      return;
    }
    this.#markLost(node);
    if (now < evictAt) {
      loop.after(this, name, evictAt - now + 1);
    } else {
      this.#evict(name);
    }
  }

  #orphans(name: string): KubeObject[] {
    return this.#control.store
      .list('pods')
      .filter(pod => pod.spec.nodeName === name);
  }

  #markUp(node: KubeObject): void {
    const { store, events } = this.#control;
    const was = isTrue(node, 'Ready');
    store.modify('nodes', node.metadata.name, draft => {
      for (const [type, reason, message] of PRESSURES) {
        setCondition(
          draft,
          { type, status: 'False', reason, message },
          { lastHeartbeatTime: true },
        );
      }
      setCondition(
        draft,
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
        { lastHeartbeatTime: true },
      );
      const taints = draft.spec.taints?.filter(
        (taint: any) => taint.key !== UNREACHABLE,
      );
      if (taints?.length) {
        draft.spec.taints = taints;
      } else {
        delete draft.spec.taints;
      }
    });
    if (!was) {
      events.record(
        'kubelet',
        node,
        'NodeReady',
        `Node ${node.metadata.name} status is now: NodeReady`,
      );
    }
  }

  #markLost(node: KubeObject): void {
    const { store, events } = this.#control;
    if (isTrue(node, 'Ready')) {
      events.record(
        this.name,
        node,
        'NodeNotReady',
        `Node ${node.metadata.name} status is now: NodeNotReady`,
      );
    }
    store.modify('nodes', node.metadata.name, draft => {
      for (const type of [...PRESSURES.map(([name]) => name), 'Ready']) {
        setCondition(draft, {
          type,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        });
      }
      const taints = draft.spec.taints ?? [];
      if (!taints.some((taint: any) => taint.key === UNREACHABLE)) {
        draft.spec.taints = [
          ...taints,
          { key: UNREACHABLE, effect: 'NoSchedule', timeAdded: timestamp() },
          { key: UNREACHABLE, effect: 'NoExecute', timeAdded: timestamp() },
        ];
      }
    });
    for (const pod of this.#orphans(node.metadata.name)) {
      if (isReady(pod)) {
        store.modify('pods', keyOf(pod), draft => {
          setCondition(draft, { type: 'Ready', status: 'False' });
        });
        events.record(this.name, pod, 'NodeNotReady', 'Node is not ready', {
          type: 'Warning',
        });
      }
    }
  }

  #evict(name: string): void {
    const { store, events } = this.#control;
    const taint = { key: UNREACHABLE, effect: 'NoExecute' };
    for (const pod of this.#orphans(name).filter(isActive)) {
      // A toleration with a limit only lasts; the limit is over by now.
      const lasting = pod.spec.tolerations?.filter(
        (toleration: any) => toleration.tolerationSeconds === undefined,
      );
      if (!tolerates({ tolerations: lasting }, taint)) {
        events.record(
          'taint-eviction-controller',
          pod,
          'TaintManagerEviction',
          `Marking for deletion Pod ${keyOf(pod)}`,
        );
        requestDeletion(store, 'pods', keyOf(pod));
      }
    }
  }
}
