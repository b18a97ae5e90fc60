import type { Entity } from '@backstage/catalog-model';
import type { Objectives } from '@twinshore/plugin-hybrid-infra-common';
import type { CheckResult, ObjectiveStatus } from '../api';
import { compareVerdicts } from '../verdict';
import { refOf, resilienceOf, titleOf } from './estateEntity';
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

/** What measures an objective: checks of this id, over this signal. */
interface MeasuredBy {
  checkId: string;
  signal: string;
  /** Whether a lower value is the worse one. */
  lowerIsWorse?: boolean;
}

/**
 * An objective as the checks judge it that measure it, one part for each
 * entity; the worst counts. Whoever adds checks of that id measures it.
 */
function measured(
  objective: Pick<ObjectiveStatus, 'id' | 'title' | 'unit'>,
  target: number | undefined,
  origin: string | undefined,
  { checkId, signal, lowerIsWorse = false }: MeasuredBy,
  input: ObjectivesInput,
): ObjectiveStatus | undefined {
  const titles = new Map(
    input.entities.map(entity => [refOf(entity), titleOf(entity)]),
  );
  const parts = input.results
    .filter(result => result.checkId === checkId)
    .map(({ entityRef, verdict, reason }) => {
      const reading = input.read(entityRef, signal);
      return {
        entityRef,
        title: titles.get(entityRef) ?? entityRef,
        value: verdict === 'unknown' ? null : reading.value ?? null,
        verdict,
        reason,
        observedAt: reading.observedAt,
        sourceId: reading.sourceId,
      };
    })
    .sort(
      (a, b) =>
        compareVerdicts(b.verdict, a.verdict) ||
        // Of two that are equally well, the one that is nearer to its limit.
        (lowerIsWorse
          ? (a.value ?? Infinity) - (b.value ?? Infinity)
          : (b.value ?? -Infinity) - (a.value ?? -Infinity)) ||
        (a.entityRef < b.entityRef ? -1 : 1),
    );
  const [worst] = parts;
  if (!worst) {
    return undefined;
  }
  return {
    ...objective,
    target,
    origin,
    value: worst.value,
    verdict: worst.verdict,
    reason: worst.reason,
    observedAt: worst.observedAt,
    sourceId: worst.sourceId,
    parts: parts.map(({ sourceId: _, ...part }) => part),
  };
}

/** @public */
export interface ObjectivesInput {
  entities: readonly Entity[];
  results: readonly CheckResult[];
  read(entityRef: string, signal: string): NumberReading;
}

/**
 * The objectives with what is known of them. What nothing measures yet is
 * `unknown` and says so.
 * @public
 */
export function objectivesOf(input: ObjectivesInput): ObjectiveStatus[] {
  const { entities, read } = input;
  const targets = targetsOf(entities);
  const { origin } = targets;
  const either = (
    objective: Pick<ObjectiveStatus, 'id' | 'title' | 'unit'>,
    target: number | undefined,
    by: MeasuredBy,
    otherwise: string,
  ) =>
    measured(objective, target, origin, by, input) ??
    unmeasured(objective, target, origin, otherwise);
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
    either(
      { id: 'availability', title: 'Availability', unit: '1' },
      targets.availability,
      {
        checkId: 'slo.availability',
        signal: 'slo.availability',
        lowerIsWorse: true,
      },
      'Not measured yet: no source counts the requests of users.',
    ),
    either(
      { id: 'error-rate', title: 'Error rate', unit: '1' },
      targets.errorRate,
      { checkId: 'slo.error-rate', signal: 'slo.errorRatio' },
      'Not measured yet: no source counts failed requests.',
    ),
    either(
      { id: 'latency', title: 'Latency, 99th percentile', unit: 's' },
      targets.latencyP99Seconds,
      { checkId: 'slo.latency', signal: 'slo.latencyP99Seconds' },
      'Not measured yet: no source times the requests of users.',
    ),
  ];
}
