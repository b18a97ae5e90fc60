import type { Observation } from '@twinshore/plugin-dr-status-common';
import {
  SourceFailure,
  type ObservationInput,
} from '@twinshore/plugin-dr-status-node';

/**
 * What a source reports, in the form in which it is kept. Anything else than a
 * list of observations is a malformed answer: nothing of it is believed.
 */
export function checkObservations(
  inputs: ObservationInput[],
  sourceId: string,
  now: number,
): Observation[] {
  if (!Array.isArray(inputs)) {
    throw new SourceFailure(
      'malformed',
      'The source reported something else than a list of observations',
    );
  }
  return inputs.map(input => {
    const { entityRef, signal, value, unit, observedAt } = input ?? {};
    const named = typeof entityRef === 'string' && typeof signal === 'string';
    const valued =
      value !== undefined &&
      !(typeof value === 'number' && !Number.isFinite(value));
    const dated =
      observedAt === undefined || !Number.isNaN(Date.parse(observedAt));
    if (!named || !valued || !dated) {
      throw new SourceFailure(
        'malformed',
        `The source reported an observation without ${
          (!named && 'an entity or a signal') ||
          (!valued && 'a value') ||
          'a time that can be read'
        }${named ? ` (${signal})` : ''}`,
      );
    }
    return {
      entityRef: entityRef.toLocaleLowerCase('en-US'),
      signal,
      value,
      ...(unit !== undefined && { unit }),
      observedAt: observedAt ?? new Date(now).toISOString(),
      sourceId,
    };
  });
}
