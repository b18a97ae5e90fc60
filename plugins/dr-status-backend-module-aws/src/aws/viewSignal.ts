import {
  unknownOutcome,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { nameOf } from './placement';

/** A value that speaks of now, or the outcome when there is none. */
export type View<T> =
  | { value: T; reading: Reading }
  | { outcome: CheckOutcome };

/**
 * What a source of this module reported under the signal; a reading that is
 * not fresh is the outcome `unknown` with its cause.
 * @param title - what is read, for example `KMS keys`
 */
export function viewSignal<T>(
  context: CheckContext,
  signal: string,
  title: string,
  entityRef = context.entityRef,
): View<T> {
  const reading = context.read(signal, title, entityRef);
  const entity = context.getEntity(entityRef);
  return reading.state === 'fresh'
    ? { value: reading.evidence.value as T, reading }
    : {
        outcome: unknownOutcome(
          `${title} of ${entity ? nameOf(entity) : entityRef}`,
          context.now,
          [reading],
        ),
      };
}

/** Names for a sentence: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) {
    return `${shown.join(', ')} and ${rest} more`;
  }
  return shown.length > 1
    ? `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`
    : shown.join('');
}
