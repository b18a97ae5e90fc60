import {
  HttpSource,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { textOf, timeOf } from '../answers';
import { TRIVY_SERVER, type TrivyServer } from './signals';

/** Go's zero time: a database that was never loaded has this date. */
const NEVER = '0001-01-01';

/** Asks a Trivy server for its version and the age of its database. */
export class TrivySource extends HttpSource {
  constructor(settings: SourceSettings, access: HttpAccess) {
    super(settings, {
      access,
      headers: access.token ? { 'trivy-token': access.token } : {},
      leastPrivilege: 'none; the server’s token where it has one (--token)',
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const health = await this.endpoint.get('/healthz', { signal });
    if (health.text.trim() !== 'ok') {
      throw this.endpoint.malformed('its health with something else than "ok"');
    }
    const answer = await this.endpoint.getJson('/version', { signal });
    const version = textOf(answer.Version);
    if (version === null) {
      throw this.endpoint.malformed('without its version');
    }
    const value: TrivyServer = { version, database: this.#database(answer) };
    return [{ entityRef: this.entityRefs[0], signal: TRIVY_SERVER, value }];
  }

  #database(answer: any): TrivyServer['database'] {
    const { VulnerabilityDB: database } = answer;
    if (
      database === undefined ||
      database === null ||
      String(database.UpdatedAt).startsWith(NEVER)
    ) {
      return null;
    }
    const updatedAt = timeOf(database.UpdatedAt);
    if (updatedAt === null) {
      throw this.endpoint.malformed('without the date of its database');
    }
    return { updatedAt, schema: Number(database.Version) || 0 };
  }
}
