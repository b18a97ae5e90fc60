import type { SystemReply, SystemRequest } from '../systems/SystemServer';
import { otherUnit, type PairState, type UnitName } from './PairState';
import { UnitSessions } from './UnitSessions';

const TOKEN = '/api/fdm/latest/fdm/token';
const HA_STATUS =
  '/api/fdm/latest/devices/default/operational/ha/status/default';
const TOKEN_SECONDS = 1800;

/** What the Firepower Device Manager of one firewall unit answers. */
export class FdmUnit {
  readonly #name: UnitName;
  readonly #pair: PairState;
  readonly #sessions: UnitSessions;

  constructor(
    name: UnitName,
    pair: PairState,
    login: { username: string; password: string },
  ) {
    this.#name = name;
    this.#pair = pair;
    this.#sessions = new UnitSessions(login, TOKEN_SECONDS);
  }

  authorize({ path, headers }: SystemRequest): boolean {
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    return path === TOKEN || this.#sessions.knows(token);
  }

  answer(request: SystemRequest): SystemReply | undefined {
    switch (`${request.method} ${request.path}`) {
      case `POST ${TOKEN}`:
        return this.#logIn(request);
      case `GET ${HA_STATUS}`:
        return { body: this.#status() };
      default:
        return undefined;
    }
  }

  #logIn({ body }: SystemRequest): SystemReply {
    const token = this.#sessions.logIn(body);
    return token === undefined
      ? {
          status: 400,
          body: {
            status_code: 400,
            message: 'The username or password is incorrect',
          },
        }
      : {
          body: {
            access_token: token,
            expires_in: TOKEN_SECONDS,
            token_type: 'Bearer',
          },
        };
  }

  #status() {
    const { connected, synced } = this.#pair;
    const stateOf = (name: UnitName) => {
      if (!this.#pair.isOn(name)) return 'HA_FAILED_NODE';
      if (this.#pair.stuck) return 'HA_NEGOTIATION_NODE';
      return this.#pair.isActive(name) ? 'HA_ACTIVE_NODE' : 'HA_STANDBY_NODE';
    };
    return {
      id: 'default',
      type: 'hastatus',
      nodeRole: this.#name === 'a' ? 'HA_PRIMARY' : 'HA_SECONDARY',
      nodeState: stateOf(this.#name),
      peerNodeState: stateOf(otherUnit(this.#name)),
      configStatus: connected && synced ? 'IN_SYNC' : 'OUT_OF_SYNC',
      haHealthStatus: connected ? 'HEALTHY' : 'DEGRADED',
    };
  }
}
