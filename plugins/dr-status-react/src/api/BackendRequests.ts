import { ResponseError } from '@backstage/errors';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import { DrStatusError, type DrStatusErrorKind } from './DrStatusError';

const TIMEOUT_MILLISECONDS = 15_000;

/**
 * Requests to a plugin of the portal's backend, bounded in time. Whatever
 * stands in the way of an answer is a {@link DrStatusError}.
 * @public
 */
export class BackendRequests {
  readonly #pluginId: string;
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: {
    pluginId: string;
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }) {
    this.#pluginId = options.pluginId;
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async send(path: string, init: RequestInit): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl(this.#pluginId);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MILLISECONDS);
    let response: Response;
    try {
      response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
        ...init,
        signal: abort.signal,
      });
    } catch (error) {
      throw new DrStatusError(
        'unreachable',
        abort.signal.aborted
          ? `The portal's backend gave no answer within ${
              TIMEOUT_MILLISECONDS / 1000
            } s.`
          : "The portal's backend cannot be reached.",
        error,
      );
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok && response.status !== 304) {
      const error = await ResponseError.fromResponse(response);
      throw new DrStatusError(
        kindOf(response.status),
        error.body?.error?.message || error.message,
        error,
      );
    }
    return response;
  }
}

function kindOf(status: number): DrStatusErrorKind {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 502:
    case 503:
    case 504:
      return 'unreachable';
    default:
      return 'failed';
  }
}
