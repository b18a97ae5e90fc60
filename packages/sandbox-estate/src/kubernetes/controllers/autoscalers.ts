import { keyOf, KubeObject, timestamp } from '../store/objects';
import { StoreEvent } from '../store/ObjectStore';
import { labelSelector } from '../api/selectors';
import type { Control } from './Control';
import { Condition, isActive, isReady, setCondition } from './conditions';
import { requestsOf } from './quantities';
import type { Controller } from './ReconcileLoop';

const RESOURCE = 'horizontalpodautoscalers.autoscaling';
/** Kubernetes does nothing while use is this close to the target. */
const TOLERANCE = 0.1;

const TARGETS: Record<string, string> = {
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
};

interface Decision {
  desired: number;
  metrics: any[];
  conditions: Condition[];
}

/** Scales workloads by the use of their pods, and tells what holds it back. */
export class Autoscalers implements Controller {
  readonly name = 'horizontal-pod-autoscaler';
  readonly #control: Control;
  /** When a wanted change of scale is carried out, by autoscaler. */
  readonly #due = new Map<string, number>();

  constructor(control: Control) {
    this.#control = control;
  }

  concerns({ resource, object }: StoreEvent): string[] {
    const { store } = this.#control;
    if (resource === RESOURCE) {
      return [keyOf(object)];
    }
    return resource === 'pods' || Object.values(TARGETS).includes(resource)
      ? store.list(RESOURCE, object.metadata.namespace).map(keyOf)
      : [];
  }

  /** Looks again at all of them, when the load has moved. */
  refresh(): void {
    const { store, loop } = this.#control;
    store.list(RESOURCE).forEach(hpa => loop.enqueue(this, keyOf(hpa)));
  }

