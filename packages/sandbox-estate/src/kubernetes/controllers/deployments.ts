import {
  KubeObject,
  controllerReference,
  keyOf,
  ownedBy,
  timestamp,
} from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import type { Control } from './Control';
import { deploymentStatus, isComplete } from './deploymentStatus';
import { templateHash } from './podTemplate';
import type { Controller } from './ReconcileLoop';
import { ownerKey } from './replicaSets';
import { nextStep, rolloutBudget } from './rollout';

const RESOURCE = 'deployments.apps';
const SETS = 'replicasets.apps';
const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';

const revisionOf = (set: KubeObject) =>
  Number(set.metadata.annotations?.[REVISION] ?? 0);

/** Rolls Deployments out over ReplicaSets and keeps their status true. */
export class Deployments implements Controller {
  readonly name = 'deployment-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    if (resource === RESOURCE) {
      return [keyOf(object)];
    }
    return resource === SETS ? ownerKey(object, 'Deployment') : [];
  }

  reconcile(key: string): void {
    const { store } = this.#control;
    const deployment = store.byKey(RESOURCE, key);
    if (!deployment || deployment.metadata.deletionTimestamp) {
      return;
    }
    const hash = templateHash(deployment.spec.template);
    const find = () =>
      this.#sets(deployment).find(set => set.metadata.labels?.[HASH] === hash);
    const paused = deployment.spec.paused === true;
    let current = find();
    if (!current && !paused) {
      this.#createSet(deployment, hash);
      current = find();
    }
    if (current && !paused) {
      this.#nameRevision(deployment, current);
      current = find()!;
      const old = this.#sets(deployment).filter(set => set !== current);
      for (const [set, count] of nextStep(deployment, current, old)) {
        this.#scale(deployment, set, count);
      }
    } else if (paused) {
      const active = this.#sets(deployment).filter(
        set => set.spec.replicas > 0,
      );
      if (active.length === 1) {
        this.#scale(deployment, active[0], deployment.spec.replicas);
      }
    }
    this.#writeStatus(key, hash);
  }

  /** Its ReplicaSets, oldest revision first. */
  #sets(deployment: KubeObject): KubeObject[] {
    return this.#control.store
      .list(SETS, deployment.metadata.namespace)
      .filter(set => ownedBy(set, deployment))
      .sort((a, b) => revisionOf(a) - revisionOf(b));
  }

  #createSet(deployment: KubeObject, hash: string): void {
    const { template, selector, minReadySeconds } = deployment.spec;
    const labels = { ...template.metadata?.labels, [HASH]: hash };
    this.#control.store.insert(SETS, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas: 0,
        ...(minReadySeconds && { minReadySeconds }),
        selector: {
          ...selector,
          matchLabels: { ...selector.matchLabels, [HASH]: hash },
        },
        template: {
          ...structuredClone(template),
          metadata: { ...template.metadata, labels },
        },
      },
      status: { replicas: 0 },
    });
  }

  /** A template that comes back, by an undo, is a new revision too. */
  #nameRevision(deployment: KubeObject, current: KubeObject): void {
    const { store } = this.#control;
    const highest = Math.max(
      0,
      ...this.#sets(deployment)
        .filter(set => set !== current)
        .map(revisionOf),
    );
    const revision =
      revisionOf(current) > highest ? revisionOf(current) : highest + 1;
    const { surge } = rolloutBudget(deployment);
    const replicas = deployment.spec.replicas;
    store.modify(SETS, keyOf(current), draft => {
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        [REVISION]: String(revision),
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        'deployment.kubernetes.io/max-replicas': String(replicas + surge),
      };
      const cause =
        deployment.metadata.annotations?.['kubernetes.io/change-cause'];
      if (cause) {
        draft.metadata.annotations['kubernetes.io/change-cause'] = cause;
      }
    });
    store.modify(RESOURCE, keyOf(deployment), draft => {
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        [REVISION]: String(revision),
      };
    });
  }

  #scale(deployment: KubeObject, set: KubeObject, count: number): void {
    const { store, events } = this.#control;
    const before = set.spec.replicas;
    if (before === count) {
      return;
    }
    store.modify(SETS, keyOf(set), draft => {
      draft.spec.replicas = count;
    });
    events.record(
      this.name,
      deployment,
      'ScalingReplicaSet',
      `Scaled ${count > before ? 'up' : 'down'} replica set ${
        set.metadata.name
      } from ${before} to ${count}`,
    );
  }

  #writeStatus(key: string, hash: string): void {
    const { store, loop } = this.#control;
    const deployment = store.byKey(RESOURCE, key)!;
    const sets = this.#sets(deployment);
    const current = sets.find(set => set.metadata.labels?.[HASH] === hash);
    const next = deploymentStatus(deployment, current, sets, timestamp());
    store.modify(RESOURCE, key, draft => {
      draft.status = next.status;
    });
    if (next.deadlineInMs !== undefined) {
      loop.after(this, key, next.deadlineInMs);
    }
    if (isComplete({ ...deployment, status: next.status })) {
      const limit = deployment.spec.revisionHistoryLimit ?? 10;
      const idle = sets.filter(
        set =>
          set !== current && set.spec.replicas === 0 && !set.status?.replicas,
      );
      for (const set of idle.slice(0, Math.max(0, idle.length - limit))) {
        store.remove(SETS, keyOf(set));
      }
    }
  }
}
