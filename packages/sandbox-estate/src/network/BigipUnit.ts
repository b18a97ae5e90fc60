import type { SystemReply, SystemRequest } from '../systems/SystemServer';
import type { PairState, UnitName } from './PairState';
import type { Pools } from './Pools';
import { UnitSessions } from './UnitSessions';

const LOGIN = '/mgmt/shared/authn/login';
const TOKEN_SECONDS = 1200;

/** Statistics in the form of iControl REST. */
function stats(path: string, entries: Array<[string, Record<string, string>]>) {
  const self = `https://localhost/mgmt/tm/${path}`;
  return {
    kind: `tm:${path.replace(/\//g, ':')}:stats`,
    selfLink: `${self}?ver=16.1.4`,
    entries: Object.fromEntries(
      entries.map(([name, values]) => [
        `${self}/${name}`,
        {
          nestedStats: {
            entries: Object.fromEntries(
              Object.entries(values).map(([key, description]) => [
                key,
                { description },
              ]),
            ),
          },
        },
      ]),
    ),
  };
}

/** What one unit of the BIG-IP pair answers. */
export class BigipUnit {
  readonly #name: UnitName;
  readonly #pair: PairState;
  readonly #pools: Pools;
  readonly #sessions: UnitSessions;

  constructor(options: {
    name: UnitName;
    pair: PairState;
    pools: Pools;
    login: { username: string; password: string };
  }) {
    this.#name = options.name;
    this.#pair = options.pair;
    this.#pools = options.pools;
    this.#sessions = new UnitSessions(options.login, TOKEN_SECONDS);
  }

  authorize(request: SystemRequest): boolean {
    return (
      request.path === LOGIN ||
      this.#sessions.knows(String(request.headers['x-f5-auth-token']))
    );
  }

  answer(request: SystemRequest): SystemReply | undefined {
    const { method, path } = request;
    if (method === 'POST' && path === LOGIN) {
      return this.#logIn(request);
    }
    if (method !== 'GET') {
      return { status: 403, body: { code: 403, message: 'A guest may read' } };
    }
    if (path === '/mgmt/tm/cm/failover-status') {
      return { body: this.#failoverStatus() };
    }
    if (path === '/mgmt/tm/cm/sync-status') {
      return { body: this.#syncStatus() };
    }
    if (path === '/mgmt/tm/ltm/pool') {
      return {
        body: {
          kind: 'tm:ltm:pool:poolcollectionstate',
          items: this.#pools.names.map(name => ({
            kind: 'tm:ltm:pool:poolstate',
            name,
            fullPath: `/Common/${name}`,
          })),
        },
      };
    }
    const pool =
      /^\/mgmt\/tm\/ltm\/pool\/~Common~([^/]+)\/members\/stats$/.exec(
        path,
      )?.[1];
    return pool && this.#pools.names.includes(pool)
      ? { body: this.#memberStats(pool) }
      : undefined;
  }

  #logIn({ body }: SystemRequest): SystemReply {
    const token = this.#sessions.logIn(body);
    return token === undefined
      ? { status: 401, body: { code: 401, message: 'Authentication failed.' } }
      : { body: { token: { token, timeout: TOKEN_SECONDS } } };
  }

  #failoverStatus() {
    const active = this.#pair.isActive(this.#name);
    return stats('cm/failover-status', [
      [
        '0',
        {
          color: active ? 'green' : 'gray',
          status: active ? 'ACTIVE' : 'STANDBY',
          summary: active ? '1/1 active' : '1/1 standby',
        },
      ],
    ]);
  }

  #syncStatus() {
    const { connected, synced } = this.#pair;
    let said = ['green', 'In Sync'];
    if (!connected) said = ['red', 'Disconnected'];
    else if (!synced) said = ['yellow', 'Changes Pending'];
    const [color, status] = said;
    return stats('cm/sync-status', [
      ['0', { color, mode: 'high-availability', status, summary: '' }],
    ]);
  }

  #memberStats(pool: string) {
    return stats(
      `ltm/pool/~Common~${pool}/members`,
      this.#pools.members(pool).map(({ name, port, available }) => [
        `~Common~${name}:${port}/stats`,
        {
          nodeName: `/Common/${name}`,
          poolName: `/Common/${pool}`,
          'status.availabilityState': available ? 'available' : 'offline',
          'status.enabledState': 'enabled',
          'status.statusReason': available
            ? 'Pool member is available'
            : 'Pool member has been marked down by a monitor',
        },
      ]),
    );
  }
}
