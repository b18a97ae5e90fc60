import type { JsonValue } from '@backstage/types';
import type { ObservationInput } from '@twinshore/plugin-dr-status-node';

/**
 * The same values for each entity that a source speaks of; what is undefined
 * is left out: it is not there.
 */
export function observationsOf(
  entityRefs: readonly string[],
  values: Record<string, JsonValue | undefined>,
): ObservationInput[] {
  return entityRefs.flatMap(entityRef =>
    Object.entries(values).flatMap(([signal, value]): ObservationInput[] =>
      value === undefined ? [] : [{ entityRef, signal, value }],
    ),
  );
}
