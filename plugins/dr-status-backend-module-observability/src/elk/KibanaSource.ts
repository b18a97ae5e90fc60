import type { Config } from '@backstage/config';
import {
  HttpSource,
  readHttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import { elasticLogin } from './ElasticsearchSource';
import { KIBANA_STATUS } from './signals';

export const KIBANA_GRANT =
  'None: GET /api/status gives the overall level without a log-in; a user who may log in where status.allowAnonymous is off.';

/** Asks Kibana for its overall status. */
export class KibanaSource extends HttpSource {
  constructor(settings: SourceSettings, item: Config) {
    const access = readHttpAccess(item, settings.key);
    super(settings, {
      access,
      headers: elasticLogin(access),
      leastPrivilege: KIBANA_GRANT,
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    // It answers 503 when it is unavailable, and says so in the same form.
    const answer = await this.endpoint.get('/api/status', {
      signal,
      accept: [200, 503],
    });
    const level = this.endpoint.parse(answer).status?.overall?.level;
    if (typeof level !== 'string') {
      throw this.endpoint.malformed('without its overall level');
    }
    return observationsOf(this.entityRefs, {
      [KIBANA_STATUS]: { level: level.slice(0, 40) },
    });
  }
}
