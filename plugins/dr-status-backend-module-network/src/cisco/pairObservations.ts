import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import {
  FIREWALL_PAIR,
  FIREWALL_UNIT,
  type FirewallPair,
  type FirewallState,
} from './signals';

/** A unit of a pair that is not asked by itself. */
export interface NamedUnit {
  name: string;
  entityRef?: string;
}

/** What a source says of a pair, and of each unit that has an entity. */
export function pairObservations(
  mainRef: string,
  units: NamedUnit[],
  pair: FirewallPair,
): ObservationInput[] {
  return [
    { entityRef: mainRef, signal: FIREWALL_PAIR, value: pair },
    ...units.flatMap(({ entityRef }, index) =>
      entityRef
        ? [{ entityRef, signal: FIREWALL_UNIT, value: pair.units[index] }]
        : [],
    ),
  ];
}

/** The state that one of the product's own words means. */
export function stateOf(
  said: string,
  words: Partial<Record<FirewallState, readonly string[]>>,
): FirewallState {
  const states = Object.keys(words) as FirewallState[];
  return states.find(state => words[state]!.includes(said)) ?? 'not-understood';
}
