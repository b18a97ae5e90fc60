import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
} from '@backstage/frontend-plugin-api';
import type {
  Page,
  ResilienceHubApp,
  ResilienceHubAssessment,
  ResilienceHubDrift,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import { BackendRequests } from '@twinshore/plugin-dr-status-react';

/** What the Resilience Hub page asks. Rejects with a `DrStatusError`. @public */
export interface ResilienceHubApi {
  getApps(): Promise<ResilienceHubApp[]>;
  getRecommendations(appId: string): Promise<ResilienceHubRecommendation[]>;
  getDrifts(appId: string): Promise<ResilienceHubDrift[]>;
  /** The newest assessments, and how many there are. */
  getAssessments(appId: string): Promise<Page<ResilienceHubAssessment>>;
  startAssessment(appId: string): Promise<ResilienceHubAssessment>;
}

/** Where the frontend finds the {@link ResilienceHubApi}. @public */
export const resilienceHubApiRef = createApiRef<ResilienceHubApi>({
  id: 'plugin.dr-status.resilience-hub',
});

/** A year of daily assessments, with room for those that people start. */
const SHOWN_ASSESSMENTS = 400;

/** {@link ResilienceHubApi} over HTTP. @public */
export class ResilienceHubClient implements ResilienceHubApi {
  readonly #requests: BackendRequests;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#requests = new BackendRequests({ ...options, pluginId: 'dr-status' });
  }

  async getApps() {
    const page = await this.#get<Page<ResilienceHubApp>>('');
    return page.items;
  }

  async getRecommendations(appId: string) {
    const page = await this.#get<Page<ResilienceHubRecommendation>>(
      `/${encodeURIComponent(appId)}/recommendations`,
    );
    return page.items;
  }

  async getDrifts(appId: string) {
    const page = await this.#get<Page<ResilienceHubDrift>>(
      `/${encodeURIComponent(appId)}/drifts`,
    );
    return page.items;
  }

  async getAssessments(appId: string) {
    return this.#get<Page<ResilienceHubAssessment>>(
      `/${encodeURIComponent(appId)}/assessments?limit=${SHOWN_ASSESSMENTS}`,
    );
  }

  async startAssessment(appId: string) {
    const response = await this.#requests.send(
      `/v1/resilience-hub/apps/${encodeURIComponent(appId)}/assessments`,
      { method: 'POST' },
    );
    return response.json();
  }

  async #get<T>(path: string): Promise<T> {
    const response = await this.#requests.send(
      `/v1/resilience-hub/apps${path}`,
      { headers: { accept: 'application/json' } },
    );
    return response.json();
  }
}
