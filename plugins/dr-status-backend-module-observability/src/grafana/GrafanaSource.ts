import type { Config } from '@backstage/config';
import {
  HttpSource,
  readHttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import { GRAFANA_HEALTH } from './signals';

export const GRAFANA_GRANT = 'None: GET /api/health asks for no log-in.';

/** Asks Grafana for its health. */
export class GrafanaSource extends HttpSource {
  constructor(settings: SourceSettings, item: Config) {
    const access = readHttpAccess(item, settings.key);
    super(settings, {
      access,
      leastPrivilege: GRAFANA_GRANT,
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    // With its database lost it answers 503, and says so in the same form.
    const answer = await this.endpoint.get('/api/health', {
      signal,
      accept: [200, 503],
    });
    const { database, version } = this.endpoint.parse(answer);
    if (typeof database !== 'string') {
      throw this.endpoint.malformed('without the state of its database');
    }
    return observationsOf(this.entityRefs, {
      [GRAFANA_HEALTH]: {
        database: database.slice(0, 40),
        version: typeof version === 'string' ? version.slice(0, 40) : null,
      },
    });
  }
}
