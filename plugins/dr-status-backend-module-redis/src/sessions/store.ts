import type { Entity } from '@backstage/catalog-model';
import {
  isTagged,
  worstFinding,
  type Finding,
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

/** The nodes that take writes, or that there is none to speak of. */
export function viewMasters(
  context: CheckContext,
  what: string,
):
  | { store: SessionStoreValue; masters: MasterState[]; reading: Reading }
  | { outcome: CheckOutcome } {
  const view = viewStore(context, what);
  if ('outcome' in view) {
    return view;
  }
  const { store, reading } = view;
  return store.masters.length > 0
    ? { store, masters: store.masters, reading }
    : {
        outcome: {
          verdict: 'unknown',
          reason: `${what} is unknown: no node that takes writes answers.`,
          readings: [reading],
        },
      };
}

/**
 * The finding of a rule over each master: the worst one. In cluster mode each
 * finding names its master.
 */
export function judgeEach(
  masters: MasterState[],
  judge: (master: MasterState) => Finding,
): Finding {
  const [first, ...others] = masters.map((master): Finding => {
    const { verdict, reason } = judge(master);
    return {
      verdict,
      reason: masters.length > 1 ? `${master.address}: ${reason}` : reason,
    };
  });
  return others.length > 0
    ? worstFinding(
        [first, ...others],
        `${masters.length} shards. ${first.reason}`,
      )
    : first;
}
