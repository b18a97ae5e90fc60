import { KubeObject, controllerOf, keyOf } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isTrue, setCondition } from './conditions';
import { Resources, quantity, requestsOf } from './quantities';
import type { Controller } from './ReconcileLoop';

export const ZONE_LABEL = 'topology.kubernetes.io/zone';

const zoneOf = (node: KubeObject) => node.metadata.labels?.[ZONE_LABEL] ?? '';

export function tolerates(podSpec: any, taint: any): boolean {
  return (podSpec.tolerations ?? []).some(
    (toleration: any) =>
      (!toleration.effect || toleration.effect === taint.effect) &&
      (toleration.key ? toleration.key === taint.key : true) &&
      (toleration.operator === 'Exists' ||
        (toleration.value ?? '') === (taint.value ?? '')),
  );
}

function matchesTerm(node: KubeObject, term: any): boolean {
  const test = (value: string | undefined, need: any) => {
    switch (need.operator) {
      case 'In':
        return value !== undefined && need.values.includes(value);
      case 'NotIn':
        return value === undefined || !need.values.includes(value);
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  };
  return (
    (term.matchExpressions ?? []).every((need: any) =>
      test(node.metadata.labels?.[need.key], need),
    ) &&
    (term.matchFields ?? []).every((need: any) =>
      test(node.metadata.name, need),
    )
  );
}

/** Node selector and required node affinity. */
export function isChosen(podSpec: any, node: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  const terms =
    podSpec.affinity?.nodeAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return (
    Object.entries(podSpec.nodeSelector ?? {}).every(
      ([key, value]) => labels[key] === value,
    ) &&
    (!terms || terms.some((term: any) => matchesTerm(node, term)))
  );
}

/** Places pods on nodes, spread over zones first and nodes second. */
export class Scheduler implements Controller {
  readonly name = 'default-scheduler';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns(event: StoreEvent): string[] {
    const { resource, object, action } = event;
    if (resource === 'pods' && action !== 'DELETED') {
      return object.spec.nodeName ? [] : [keyOf(object)];
    }
    // Room came free, or a node came back: whatever waits is tried again.
    return resource === 'nodes' || resource === 'pods' ? this.#waiting() : [];
  }

  reconcile(key: string): void {
    const { store, events } = this.#control;
    const pod = store.byKey('pods', key);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp) {
      return;
    }
    const { node, why } = this.#choose(pod);
    store.modify('pods', key, draft => {
      if (node) {
        draft.spec.nodeName = node.metadata.name;
      }
      draft.status = { ...draft.status, phase: 'Pending' };
      setCondition(draft, {
        type: 'PodScheduled',
        status: node ? 'True' : 'False',
        ...(!node && { reason: 'Unschedulable', message: why }),
      });
    });
    if (node) {
      events.record(
        this.name,
        pod,
        'Scheduled',
        `Successfully assigned ${key} to ${node.metadata.name}`,
      );
    } else {
      events.record(this.name, pod, 'FailedScheduling', why, {
        type: 'Warning',
      });
    }
  }

  #waiting(): string[] {
    return this.#control.store
      .list('pods')
      .filter(pod => !pod.spec.nodeName)
      .map(keyOf);
  }

  #choose(pod: KubeObject): { node?: KubeObject; why: string } {
    const { store } = this.#control;
    const nodes = store.list('nodes');
    const pods = store
      .list('pods')
      .filter(other => !['Succeeded', 'Failed'].includes(other.status?.phase));
    const asked = requestsOf(pod.spec);
    const reasons = new Map<string, number>();
    const refuse = (reason: string): false => {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      return false;
    };
    const suited = nodes.filter(node => {
      const here = pods.filter(
        other => other.spec.nodeName === node.metadata.name,
      );
      return this.#suits(pod, node, here, asked, refuse);
    });
    if (suited.length === 0) {
      const list = [...reasons].map(([reason, count]) => `${count} ${reason}`);
      return {
        why: `0/${nodes.length} nodes are available: ${list.join(', ')}.`,
      };
    }
    const owner = controllerOf(pod)?.uid;
    const siblings = pods.filter(
      other =>
        owner &&
        controllerOf(other)?.uid === owner &&
        !other.metadata.deletionTimestamp,
    );
    const zones = new Map(
      nodes.map(node => [node.metadata.name, zoneOf(node)]),
    );
    const score = (node: KubeObject): number[] => [
      siblings.filter(other => zones.get(other.spec.nodeName) === zoneOf(node))
        .length,
      siblings.filter(other => other.spec.nodeName === node.metadata.name)
        .length,
      pods.filter(other => other.spec.nodeName === node.metadata.name).length,
    ];
    const best = suited
      .map(node => ({ node, rank: score(node) }))
      .sort((a, b) => {
        const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
        return at < 0 ? 0 : a.rank[at] - b.rank[at];
      })[0].node;
    return { node: best, why: '' };
  }

  #suits(
    pod: KubeObject,
    node: KubeObject,
    here: KubeObject[],
    asked: Resources,
    refuse: (reason: string) => false,
  ): boolean {
    const isDaemon = controllerOf(pod)?.kind === 'DaemonSet';
    if (!isChosen(pod.spec, node)) {
      return refuse("node(s) didn't match Pod's node affinity/selector");
    }
    if (node.spec?.unschedulable && !isDaemon) {
      return refuse('node(s) were unschedulable');
    }
    const taint = (node.spec?.taints ?? []).find(
      (one: any) =>
        one.effect !== 'PreferNoSchedule' && !tolerates(pod.spec, one),
    );
    if (taint) {
      return refuse(
        `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`,
      );
    }
    if (!isTrue(node, 'Ready') && !isDaemon) {
      return refuse('node(s) were not ready');
    }
    const { allocatable } = node.status;
    if (here.length >= quantity(allocatable.pods)) {
      return refuse('Too many pods');
    }
    const used = here.map(other => requestsOf(other.spec));
    for (const name of ['cpu', 'memory'] as const) {
      const taken = used.reduce((sum, one) => sum + one[name], 0);
      if (taken + asked[name] > quantity(allocatable[name])) {
        return refuse(`Insufficient ${name}`);
      }
    }
    return true;
  }
}
