/** Names and shapes of what the BIG-IP source reports on a pair and its units. */

export const F5_PAIR = 'network.f5.pair';
export const F5_POOLS = 'network.f5.pools';
export const F5_UNIT = 'network.f5.unit';

/** One unit, as it speaks of itself. */
export type F5Unit = {
  name: string;
  /** `ACTIVE`, `STANDBY` and others; null when it did not answer. */
  failoverState: string | null;
  /** Whether its configuration is that of its peer; null when it did not answer. */
  sync: { status: string; color: string; mode: string } | null;
  /** Why it did not answer. */
  cause: string | null;
};

export type F5Pool = {
  name: string;
  members: number;
  /** Enabled members that answer their monitor. */
  available: number;
  /** Enabled members of which it is not known, as where nothing monitors them. */
  untold: number;
};
