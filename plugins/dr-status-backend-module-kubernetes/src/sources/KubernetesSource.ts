import {
  abortAfter,
  ConfiguredSource,
  SourceFailure,
  type SourceSettings,
  type WatchContext,
  type ClusterConnection,
} from '@twinshore/plugin-dr-status-node';
import type { OwnAccess, Readyz } from '../signals';
import {
  COLLECTIONS,
  OPTIONAL_RESOURCES,
  resourceNameOf,
  type ClusterItems,
  type Collection,
  type CollectionName,
} from './collections';
import { KubernetesApi } from './KubernetesApi';
import { toObservations, type ClusterState } from './observations';
import { OptionalReflector } from './OptionalReflector';
import { askOwnAccess } from './ownAccess';
import { pause } from './pause';
import { Reflector } from './Reflector';

export interface KubernetesSourceOptions extends SourceSettings {
  connection: ClusterConnection;
  /** Watch only these; all when absent. */
  namespaces?: string[];
  /** How soon it is noticed that a kind was installed or granted; default a minute. */
  askAgainSeconds?: number;
}

/** Changes are reported together, at most this often. */
const COALESCE_MILLISECONDS = 250;
/** What cannot be watched and seldom changes is asked for this often. */
const ASK_AGAIN_SECONDS = 60;

/** One collection with what watches it, one reflector for each namespace. */
interface Watched {
  name: CollectionName;
  resource: string;
  reflectors: Array<Reflector<unknown> | OptionalReflector<unknown>>;
}

/** Failed checks in the body of `/readyz?verbose`. */
function readyzOf(status: number, text: string): Readyz {
  return {
    ok: status === 200,
    status,
    failed: [...text.matchAll(/^\[-\](\S+)/gm)].map(([, name]) => name),
  };
}

/**
 * Watches one cluster: everything in `collections.ts` arrives as it changes;
 * the API server's readiness, which cannot be watched, is asked for once per
 * interval as the sign of life, and what the portal's own account may do now
 * and then.
 */
export class KubernetesSource extends ConfiguredSource {
  readonly leastPrivilege = `ClusterRole with get, list, watch on nodes, pods, deployments.apps, horizontalpodautoscalers.autoscaling and poddisruptionbudgets.policy, and get on the non-resource URL /readyz; for all checks also on ${OPTIONAL_RESOURCES.join(
    ', ',
  )}. No secrets, no write.`;
  readonly #options: KubernetesSourceOptions;

  constructor(options: KubernetesSourceOptions) {
    super(options);
    this.#options = options;
  }

  async watch(context: WatchContext): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([context.signal, ended.signal]);
    const deadline = () => {
      const timeout = abortAfter(this.timeoutSeconds);
      return AbortSignal.any([signal, timeout]);
    };
    const askAgainMilliseconds =
      (this.#options.askAgainSeconds ?? ASK_AGAIN_SECONDS) * 1000;
    const api = new KubernetesApi(this.#options.connection);
    const watched = this.#watched(api);
    const reflectors = watched.flatMap(each => each.reflectors);

    let readyz: Readyz | undefined;
    let ownAccess: OwnAccess | undefined;
    let unsynced = reflectors.length;
    let pending: ReturnType<typeof setTimeout> | undefined;
    const report = () => {
      clearTimeout(pending);
      pending = undefined;
      if (signal.aborted || !readyz || unsynced > 0) {
        return;
      }
      context.report(
        toObservations(
          {
            readyz,
            ownAccess,
            namespaces: this.#options.namespaces,
            ...stateOf(watched),
          },
          this.entityRefs[0],
        ),
      );
    };
    const onChange = () => {
      pending ??= setTimeout(report, COALESCE_MILLISECONDS);
    };

    const signsOfLife = async () => {
      let askedAt = -Infinity;
      while (!signal.aborted) {
        if (Date.now() - askedAt >= askAgainMilliseconds) {
          askedAt = Date.now();
          ownAccess = await askOwnAccess(
            api,
            deadline,
            this.#options.namespaces,
          );
        }
        report();
        await pause(this.intervalSeconds * 1000, signal);
        readyz = signal.aborted
          ? readyz
          : await this.#askReadyz(api, deadline());
      }
    };

    try {
      // What is no API server is asked nothing else.
      readyz = await this.#askReadyz(api, deadline());
      await Promise.all([
        signsOfLife(),
        ...reflectors.map(reflector => {
          let synced = false;
          return reflector.run({
            signal,
            deadline,
            onChange,
            askAgainMilliseconds,
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
      const late = (context.signal.reason as Error)?.name === 'TimeoutError';
      if (context.signal.aborted && !late) {
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

  #watched(api: KubernetesApi): Watched[] {
    return Object.entries<Collection>(COLLECTIONS).map(([name, collection]) => {
      const { project, pageSize, optional } = collection;
      const Kind = optional ? OptionalReflector : Reflector;
      return {
        name: name as CollectionName,
        resource: resourceNameOf(collection),
        reflectors: this.#paths(collection).map(
          path => new Kind<unknown>(api, { path, project, pageSize }),
        ),
      };
    });
  }

  #paths({ base, plural, clusterScoped }: Collection): string[] {
    const { namespaces } = this.#options;
    return namespaces && !clusterScoped
      ? namespaces.map(
          name => `${base}/namespaces/${encodeURIComponent(name)}/${plural}`,
        )
      : [`${base}/${plural}`];
  }
}

/** What the reflectors have, and how it stands with those that are optional. */
function stateOf(
  watched: Watched[],
): Pick<ClusterState, 'items' | 'states' | 'collections'> {
  const states: ClusterState['states'] = {};
  const collections: ClusterState['collections'] = {};
  const items: Record<string, unknown[]> = {};
  for (const { name, resource, reflectors } of watched) {
    items[name] = reflectors.flatMap(({ items: each }) => [...each.values()]);
    const found = reflectors.flatMap(each =>
      each instanceof OptionalReflector ? [each.state] : [],
    );
    if (found.length > 0) {
      // One namespace that is refused leaves a gap in the whole.
      const state = found.find(each => each !== 'listed') ?? 'listed';
      states[name] = state;
      collections[resource] = state;
    }
  }
  return { items: items as ClusterItems, states, collections };
}
