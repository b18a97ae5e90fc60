import {
  KubeObject,
  controllerReference,
  keyOf,
  ownedBy,
  timestamp,
} from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { setCondition } from './conditions';
import type { Control } from './Control';
import { isBadImage } from './kubelet';
import { templateHash } from './podTemplate';
import type { Controller } from './ReconcileLoop';
import { ownerKey } from './replicaSets';

const RESOURCE = 'rollouts.argoproj.io';
const RUNS = 'analysisruns.argoproj.io';
const SETS = 'replicasets.apps';
const SERVICES = 'services';
const HASH = 'rollouts-pod-template-hash';
const KEPT_RUNS = 3;

/** Images whose tag says so do not pass the smoke test. */
export const failsSmokeTest = (image: string): boolean =>
  /-untested$/.test(image);

const availableOf = (set?: KubeObject): number =>
  set?.status?.availableReplicas ?? 0;

interface Phase {
  phase: 'Healthy' | 'Progressing' | 'Paused' | 'Degraded';
  message: string;
  reason: string;
}

const HEALTHY: Phase = {
  phase: 'Healthy',
  message: '',
  reason: 'NewReplicaSetAvailable',
};

/**
 * Argo Rollouts, for blue-green: a new version comes up beside the active one,
 * behind a service of its own; when all of it is available a smoke test runs
 * against it; only when that has passed does the active service move, and the
 * former version goes.
 */
