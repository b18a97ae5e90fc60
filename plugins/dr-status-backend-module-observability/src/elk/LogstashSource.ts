import type { Config } from '@backstage/config';
import {
  basicAuthorization,
  HttpSource,
  readHttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import { LOGSTASH_HEALTH } from './signals';

export const LOGSTASH_GRANT =
  'Reaching its API (GET /_health_report, Logstash 8.16 or later); the user of api.auth.basic where that is set.';

const LISTED = 20;

/** Asks Logstash for its health report. */
export class LogstashSource extends HttpSource {
  constructor(settings: SourceSettings, item: Config) {
    const access = readHttpAccess(item, settings.key);
    super(settings, {
      access,
      headers: basicAuthorization(access),
      leastPrivilege: LOGSTASH_GRANT,
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const { status, indicators } = await this.endpoint.getJson(
      '/_health_report',
      { signal },
    );
    if (typeof status !== 'string') {
      throw this.endpoint.malformed('without a status');
    }
    const pipelines = Object.entries<any>(
      indicators?.pipelines?.indicators ?? {},
    );
    return observationsOf(this.entityRefs, {
      [LOGSTASH_HEALTH]: {
        status: status.slice(0, 40),
        pipelines: pipelines
          .map(([id, each]) => ({
            id: id.slice(0, 100),
            status: String(each?.status ?? 'unknown').slice(0, 40),
          }))
          .filter(each => each.status !== 'green')
          .slice(0, LISTED),
      },
    });
  }
}
