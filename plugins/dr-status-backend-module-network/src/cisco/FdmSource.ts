import {
  ConfiguredSource,
  SourceFailure,
  type HttpEndpoint,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { withUnits, type UnitAccess } from '../units/readUnits';
import { askAll, Unit, type UnitAnswer } from '../units/Unit';
import type { Token } from '../units/TokenSession';
import { pairObservations, stateOf } from './pairObservations';
import { UNTOLD, type FirewallUnit } from './signals';

const LEAST_PRIVILEGE =
  'a Firepower Device Manager user with the role Read-Only (GET, and POST /api/fdm/latest/fdm/token)';

/** For how long a token holds where the unit does not say. */
const LIFETIME_SECONDS = 1800;

const WORDS = {
  active: ['HA_ACTIVE_NODE'],
  standby: ['HA_STANDBY_NODE'],
  'not-ready': [
    'SINGLE_NODE',
    'HA_UNKNOWN_NODE',
    'HA_FAILED_NODE',
    'HA_SUSPENDED_NODE',
    'HA_NEGOTIATION_NODE',
  ],
};

interface HaStatus {
  nodeState: string;
  peerNodeState: string | null;
  configStatus: string;
  haHealthStatus: string;
}

export interface FdmOptions {
  units: UnitAccess[];
  username: string;
  password: string;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

/** Asks the Firepower Device Manager of each unit of a pair. */
export class FdmSource extends ConfiguredSource {
  readonly leastPrivilege = LEAST_PRIVILEGE;
  readonly #units: Unit[];

  constructor(settings: SourceSettings, options: FdmOptions) {
    super(withUnits(settings, options.units));
    const { username, password } = options;
    const logIn = async (
      endpoint: HttpEndpoint,
      signal: AbortSignal,
    ): Promise<Token> => {
      const answer = await endpoint.post(
        '/api/fdm/latest/fdm/token',
        { grant_type: 'password', username, password },
        { signal, accept: [200, 400] },
      );
      // Not 401: by OAuth, wrong credentials are a bad request.
      if (answer.status === 400) {
        throw new SourceFailure(
          'unauthorized',
          `${settings.title} refuses the credentials (400).`,
          `Correct ${settings.key}.username and ${settings.key}.password. It needs ${LEAST_PRIVILEGE}.`,
        );
      }
      const token = endpoint.parse(answer);
      if (typeof token.access_token !== 'string') {
        throw endpoint.malformed('a log-in without a token');
      }
      return {
        headers: { authorization: `Bearer ${token.access_token}` },
        lifetimeSeconds: Number(token.expires_in) || LIFETIME_SECONDS,
      };
    };
    this.#units = options.units.map(
      access =>
        new Unit({ access, settings, leastPrivilege: LEAST_PRIVILEGE, logIn }),
    );
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    const answers = await askAll(this.#units, unit =>
      unit.within(context, async (ask): Promise<HaStatus> => {
        const status = await ask(
          '/api/fdm/latest/devices/default/operational/ha/status/default',
        );
        const nodeState = textOf(status.nodeState);
        if (nodeState === null) {
          throw unit.endpoint.malformed('without a nodeState');
        }
        return {
          nodeState,
          peerNodeState: textOf(status.peerNodeState),
          configStatus: textOf(status.configStatus) ?? UNTOLD,
          haHealthStatus: textOf(status.haHealthStatus) ?? UNTOLD,
        };
      }),
    );
    const statuses = answers.flatMap(answer =>
      'value' in answer ? [answer.value] : [],
    );
    const units = answers.map((answer, index) =>
      this.#unitOf(answer, answers[1 - index]),
    );
    if (units.length === 1) {
      // The one that is asked speaks of its peer as well.
      const said = statuses[0].peerNodeState ?? 'no peer';
      units.push({
        name: 'peer',
        state: stateOf(said, WORDS),
        said,
        cause: null,
      });
    }
    // The worse of what the two say, if they disagree.
    const worst = (values: string[], good: string) =>
      values.find(value => value !== good) ?? values[0];
    return pairObservations(this.entityRefs[0], this.#units, {
      units,
      configuration: worst(
        statuses.map(({ configStatus }) => configStatus),
        'IN_SYNC',
      ),
      health: worst(
        statuses.map(({ haHealthStatus }) => haHealthStatus),
        'HEALTHY',
      ),
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#units.map(unit => unit.close()));
  }

  /** What a unit says of itself or, where it is silent, what its peer says of it. */
  #unitOf(
    own: UnitAnswer<HaStatus>,
    peer: UnitAnswer<HaStatus> | undefined,
  ): FirewallUnit {
    const { name } = own.unit;
    if ('value' in own) {
      const said = own.value.nodeState;
      return { name, state: stateOf(said, WORDS), said, cause: null };
    }
    const told = peer && 'value' in peer ? peer.value.peerNodeState : undefined;
    const said = told ?? 'nothing';
    return {
      name,
      state: stateOf(said, WORDS),
      said,
      cause: own.failure.message,
    };
  }
}
