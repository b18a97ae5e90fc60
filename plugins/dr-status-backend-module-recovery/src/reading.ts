import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  unknownOutcome,
  worstOutcome,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { nameOf } from './estate';

/** A value of now that is understood, or the outcome that says why there is none. */
export type Asked<T> =
  | { value: T; readings: Reading[] }
  | { outcome: CheckOutcome; missing: boolean };

/**
 * Reads what another source reports of another entity.
 * @param title - what is read, for example "The state"
 */
export function ask<T>(
  context: CheckContext,
  entity: Entity,
  signal: string,
  title: string,
  understand: (value: unknown) => T | undefined,
): Asked<T> {
  const what = `${title} of ${nameOf(entity)}`;
  const reading = context.read(signal, what, refOf(entity));
  const value =
    reading.state === 'fresh' ? understand(reading.evidence.value) : undefined;
  return value === undefined
    ? {
        outcome: unknownOutcome(what, context.now, [reading]),
        missing: reading.state === 'missing',
      }
    : { value, readings: [reading] };
}

/** How many of the parts that are equally bad are said in full. */
const SAID = 3;

/**
 * The outcome of a rule over several parts: the worst verdict with every part
 * that is that bad; when all are met, the summary.
 */
export function settle(
  parts: CheckOutcome[],
  allMet: string,
  otherReadings: Reading[] = [],
): CheckOutcome {
  const readings = [
    ...new Map(
      [...parts.flatMap(part => part.readings), ...otherReadings].map(
        reading => [
          `${reading.evidence.entityRef} ${reading.evidence.signal}`,
          reading,
        ],
      ),
    ).values(),
  ];
  const { verdict } = worstOutcome(parts);
  if (verdict === 'met') {
    return { verdict, reason: allMet, readings };
  }
  const alike = [
    ...new Set(
      parts.filter(part => part.verdict === verdict).map(part => part.reason),
    ),
  ];
  const rest = alike.length - SAID;
  return {
    verdict,
    reason: [
      ...alike.slice(0, SAID),
      ...(rest > 0 ? [`${rest} more are alike.`] : []),
    ].join(' '),
    readings,
  };
}

/** Nothing of what the rule needs is declared, which is a fault of the catalog. */
export function undeclared(context: CheckContext, what: string): CheckOutcome {
  return {
    verdict: 'unknown',
    reason: `${nameOf(
      context.entity,
    )} depends on no ${what}, so it cannot be told: add it to spec.dependsOn.`,
    readings: [],
  };
}
