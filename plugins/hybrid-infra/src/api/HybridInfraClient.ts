import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
} from '@backstage/frontend-plugin-api';
import { BackendRequests } from '@twinshore/plugin-dr-status-react';
import type { Drift } from '@twinshore/plugin-hybrid-infra-common';

/** The beginning of a list, and how long it is. @public */
export interface Beginning<T> {
  items: T[];
  totalItems: number;
}

/** Answer to `GET /v1/drift`. @public */
export type DriftReport = {
  [K in keyof Drift]: K extends 'scopes'
    ? Drift[K]
    : Beginning<Drift[K][number]>;
};

/** What the estate's pages ask of the backend. @public */
export interface HybridInfraApi {
  /** Rejects with a `DrStatusError`. */
  getDrift(): Promise<DriftReport>;
}

/** @public */
export const hybridInfraApiRef = createApiRef<HybridInfraApi>({
  id: 'plugin.hybrid-infra',
});

/** {@link HybridInfraApi} over HTTP. @public */
export class HybridInfraClient implements HybridInfraApi {
  readonly #requests: BackendRequests;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#requests = new BackendRequests({
      ...options,
      pluginId: 'hybrid-infra',
    });
  }

  async getDrift(): Promise<DriftReport> {
    const response = await this.#requests.send('/v1/drift', {
      headers: { accept: 'application/json' },
    });
    return response.json();
  }
}
