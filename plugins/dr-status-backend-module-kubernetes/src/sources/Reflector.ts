import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import { AnswerFailure } from './AnswerFailure';
import type { KubernetesApi } from './KubernetesApi';
import { pause } from './pause';

/** Objects of one kind, projected to the fields that are needed. */
export interface Projection<T> {
  /** Path of the collection, for example `/api/v1/nodes`. */
  path: string;
  /** What is kept of an object; undefined for nothing. */
  project(object: any): T | undefined;
  /** Objects of one page of the list: fewer where they are large. */
  pageSize?: number;
}

/** What a reflector is told when it begins. */
export interface ReflectorRun {
  signal: AbortSignal;
  /** Gives the signal for one request that must answer soon. */
  deadline(): AbortSignal;
  /** Called after each list. */
  onSynced(): void;
  onChange(): void;
}

const PAGE_SIZE = 250;
/** A list that is longer goes round in circles. */
const MOST_PAGES = 4000;
/** The server ends a watch after this long, so that it is spread anew over API servers. */
const WATCH_SECONDS = 240;
/** A server that ends each watch at once is not asked again in a tight loop. */
const PAUSE_MILLISECONDS = 1000;

/**
 * Keeps a projection of a collection up to date by list and watch. Memory is
 * that of the projections: objects are let go as they are read.
 */
export class Reflector<T> {
  readonly items = new Map<string, T>();
  readonly #api: KubernetesApi;
  readonly #projection: Projection<T>;

  constructor(api: KubernetesApi, projection: Projection<T>) {
    this.#api = api;
    this.#projection = projection;
  }

  /** Lists, then watches until the signal is aborted or something breaks. */
  async run(options: ReflectorRun): Promise<void> {
    const { signal } = options;
    while (!signal.aborted) {
      let version: string | undefined = await this.#list(options.deadline);
      options.onSynced();
      options.onChange();
      while (version !== undefined && !signal.aborted) {
        const startedAt = Date.now();
        version = await this.#watch(version, signal, options.onChange);
        if (Date.now() - startedAt < PAUSE_MILLISECONDS) {
          await pause(PAUSE_MILLISECONDS, signal);
        }
      }
    }
  }

  async #list(deadline: () => AbortSignal): Promise<string> {
    const { path, pageSize = PAGE_SIZE } = this.#projection;
    const seen = new Set<string>();
    let next: string | undefined;
    let version = '';
    let pages = 0;
    do {
      const query = new URLSearchParams({ limit: String(pageSize) });
      if (next) {
        query.set('continue', next);
      }
      const list = await this.#api.getPage(`${path}?${query}`, deadline);
      if (!Array.isArray(list.items) && list.items !== null) {
        throw new SourceFailure(
          'malformed',
          `The answer to ${path} is no list of Kubernetes objects.`,
          'Check that the URL is that of the API server.',
        );
      }
      for (const object of list.items ?? []) {
        const key = keyOf(object);
        const kept = this.#project(object);
        if (kept !== undefined) {
          seen.add(key);
          this.items.set(key, kept);
        }
      }
      version = list.metadata?.resourceVersion ?? version;
      const last: string | undefined = next;
      next = list.metadata?.continue || undefined;
      pages += 1;
      if (next && (next === last || pages >= MOST_PAGES)) {
        throw new SourceFailure(
          'malformed',
          `The list of ${path} does not end.`,
          'Check that the URL is that of the API server, and not of a proxy that gives the same page again.',
        );
      }
    } while (next);
    for (const key of this.items.keys()) {
      if (!seen.has(key)) {
        this.items.delete(key);
      }
    }
    return version;
  }

  #project(object: unknown): T | undefined {
    const { path, project } = this.#projection;
    try {
      return project(object);
    } catch {
      throw new SourceFailure(
        'malformed',
        `${path} has an object that is not built as its kind is.`,
        'Check that the URL is that of the API server, and which version of the kind it serves.',
      );
    }
  }

  /** Version from which to go on; undefined when the collection must be listed anew. */
  async #watch(
    version: string,
    signal: AbortSignal,
    onChange: () => void,
  ): Promise<string | undefined> {
    const { path } = this.#projection;
    const query = new URLSearchParams({
      watch: 'true',
      resourceVersion: version,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(WATCH_SECONDS),
    });
    let latest: string | undefined = version;
    // The server may forget to end it; then its silence ends it.
    const overdue = AbortSignal.timeout((WATCH_SECONDS + 30) * 1000);
    try {
      await this.#api.stream(
        `${path}?${query}`,
        AbortSignal.any([signal, overdue]),
        ({ type, object }) => {
          if (type === 'ERROR') {
            if (object?.code !== 410) {
              throw this.#api.answerFailure(
                path,
                object?.code ?? 500,
                JSON.stringify(object ?? {}),
              );
            }
            latest = undefined;
            return;
          }
          if (!object?.metadata) {
            throw new SourceFailure(
              'malformed',
              `The watch of ${path} sends something that is no event.`,
            );
          }
          if (latest !== undefined) {
            latest = object.metadata.resourceVersion ?? latest;
          }
          if (type === 'BOOKMARK') {
            return;
          }
          const key = keyOf(object);
          const kept = type === 'DELETED' ? undefined : this.#project(object);
          if (kept === undefined) {
            this.items.delete(key);
          } else {
            this.items.set(key, kept);
          }
          onChange();
        },
      );
    } catch (error) {
      // Expired, said by status instead of by event.
      if (error instanceof AnswerFailure && error.status === 410) {
        return undefined;
      }
      if (overdue.aborted && !signal.aborted) {
        return undefined;
      }
      throw error;
    }
    return latest;
  }
}

function keyOf(object: any): string {
  return `${object?.metadata?.namespace ?? ''}/${object?.metadata?.name ?? ''}`;
}
