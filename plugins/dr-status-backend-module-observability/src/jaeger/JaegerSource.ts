import type { Config } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import {
  basicAuthorization,
  bearerAuthorization,
  HttpEndpoint,
  HttpSource,
  readHttpAccess,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import { JAEGER_HEALTH, JAEGER_SERVICES } from './signals';

export const JAEGER_GRANT =
  'Reaching its query API (GET /api/services) and its health port; where a proxy guards the query API, a user of that proxy who may read.';

interface Health {
  endpoint: HttpEndpoint;
  path: string;
}

function readHealth(
  settings: SourceSettings,
  item: Config,
): Health | undefined {
  const health = item.getOptionalConfig('health');
  if (!health) {
    return undefined;
  }
  const key = `${settings.key}.health`;
  const access = readHttpAccess(health, key);
  return {
    endpoint: new HttpEndpoint({
      name: `${settings.title} (health)`,
      url: access.url,
      ca: access.ca,
      key,
      timeoutSeconds: settings.timeoutSeconds,
      leastPrivilege: JAEGER_GRANT,
    }),
    // Of version 2; version 1 has it at the root of its admin port.
    path: health.getOptionalString('path') ?? '/status',
  };
}

/** Asks Jaeger for its health and for the services that send traces. */
export class JaegerSource extends HttpSource {
  readonly #health?: Health;
  readonly #expected: string[];

  constructor(settings: SourceSettings, item: Config) {
    const access = readHttpAccess(item, settings.key);
    super(settings, {
      access,
      headers: {
        ...basicAuthorization(access),
        ...bearerAuthorization(access),
      },
      leastPrivilege: JAEGER_GRANT,
    });
    this.#health = readHealth(settings, item);
    this.#expected = item.getOptionalStringArray('services') ?? [];
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const [health, services] = await Promise.all([
      this.#askHealth(signal),
      this.#services(signal),
    ]);
    return observationsOf(this.entityRefs, {
      // Who answers a query without a health port to ask is up.
      [JAEGER_HEALTH]: health ?? { healthy: true, status: 'answers' },
      [JAEGER_SERVICES]: services,
    });
  }

  async close(): Promise<void> {
    await Promise.all([super.close(), this.#health?.endpoint.close()]);
  }

  async #askHealth(signal: AbortSignal): Promise<JsonValue | undefined> {
    if (!this.#health) {
      return undefined;
    }
    const { endpoint, path } = this.#health;
    // 503 says that it may recover, 500 that it will not.
    const answer = await endpoint.get(path, {
      signal,
      accept: [200, 500, 503],
    });
    const { status, healthy } = endpoint.parse(answer);
    if (typeof status !== 'string') {
      throw answer.status === 500
        ? new SourceFailure(
            'failed',
            `The health port of ${this.title} answers with an error (500).`,
            'Read the log of Jaeger.',
          )
        : endpoint.malformed('without a status');
    }
    return {
      healthy: answer.status === 200 && healthy !== false,
      status: status.slice(0, 60),
    };
  }

  async #services(signal: AbortSignal): Promise<JsonValue> {
    const { data } = await this.endpoint.getJson('/api/services', { signal });
    // Without any trace yet it answers null.
    if (!Array.isArray(data) && data !== null) {
      throw this.endpoint.malformed('without a list of services');
    }
    const known = new Set<string>(data ?? []);
    return {
      known: known.size,
      missing: this.#expected.filter(service => !known.has(service)),
      expected: this.#expected.length,
    };
  }
}
