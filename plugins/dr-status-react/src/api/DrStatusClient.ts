import { parseEntityRef } from '@backstage/catalog-model';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type {
  CheckDescription,
  EntityPostureDetail,
  Page,
  SourceStatus,
  Summary,
} from '@twinshore/plugin-dr-status-common';
import type { DrStatusApi } from './DrStatusApi';
import { BackendRequests } from './BackendRequests';
import { DrStatusError } from './DrStatusError';

// Answers kept for revalidation. A person looks at a handful of entities; the
// rest is not worth its memory.
const REMEMBERED_ANSWERS = 32;
// A list that never ends is a defect of the backend, not a reason to loop.
const MOST_PAGES = 100;

interface Answer {
  etag: string;
  body: unknown;
}

/**
 * {@link DrStatusApi} over HTTP. Revalidates with ETags by hand rather than by
 * the browser's cache, so that an unchanged answer is the same object.
 * @public
 */
export class DrStatusClient implements DrStatusApi {
  readonly #requests: BackendRequests;
  readonly #answers = new Map<string, Answer>();

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#requests = new BackendRequests({ ...options, pluginId: 'dr-status' });
  }

  async getSummary(): Promise<Summary> {
    return this.#get('/v1/summary');
  }

  async getEntityPosture(entityRef: string): Promise<EntityPostureDetail> {
    const { kind, namespace, name } = parseEntityRef(entityRef);
    const path = [kind, namespace, name]
      .map(part => encodeURIComponent(part.toLowerCase()))
      .join('/');
    return this.#get(`/v1/entities/${path}`);
  }

  async getChecks(): Promise<CheckDescription[]> {
    return this.#list('/v1/checks');
  }

  async getSources(): Promise<SourceStatus[]> {
    return this.#list('/v1/sources');
  }

  async refreshSource(sourceId: string): Promise<void> {
    await this.#requests.send(
      `/v1/sources/${encodeURIComponent(sourceId)}/refresh`,
      {
        method: 'POST',
      },
    );
  }

  async #list<T extends object>(path: string): Promise<T[]> {
    const first = await this.#get<Page<T>>(path);
    if (!first.nextCursor) {
      return first.items;
    }
    const items = [...first.items];
    let cursor: string | undefined = first.nextCursor;
    for (let page = 1; cursor && page < MOST_PAGES; page += 1) {
      const next: Page<T> = await this.#get(
        `${path}?cursor=${encodeURIComponent(cursor)}`,
      );
      items.push(...next.items);
      cursor = next.nextCursor;
    }
    return items;
  }

  async #get<T>(path: string): Promise<T> {
    const known = this.#answers.get(path);
    const response = await this.#requests.send(path, {
      headers: {
        accept: 'application/json',
        ...(known && { 'if-none-match': known.etag }),
      },
    });
    if (response.status === 304 && known) {
      return known.body as T;
    }
    const body = (await response.json().catch(error => {
      throw new DrStatusError(
        'failed',
        `The portal's answer to ${path} is not JSON. Is a proxy in between?`,
        error,
      );
    })) as T;
    const etag = response.headers.get('etag');
    this.#answers.delete(path);
    if (etag) {
      this.#answers.set(path, { etag, body });
      if (this.#answers.size > REMEMBERED_ANSWERS) {
        this.#answers.delete(this.#answers.keys().next().value!);
      }
    }
    return body;
  }
}