export class Rollouts implements Controller {
  readonly name = 'rollouts-controller';
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    switch (resource) {
      case RESOURCE:
        return [keyOf(object)];
      case SETS:
      case RUNS:
        return ownerKey(object, 'Rollout');
      case SERVICES:
        return this.#control.store
          .list(RESOURCE, object.metadata.namespace)
          .map(keyOf);
      default:
        return [];
    }
  }

  reconcile(key: string): void {
    const rollout = this.#control.store.byKey(RESOURCE, key);
    const blueGreen = rollout?.spec.strategy?.blueGreen;
    if (!rollout || !blueGreen || rollout.metadata.deletionTimestamp) {
      return;
    }
    const hash = templateHash(rollout.spec.template);
    const current = this.#setOf(rollout, hash);
    const before: string = rollout.status?.blueGreen?.activeSelector ?? '';
    const phase = this.#advance(rollout, current, before);
    const active = phase === HEALTHY ? hash : before;
    const failed = phase.reason === 'RolloutAborted';
    this.#scale(current, failed ? 0 : rollout.spec.replicas);
    for (const set of this.#sets(rollout)) {
      const its = set.metadata.labels![HASH];
      if (its !== hash && its !== active) {
        this.#scale(set, 0);
      }
    }
    this.#point(rollout, blueGreen.activeService, active || hash);
    this.#point(rollout, blueGreen.previewService, failed ? active : hash);
    this.#writeStatus(key, { hash, active, phase });
  }

  /** How far the newest version has come. */
  #advance(rollout: KubeObject, current: KubeObject, active: string): Phase {
    const hash = current.metadata.labels![HASH];
    const { replicas, progressDeadlineSeconds = 600 } = rollout.spec;
    if (active === hash) {
      return HEALTHY;
    }
    const run = this.#runOf(rollout, hash);
    if (run?.status.phase === 'Failed') {
      return {
        phase: 'Degraded',
        reason: 'RolloutAborted',
        message: `RolloutAborted: Rollout aborted update to revision of ${hash}: metric "smoke" assessed Failed`,
      };
    }
    if (availableOf(current) < replicas) {
      const late =
        Date.parse(current.metadata.creationTimestamp) +
        progressDeadlineSeconds * 1000 -
        Date.now();
      if (late <= 0) {
        return {
          phase: 'Degraded',
          reason: 'ProgressDeadlineExceeded',
          message: `ProgressDeadlineExceeded: ReplicaSet "${current.metadata.name}" has timed out progressing.`,
        };
      }
      this.#control.loop.after(this, keyOf(rollout), late + 1);
      return {
        phase: 'Progressing',
        reason: 'ReplicaSetUpdated',
        message: 'more replicas need to be updated',
      };
    }
    // The first version has nothing that it could be worse than.
    if (active === '' || run?.status.phase === 'Successful') {
      return HEALTHY;
    }
    this.#test(rollout, hash, run);
    return {
      phase: 'Progressing',
      reason: 'AnalysisRunRunning',
      message: 'waiting for the smoke test',
    };
  }

  /** Begins the smoke test of a version, or ends it when its time has come. */
  #test(rollout: KubeObject, hash: string, run?: KubeObject): void {
    const { store, loop, timings } = this.#control;
    const { namespace, name } = rollout.metadata;
    if (!run) {
      store.insert(RUNS, {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AnalysisRun',
        metadata: {
          name: `${name}-${hash}-pre`,
          namespace,
          labels: { [HASH]: hash, 'rollout-type': 'PrePromotion' },
          ownerReferences: [controllerReference(rollout)],
        },
        spec: {
          metrics: [
            {
              name: 'smoke',
              provider: {
                web: {
                  url: `http://${rollout.spec.strategy.blueGreen.previewService}.${namespace}/healthz`,
                },
              },
            },
          ],
        },
        status: { phase: 'Running', startedAt: timestamp() },
      });
      loop.after(this, keyOf(rollout), timings.jobRunMs);
      return;
    }
    const left =
      Date.parse(run.metadata.creationTimestamp) +
      timings.jobRunMs -
      Date.now();
    if (left > 0 && !loop.instant) {
      loop.after(this, keyOf(rollout), left + 1);
      return;
    }
    const failed = rollout.spec.template.spec.containers.some(
      ({ image }: any) => failsSmokeTest(image) || isBadImage(image),
    );
    store.modify(RUNS, keyOf(run), draft => {
      const phase = failed ? 'Failed' : 'Successful';
      draft.status = {
        ...draft.status,
        phase,
        completedAt: timestamp(),
        message: failed ? 'metric "smoke" assessed Failed' : '',
        metricResults: [
          {
            name: 'smoke',
            phase,
            count: 1,
            [failed ? 'failed' : 'successful']: 1,
          },
        ],
      };
    });
    this.#forgetRuns(rollout);
  }

  #forgetRuns(rollout: KubeObject): void {
    const { store } = this.#control;
    const runs = store
      .list(RUNS, rollout.metadata.namespace)
      .filter(run => ownedBy(run, rollout))
      .sort((a, b) =>
        a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1,
      );
    for (const run of runs.slice(0, Math.max(0, runs.length - KEPT_RUNS))) {
      store.remove(RUNS, keyOf(run));
    }
  }

  #runOf(rollout: KubeObject, hash: string): KubeObject | undefined {
    return this.#control.store
      .list(RUNS, rollout.metadata.namespace)
      .find(
        run => ownedBy(run, rollout) && run.metadata.labels?.[HASH] === hash,
      );
  }

  #sets(rollout: KubeObject): KubeObject[] {
    return this.#control.store
      .list(SETS, rollout.metadata.namespace)
      .filter(set => ownedBy(set, rollout));
  }

  /** The ReplicaSet of a version, made where there is none. */
  #setOf(rollout: KubeObject, hash: string): KubeObject {
    const found = this.#sets(rollout).find(
      set => set.metadata.labels?.[HASH] === hash,
    );
    if (found) {
      return found;
    }
    const { template, selector, replicas } = rollout.spec;
    const labels = { ...template.metadata?.labels, [HASH]: hash };
    return this.#control.store.insert(SETS, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${rollout.metadata.name}-${hash}`,
        namespace: rollout.metadata.namespace,
        labels,
        ownerReferences: [controllerReference(rollout)],
      },
      spec: {
        replicas,
        selector: {
          matchLabels: { ...selector.matchLabels, [HASH]: hash },
        },
        template: {
          ...structuredClone(template),
          metadata: { ...template.metadata, labels },
        },
      },
      status: { replicas: 0 },
    })!;
  }

  #scale(set: KubeObject, replicas: number): void {
    this.#control.store.modify(SETS, keyOf(set), draft => {
      draft.spec.replicas = replicas;
    });
  }

  /** Sends a service's traffic to one version. */
  #point(rollout: KubeObject, service: string, hash: string): void {
    const { namespace } = rollout.metadata;
    this.#control.store.modify(SERVICES, `${namespace}/${service}`, draft => {
      draft.spec.selector = { ...draft.spec.selector, [HASH]: hash };
    });
  }

  #writeStatus(
    key: string,
    { hash, active, phase }: { hash: string; active: string; phase: Phase },
  ): void {
    const { store } = this.#control;
    const rollout = store.byKey(RESOURCE, key)!;
    const sets = this.#sets(rollout);
    const of = (each: string) =>
      sets.find(set => set.metadata.labels?.[HASH] === each);
    const total = (field: string) =>
      sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
    store.modify(RESOURCE, key, draft => {
      draft.status = {
        ...draft.status,
        // Text, as Argo Rollouts has it.
        observedGeneration: String(rollout.metadata.generation),
        phase: phase.phase,
        message: phase.message,
        abort: phase.reason === 'RolloutAborted',
        currentPodHash: hash,
        stableRS: active,
        replicas: total('replicas'),
        readyReplicas: total('readyReplicas'),
        availableReplicas: availableOf(of(active)),
        updatedReplicas: of(hash)?.status?.replicas ?? 0,
        selector: Object.entries(rollout.spec.selector.matchLabels)
          .map(([name, value]) => `${name}=${value}`)
          .join(','),
        blueGreen: { activeSelector: active, previewSelector: hash },
      };
      setCondition(
        draft,
        {
          type: 'Progressing',
          status: phase.phase === 'Degraded' ? 'False' : 'True',
          reason: phase.reason,
          message: phase.message,
        },
        { lastUpdateTime: true },
      );
      setCondition(draft, {
        type: 'Healthy',
        status: phase.phase === 'Healthy' ? 'True' : 'False',
        reason:
          phase.phase === 'Healthy' ? 'RolloutHealthy' : 'RolloutNotHealthy',
      });
    });
  }
}
