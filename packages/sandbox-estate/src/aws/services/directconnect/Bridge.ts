import type { EstateModel } from '../../../model';
import type { Clock } from '../../clock';

/** Ids of the links, as the services that own them know them. */
export const VPN_ID = 'vpn-0a1b2c3d4e5f60718';
export const DIRECT_CONNECT_ID = 'dxcon-fg5mis01';

/** The two tunnels of the connection, at addresses kept for documentation. */
const TUNNELS = ['203.0.113.17', '203.0.113.18'];
/** Virtual interfaces of the connection, one to each router of the on-premise site. */
const ROUTERS = ['router-1', 'router-2'];

/** Routes that the on-premise site announces over each session. */
export const ANNOUNCED = ['10.0.0.0/16'];

/** A tunnel or a BGP session. */
export interface BridgePath {
  /** As faults name it: `tunnel-1`, `router-1`. */
  name: string;
  /** Outside address of a tunnel. */
  address: string;
  up: boolean;
  changedAt: Date;
}

/**
 * The bridge between the on-premise site and the primary region, as AWS sees
 * it from its end: links that are cut, a site that is lost, and single paths
 * that a fault takes down.
 */
export class Bridge {
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #down = new Map<string, number>();
  readonly #seen = new Map<string, { up: boolean; changedAt: Date }>();

  constructor(model: EstateModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
  }

  /** Whether the link itself carries anything. */
  linkUp(link: 'direct-connect' | 'site-to-site-vpn'): boolean {
    return (
      this.#model.links.get(link)?.up !== false &&
      !this.#model.lostSites.has('on-prem')
    );
  }

  tunnels(): BridgePath[] {
    return TUNNELS.map((address, index) =>
      this.#path(`tunnel-${index + 1}`, address, 'site-to-site-vpn'),
    );
  }

  sessions(): BridgePath[] {
    return ROUTERS.map(name => this.#path(name, '', 'direct-connect'));
  }

  /** Whether the on-premise site's routes reach the region over any path. */
  get carries(): boolean {
    return [...this.tunnels(), ...this.sessions()].some(({ up }) => up);
  }

  /** Takes one path down; the returned function lets it up again. */
  takeDown(name: string): () => void {
    this.#down.set(name, (this.#down.get(name) ?? 0) + 1);
    this.#model.changed(`link:${name}`);
    return () => {
      this.#down.set(name, (this.#down.get(name) ?? 1) - 1);
      this.#model.changed(`link:${name}`);
    };
  }

  /** Notes when paths turn; called on every change of the model and when asked. */
  readonly watch = (): void => {
    this.tunnels();
    this.sessions();
  };

  #path(
    name: string,
    address: string,
    link: 'direct-connect' | 'site-to-site-vpn',
  ): BridgePath {
    const up = this.linkUp(link) && !(this.#down.get(name) ?? 0);
    let seen = this.#seen.get(name);
    if (seen?.up !== up) {
      seen = { up, changedAt: new Date(this.#clock.now()) };
      this.#seen.set(name, seen);
    }
    return { name, address, ...seen };
  }
}
