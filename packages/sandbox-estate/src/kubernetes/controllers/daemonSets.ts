import { requestDeletion } from '../store/deletion';
import { KubeObject, keyOf, ownedBy } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { isActive, isReady, resolveCount } from './conditions';
import { podFromTemplate, templateHash } from './podTemplate';
import type { Controller } from './ReconcileLoop';
import { ownerKey } from './replicaSets';
import { isChosen, tolerates } from './scheduler';

const RESOURCE = 'daemonsets.apps';
const HASH = 'controller-revision-hash';

/** What every daemon bears, whatever its template says. */
const TOLERATIONS = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['unreachable', 'NoSchedule'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
].map(([name, effect]) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect,
}));

function daemonTemplate(set: KubeObject, node: string): any {
  const { template } = set.spec;
  return {
    ...template,
    spec: {
      ...template.spec,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchFields: [
                  { key: 'metadata.name', operator: 'In', values: [node] },
                ],
              },
            ],
          },
        },
      },
      tolerations: [...(template.spec.tolerations ?? []), ...TOLERATIONS],
    },
  };
}

const nodeOf = (pod: KubeObject): string =>
  pod.spec.nodeName ??
  pod.spec.affinity?.nodeAffinity
    ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]
    ?.matchFields?.[0]?.values[0];

/** Keeps one pod of a DaemonSet on every node that it may run on. */
export class DaemonSets implements Controller {
  readonly name = 'daemonset-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    switch (resource) {
      case RESOURCE:
        return [keyOf(object)];
      case 'nodes':
        return this.#control.store.list(RESOURCE).map(keyOf);
      case 'pods':
        return ownerKey(object, 'DaemonSet');
      default:
        return [];
    }
  }

  reconcile(key: string): void {
    const { store, events } = this.#control;
    const set = store.byKey(RESOURCE, key);
    if (!set || set.metadata.deletionTimestamp) {
      return;
    }
    const hash = templateHash(set.spec.template);
    const nodes = store.list('nodes').filter(node => this.#wants(set, node));
    const wanted = new Set(nodes.map(node => node.metadata.name));
    const pods = () =>
      store
        .list('pods', set.metadata.namespace)
        .filter(pod => ownedBy(pod, set) && isActive(pod));
    const has = new Set(pods().map(nodeOf));
    for (const node of wanted) {
      if (!has.has(node)) {
        const pod = podFromTemplate(set, daemonTemplate(set, node), {
          labels: { [HASH]: hash },
        });
        store.insert('pods', pod);
        events.record(
          this.name,
          set,
          'SuccessfulCreate',
          `Created pod: ${pod.metadata.name}`,
        );
      }
    }
    for (const pod of pods().filter(one => !wanted.has(nodeOf(one)))) {
      requestDeletion(store, 'pods', keyOf(pod));
    }
    this.#roll(set, pods(), hash, wanted.size);
    this.#writeStatus(key, pods(), hash, wanted.size);
  }

  #wants(set: KubeObject, node: KubeObject): boolean {
    const spec = daemonTemplate(set, node.metadata.name).spec;
    return (
      isChosen(spec, node) &&
      (node.spec?.taints ?? []).every((taint: any) => tolerates(spec, taint))
    );
  }

  #roll(set: KubeObject, pods: KubeObject[], hash: string, wanted: number) {
    if (set.spec.updateStrategy?.type === 'OnDelete') {
      return;
    }
    const most = Math.max(
      1,
      resolveCount(
        set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1,
        wanted,
        'up',
      ),
    );
    const outdated = pods.filter(pod => pod.metadata.labels?.[HASH] !== hash);
    const missing = wanted - pods.filter(isReady).length;
    const broken = outdated.filter(pod => !isReady(pod));
    const going = [
      ...broken,
      ...outdated.filter(isReady).slice(0, Math.max(0, most - missing)),
    ];
    for (const pod of going) {
      requestDeletion(this.#control.store, 'pods', keyOf(pod));
    }
  }

  #writeStatus(key: string, pods: KubeObject[], hash: string, wanted: number) {
    const ready = pods.filter(isReady).length;
    this.#control.store.modify(RESOURCE, key, draft => {
      draft.status = {
        ...draft.status,
        currentNumberScheduled: pods.length,
        numberMisscheduled: 0,
        desiredNumberScheduled: wanted,
        numberReady: ready,
        numberAvailable: ready,
        numberUnavailable: wanted - ready,
        updatedNumberScheduled: pods.filter(
          pod => pod.metadata.labels?.[HASH] === hash,
        ).length,
        observedGeneration: draft.metadata.generation,
      };
    });
  }
}
