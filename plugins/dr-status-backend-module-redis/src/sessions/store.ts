import type { Entity } from '@backstage/catalog-model';
import {
  isTagged,
  unknownOutcome,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { STORE, type MasterState, type SessionStoreValue } from './signals';

export const isSessionStore = isTagged('session-store', 'redis');

export const nameOf = (entity: Entity) =>
  entity.metadata.title ?? entity.metadata.name;

/** The store as its nodes describe it, or that this is not to be had. */
export function viewStore(
  context: CheckContext,
  what: string,
  entityRef?: string,
): { store: SessionStoreValue; reading: Reading } | { outcome: CheckOutcome } {
  const reading = context.read(STORE, 'Session store', entityRef);
  return reading.state === 'fresh'
    ? {
        store: reading.evidence.value as unknown as SessionStoreValue,
        reading,
      }
    : { outcome: unknownOutcome(what, context.now, [reading]) };
}

/** The node that takes writes, or that there is none to speak of. */
export function viewMaster(
  context: CheckContext,
  what: string,
):
  | { store: SessionStoreValue; master: MasterState; reading: Reading }
  | { outcome: CheckOutcome } {
  const view = viewStore(context, what);
  if ('outcome' in view) {
    return view;
  }
  const { store, reading } = view;
  return store.master
    ? { store, master: store.master, reading }
    : {
        outcome: {
          verdict: 'unknown',
          reason: `${what} is unknown: no node that takes writes answers.`,
          readings: [reading],
        },
      };
}
