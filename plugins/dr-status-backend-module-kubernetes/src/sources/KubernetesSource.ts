import {
  ConfiguredSource,
  SourceFailure,
  type SourceSettings,
  type WatchContext,
} from '@twinshore/plugin-dr-status-node';
import type { Readyz } from '../signals';
import { KubernetesApi, type ClusterConnection } from './KubernetesApi';
import { toObservations } from './observations';
import {
  projectAutoscaler,
  projectBudget,
  projectDeployment,
  projectNode,
  projectPod,
} from './projections';
import { Reflector, type Projection } from './Reflector';

export interface KubernetesSourceOptions extends SourceSettings {
  connection: ClusterConnection;
  /** Watch only these; all when absent. */
  namespaces?: string[];
}

/** Changes are reported together, at most this often. */
const COALESCE_MILLISECONDS = 250;

/** Failed checks in the body of `/readyz?verbose`. */
function readyzOf(status: number, text: string): Readyz {
  return {
    ok: status === 200,
    status,
    failed: [...text.matchAll(/^\[-\](\S+)/gm)].map(([, name]) => name),
  };
}

/**
 * Watches one cluster: nodes, pods, Deployments, autoscalers and disruption
 * budgets arrive as they change, and the API server's readiness, which cannot
 * be watched, is asked for once per interval as the sign of life.
 */
export class KubernetesSource extends ConfiguredSource {
  readonly leastPrivilege =
    'ClusterRole with get, list, watch on nodes, pods, deployments.apps, horizontalpodautoscalers.autoscaling and poddisruptionbudgets.policy, and get on the non-resource URL /readyz. No secrets, no write.';
  readonly #options: KubernetesSourceOptions;

  constructor(options: KubernetesSourceOptions) {
    super(options);
    this.#options = options;
  }

  async watch(context: WatchContext): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([context.signal, ended.signal]);
    const deadline = () => {
      const timeout = AbortSignal.timeout(this.timeoutSeconds * 1000);
      return AbortSignal.any([signal, timeout]);
    };
    const api = new KubernetesApi(this.#options.connection);
    const reflect = <T>(
      group: string,
      resource: string,
      project: (object: any) => T | undefined,
      namespaced = true,
    ) =>
      this.#paths(group, resource, namespaced).map(
        path => new Reflector<T>(api, { path, project } as Projection<T>),
      );
    const nodes = reflect('/api/v1', 'nodes', projectNode, false);
    const pods = reflect('/api/v1', 'pods', projectPod);
    const deployments = reflect(
      '/apis/apps/v1',
      'deployments',
      projectDeployment,
    );
    const autoscalers = reflect(
      '/apis/autoscaling/v2',
      'horizontalpodautoscalers',
      projectAutoscaler,
    );
    const budgets = reflect(
      '/apis/policy/v1',
      'poddisruptionbudgets',
      projectBudget,
    );
    const reflectors: Reflector<unknown>[] = [
      ...nodes,
      ...pods,
      ...deployments,
      ...autoscalers,
      ...budgets,
    ];

    let readyz: Readyz | undefined;
    let unsynced = reflectors.length;
    let pending: ReturnType<typeof setTimeout> | undefined;
    const report = () => {
      clearTimeout(pending);
      pending = undefined;
      if (signal.aborted || !readyz || unsynced > 0) {
        return;
      }
      const all = <T>(list: Reflector<T>[]) =>
        list.flatMap(reflector => [...reflector.items.values()]);
      context.report(
        toObservations(
          {
            readyz,
            nodes: all(nodes),
            pods: all(pods),
            deployments: all(deployments),
            autoscalers: all(autoscalers),
            budgets: all(budgets),
          },
          this.entityRefs[0],
        ),
      );
    };
    const onChange = () => {
      pending ??= setTimeout(report, COALESCE_MILLISECONDS);
    };

    const signsOfLife = async () => {
      while (!signal.aborted) {
        readyz = await this.#askReadyz(api, deadline());
        report();
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, this.intervalSeconds * 1000);
          signal.addEventListener(
            'abort',
            () => {
              clearTimeout(timer);
              resolve();
            },
            { once: true },
          );
        });
      }
    };

    try {
      await Promise.all([
        signsOfLife(),
        ...reflectors.map(reflector => {
          let synced = false;
          return reflector.run({
            signal,
            deadline,
            onChange,
            onSynced: () => {
              if (!synced) {
                synced = true;
                unsynced -= 1;
              }
            },
          });
        }),
      ]);
    } catch (error) {
      if (context.signal.aborted) {
        return;
      }
      const { name } = error as Error;
      if (name === 'TimeoutError' || name === 'AbortError') {
        throw new SourceFailure(
          'timed-out',
          `${this.#options.connection.url} did not answer within ${
            this.timeoutSeconds
          } s.`,
          'Check whether the API server hangs or is overloaded, or whether something drops its packets.',
        );
      }
      throw error;
    } finally {
      clearTimeout(pending);
      ended.abort();
      api.close();
    }
  }

  async #askReadyz(api: KubernetesApi, signal: AbortSignal): Promise<Readyz> {
    const { status, text } = await api.getText('/readyz?verbose', signal);
    if (status === 200 && !/ok|passed/i.test(text)) {
      throw new SourceFailure(
        'malformed',
        `${
          this.#options.connection.url
        } answers /readyz with something else than Kubernetes does.`,
        'Check that the URL is that of the API server.',
      );
    }
    if (status === 200 || status >= 500) {
      return readyzOf(status, text);
    }
    throw api.answerFailure('/readyz', status, text);
  }

  #paths(group: string, resource: string, namespaced: boolean): string[] {
    const { namespaces } = this.#options;
    return namespaced && namespaces
      ? namespaces.map(
          name => `${group}/namespaces/${encodeURIComponent(name)}/${resource}`,
        )
      : [`${group}/${resource}`];
  }
}