  reconcile(key: string): void {
    const { store } = this.#control;
    const hpa = store.byKey(RESOURCE, key);
    if (!hpa || hpa.metadata.deletionTimestamp) {
      this.#due.delete(key);
      return;
    }
    const { kind, name } = hpa.spec.scaleTargetRef;
    const targets = TARGETS[kind];
    const target = targets && store.get(targets, hpa.metadata.namespace, name);
    if (!target) {
      this.#write(key, 0, {
        desired: 0,
        metrics: [],
        conditions: [
          {
            type: 'AbleToScale',
            status: 'False',
            reason: 'FailedGetScale',
            message: `the HPA controller was unable to get the target's current scale: ${
              targets ?? kind
            } "${name}" not found`,
          },
        ],
      });
      return;
    }
    const current: number = target.spec.replicas;
    const decision = this.#decide(hpa, target, current);
    const scaled =
      decision.desired !== current &&
      this.#scale(key, hpa, target, targets, decision.desired);
    if (decision.desired === current) {
      this.#due.delete(key);
    }
    this.#write(key, target.status?.replicas ?? 0, decision, scaled);
  }

  #decide(hpa: KubeObject, target: KubeObject, current: number): Decision {
    const { minReplicas = 1, maxReplicas } = hpa.spec;
    const able: Condition = {
      type: 'AbleToScale',
      status: 'True',
      reason: 'ReadyForNewScale',
      message: 'recommended size matches current size',
    };
    const active = (
      status: Condition['status'],
      reason: string,
      message: string,
    ): Condition => ({ type: 'ScalingActive', status, reason, message });
    if (current === 0) {
      return {
        desired: 0,
        metrics: [],
        conditions: [
          able,
          active(
            'False',
            'ScalingDisabled',
            'scaling is disabled since the replica count of the target is zero',
          ),
        ],
      };
    }
    const covers = labelSelector(target.spec.selector);
    const pods = this.#control.store
      .list('pods', hpa.metadata.namespace)
      .filter(pod => covers(pod.metadata.labels) && isActive(pod));
    const ready = pods.filter(isReady);
    const metrics = (hpa.spec.metrics ?? []).map((metric: any) =>
      this.#measure(metric, ready),
    );
    const known = metrics.filter((metric: any) => metric?.ratio !== undefined);
    if (known.length === 0) {
      const within = Math.min(Math.max(current, minReplicas), maxReplicas);
      return {
        desired: within,
        metrics: [],
        conditions: [
          able,
          active(
            'False',
            'FailedGetResourceMetric',
            'the HPA was unable to compute the replica count: no metrics returned from resource metrics API',
          ),
        ],
      };
    }
    const wanted = Math.max(
      ...known.map(({ ratio }: { ratio: number }) =>
        Math.abs(ratio - 1) <= TOLERANCE
          ? current
          : Math.ceil(ratio * ready.length),
      ),
    );
    const desired = Math.min(Math.max(wanted, minReplicas), maxReplicas);
    const limited = {
      true: wanted > maxReplicas ? 'TooManyReplicas' : 'TooFewReplicas',
      message:
        wanted > maxReplicas
          ? 'the desired replica count is more than the maximum replica count'
          : 'the desired replica count is less than the minimum replica count',
    };
    return {
      desired,
      metrics: known.map(({ current: shown }: any) => shown),
      conditions: [
        desired === current
          ? able
          : {
              ...able,
              reason: 'SucceededRescale',
              message: `the HPA controller was able to update the target scale to ${desired}`,
            },
        active(
          'True',
          'ValidMetricFound',
          'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
        ),
        {
          type: 'ScalingLimited',
          status: desired === wanted ? 'False' : 'True',
          reason: desired === wanted ? 'DesiredWithinRange' : limited.true,
          message:
            desired === wanted
              ? 'the desired count is within the acceptable range'
              : limited.message,
        },
      ],
    };
  }

  #measure(metric: any, ready: KubeObject[]) {
    const name = metric.resource?.name;
    const target = metric.resource?.target?.averageUtilization;
    if (!['cpu', 'memory'].includes(name) || !target || ready.length === 0) {
      return undefined;
    }
    let used = 0;
    let asked = 0;
    for (const pod of ready) {
      const usage = this.#control.cluster.podUsage(pod);
      const requests = requestsOf(pod.spec);
      used += name === 'cpu' ? usage.cpuMillicores : usage.memoryMiB;
      asked += name === 'cpu' ? requests.cpu * 1000 : requests.memory / 2 ** 20;
    }
    if (asked === 0) {
      return undefined;
    }
    const averageUtilization = Math.round((used / asked) * 100);
    const average = Math.round(used / ready.length);
    return {
      ratio: averageUtilization / target,
      current: {
        type: 'Resource',
        resource: {
          name,
          current: {
            averageUtilization,
            averageValue: name === 'cpu' ? `${average}m` : `${average}Mi`,
          },
        },
      },
    };
  }

  /** Carries a change out at the next sync, as the real controller's period. */
  #scale(
    key: string,
    hpa: KubeObject,
    target: KubeObject,
    resource: string,
    desired: number,
  ): boolean {
    const { store, loop, events, timings } = this.#control;
    const now = Date.now();
    const due = this.#due.get(key) ?? now + timings.autoscalerSyncMs;
    if (now < due && !loop.instant) {
      this.#due.set(key, due);
      loop.after(this, key, due - now + 1);
      return false;
    }
    this.#due.delete(key);
    const before = target.spec.replicas;
    store.modify(resource, keyOf(target), draft => {
      draft.spec.replicas = desired;
    });
    events.record(
      this.name,
      hpa,
      'SuccessfulRescale',
      `New size: ${desired}; reason: ${
        desired > before
          ? 'cpu resource utilization (percentage of request) above target'
          : 'All metrics below target'
      }`,
    );
    return true;
  }

  #write(key: string, replicas: number, decision: Decision, scaled = false) {
    this.#control.store.modify(RESOURCE, key, draft => {
      draft.status = {
        ...draft.status,
        observedGeneration: draft.metadata.generation,
        currentReplicas: replicas,
        desiredReplicas: decision.desired,
        currentMetrics: decision.metrics,
        ...(scaled && { lastScaleTime: timestamp() }),
      };
      decision.conditions.forEach(condition => setCondition(draft, condition));
      const named = decision.conditions.map(({ type }) => type);
      draft.status.conditions = draft.status.conditions.filter(
        (condition: any) => named.includes(condition.type),
      );
    });
  }
}
