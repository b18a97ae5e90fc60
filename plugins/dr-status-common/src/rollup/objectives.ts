import type { Entity } from '@backstage/catalog-model';
import type { Objectives } from '@twinshore/plugin-hybrid-infra-common';
import type { ObjectiveStatus } from '../api';
import { resilienceOf } from './estateEntity';
import { recoveryPointObjective, type NumberReading } from './recoveryPoint';

/**
 * The targets of the whole: those of the Domain, else of the first entity that
 * has any.
 * @public
 */
export function targetsOf(entities: readonly Entity[]): Objectives {
  const withTargets = entities.filter(
    entity => resilienceOf(entity)?.objectives,
  );
  const whole =
    withTargets.find(entity => entity.kind === 'Domain') ?? withTargets[0];
  return (whole && resilienceOf(whole)?.objectives) ?? {};
}

function unmeasured(
  objective: Pick<ObjectiveStatus, 'id' | 'title' | 'unit'>,
  target: number | undefined,
  origin: string | undefined,
  reason: string,
): ObjectiveStatus {
  return {
    ...objective,
    target,
    origin,
    value: null,
    verdict: 'unknown',
    reason,
    parts: [],
  };
}

/**
 * The objectives with what is known of them. What nothing measures yet is
 * `unknown` and says so.
 * @public
 */
export function objectivesOf(
  entities: readonly Entity[],
  read: (entityRef: string, signal: string) => NumberReading,
): ObjectiveStatus[] {
  const targets = targetsOf(entities);
  const { origin } = targets;
  return [
    recoveryPointObjective(
      entities,
      { seconds: targets.rpoSeconds, origin },
      read,
    ),
    unmeasured(
      { id: 'rto', title: 'Recovery time', unit: 's' },
      targets.rtoSeconds,
      origin,
      'No forecast yet: no drill has measured the steps of a fail-over.',
    ),
    unmeasured(
      { id: 'availability', title: 'Availability', unit: '1' },
      targets.availability,
      origin,
      'Not measured yet: no source counts the requests of users.',
    ),
    unmeasured(
      { id: 'error-rate', title: 'Error rate', unit: '1' },
      targets.errorRate,
      origin,
      'Not measured yet: no source counts failed requests.',
    ),
    unmeasured(
      { id: 'latency', title: 'Latency, 99th percentile', unit: 's' },
      targets.latencyP99Seconds,
      origin,
      'Not measured yet: no source times the requests of users.',
    ),
  ];
}
