import {
  basicAuthorization,
  HttpSource,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { NEXUS_STATUS, type NexusStatus } from './signals';

const STATUS = '/service/rest/v1/status';

/** Asks a Nexus Repository whether it serves, takes new artifacts, and is well. */
export class NexusSource extends HttpSource {
  readonly #withUser: boolean;

  constructor(settings: SourceSettings, access: HttpAccess) {
    super(settings, {
      access,
      headers: basicAuthorization(access),
      leastPrivilege:
        'nothing to see whether it serves; a user with the privilege nx-metrics-all for its own checks',
    });
    this.#withUser = access.username !== undefined;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const value: NexusStatus = {
      readable: await this.#answers(STATUS, signal),
      writable: await this.#answers(`${STATUS}/writable`, signal),
      failedChecks: this.#withUser ? await this.#failedChecks(signal) : null,
    };
    return [{ entityRef: this.entityRefs[0], signal: NEXUS_STATUS, value }];
  }

  async #answers(path: string, signal: AbortSignal): Promise<boolean> {
    const { status, text } = await this.endpoint.get(path, {
      signal,
      accept: [200, 503],
    });
    // A 200 of Nexus is empty here; a page is somebody else's.
    if (status === 200 && text.trim() !== '') {
      throw this.endpoint.malformed('its status with a text');
    }
    return status === 200;
  }

  /** The answer is 200 even when a check fails, so each is read. */
  async #failedChecks(signal: AbortSignal): Promise<string[]> {
    const checks = await this.endpoint.getJson(`${STATUS}/check`, { signal });
    const results = Object.entries<any>(checks);
    if (
      results.length === 0 ||
      results.some(([, result]) => typeof result?.healthy !== 'boolean')
    ) {
      throw this.endpoint.malformed('without the results of its checks');
    }
    return results
      .filter(([, result]) => !result.healthy)
      .map(([name]) => name.slice(0, 80));
  }
}
