/** Names and shapes of what the Cisco sources report on a firewall pair and its units. */

export const FIREWALL_PAIR = 'network.firewall.pair';
export const FIREWALL_UNIT = 'network.firewall.unit';

/** `not-ready`: it neither serves nor can take over; `not-understood`: it says what is not known here. */
export type FirewallState =
  | 'active'
  | 'standby'
  | 'not-ready'
  | 'not-understood';

/** What a product that tells more than states has left out of its answer. */
export const UNTOLD = 'not told';

export type FirewallUnit = {
  name: string;
  state: FirewallState;
  /** The product's own word. */
  said: string;
  /** Why the unit was not asked itself, where it should have been. */
  cause: string | null;
};

export type FirewallPair = {
  units: FirewallUnit[];
  /** Whether the configuration is the same on both: `IN_SYNC`; null when the product does not say. */
  configuration: string | null;
  /** The product's own health of the pair: `HEALTHY`; null when it does not say. */
  health: string | null;
};
