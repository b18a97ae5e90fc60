import {
  basicAuthorization,
  HttpSource,
  SourceFailure,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { withUnits } from '../units/readUnits';
import { TokenSession } from '../units/TokenSession';
import { pairObservations, stateOf, type NamedUnit } from './pairObservations';
import type { FirewallUnit } from './signals';

const LEAST_PRIVILEGE =
  'a Firewall Management Center user with a read-only role on the domain (GET, and POST /api/fmc_platform/v1/auth/generatetoken)';

/** A token of the Management Center holds for half an hour. */
const LIFETIME_SECONDS = 1800;

const WORDS = {
  active: ['Active'],
  standby: ['Standby'],
  'not-ready': [
    'Failed',
    'Disabled',
    'Suspended',
    'Cold Standby',
    'Sync Config',
    'Sync File System',
    'Bulk Sync',
    'Negotiation',
    // Not Unknown: then it is the Management Center that does not know.
  ],
};

export interface FmcOptions {
  access: HttpAccess;
  /** UUID of the domain; the user's own when absent. */
  domain?: string;
  /** UUID of the pair. */
  pairId: string;
  /** The primary unit, then the secondary one. */
  units: NamedUnit[];
}

interface Session {
  domain: string;
}

/** Asks a Firewall Management Center for one of its high availability pairs. */
export class FmcSource extends HttpSource {
  readonly #options: FmcOptions;
  readonly #session: TokenSession;
  readonly #logged: Session;

  constructor(settings: SourceSettings, options: FmcOptions) {
    super(withUnits(settings, options.units), {
      access: options.access,
      leastPrivilege: LEAST_PRIVILEGE,
    });
    this.#options = options;
    this.#logged = { domain: options.domain ?? '' };
    this.#session = new TokenSession(async signal => {
      const { headers } = await this.endpoint.post(
        '/api/fmc_platform/v1/auth/generatetoken',
        {},
        { signal, headers: basicAuthorization(options.access) },
      );
      const token = headers['x-auth-access-token'];
      if (typeof token !== 'string') {
        throw this.endpoint.malformed('a log-in without a token');
      }
      const domain = options.domain ?? headers.domain_uuid;
      if (typeof domain !== 'string') {
        throw new SourceFailure(
          'misconfigured',
          `${this.title} does not say which domain the user belongs to.`,
          `Set ${this.key}.domain to the UUID of the domain.`,
        );
      }
      this.#logged.domain = domain;
      return {
        headers: { 'x-auth-access-token': token },
        lifetimeSeconds: LIFETIME_SECONDS,
      };
    });
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    const { pairId, units } = this.#options;
    const { metadata } = await this.#session.with(context, headers =>
      this.endpoint.getJson(
        `/api/fmc_config/v1/domain/${encodeURIComponent(
          this.#logged.domain,
        )}/devicehapairs/ftddevicehapairs/${encodeURIComponent(pairId)}`,
        { signal: context.signal, headers },
      ),
    );
    const roles = [metadata?.primaryStatus, metadata?.secondaryStatus];
    return pairObservations(this.entityRefs[0], units, {
      units: roles.map((status, index): FirewallUnit => {
        const said = status?.currentStatus;
        if (typeof said !== 'string') {
          throw this.endpoint.malformed('without the status of both units');
        }
        return {
          name: units[index].name,
          state: stateOf(said, WORDS),
          said,
          cause: null,
        };
      }),
      configuration: null,
      health: null,
    });
  }
}
