import type { Entity } from '@backstage/catalog-model';
import type { CheckResult } from '../api';
import type { Verdict } from '../verdict';
import { objectivesOf } from './objectives';
import type { NumberReading } from './recoveryPoint';

const service = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, title: `Service ${name}` },
  spec: {
    type: 'service',
    resilience: {
      site: 'global',
      objectives: { errorRate: 0.001, origin: 'design 8.2' },
    },
  },
});
const AT = '2026-11-23T12:00:00.000Z';

const judged = (
  name: string,
  verdict: Verdict,
  checkId = 'slo.error-rate',
): CheckResult => ({
  checkId,
  entityRef: `component:default/${name}`,
  title: 'Error rate',
  gate: false,
  weight: 1,
  verdict,
  reason: `${name} is ${verdict}.`,
  threshold: { text: '', origin: '' },
  remediation: '',
  evidence: [],
  since: AT,
});

function objectiveOf(
  objective: string,
  results: CheckResult[],
  readings: Record<string, NumberReading>,
) {
  return objectivesOf({
    entities: [service('a'), service('b')],
    results,
    read: (entityRef, signal) =>
      readings[`${entityRef.split('/')[1]} ${signal}`] ?? { state: 'missing' },
  }).find(({ id }) => id === objective)!;
}

const errorRateOf = (
  results: CheckResult[],
  readings: Record<string, NumberReading>,
) => objectiveOf('error-rate', results, readings);

const fresh = (value: number): NumberReading => ({
  state: 'fresh',
  value,
  observedAt: AT,
  sourceId: 'slo:test',
});

describe('an objective that checks measure', () => {
  it('shows value, target, age and source', () => {
    expect(
      errorRateOf([judged('a', 'met'), judged('a', 'breached', 'other')], {
        'a slo.errorRatio': fresh(0.0002),
      }),
    ).toEqual({
      id: 'error-rate',
      title: 'Error rate',
      unit: '1',
      target: 0.001,
      origin: 'design 8.2',
      value: 0.0002,
      verdict: 'met',
      reason: 'a is met.',
      observedAt: AT,
      sourceId: 'slo:test',
      parts: [
        {
          entityRef: 'component:default/a',
          title: 'Service a',
          value: 0.0002,
          verdict: 'met',
          reason: 'a is met.',
          observedAt: AT,
        },
      ],
    });
  });

  it('is as bad as the worst of its parts', () => {
    const objective = errorRateOf(
      [judged('a', 'met'), judged('b', 'breached')],
      {
        'a slo.errorRatio': fresh(0.0002),
        'b slo.errorRatio': fresh(0.01),
      },
    );
    expect(objective).toMatchObject({ verdict: 'breached', value: 0.01 });
    expect(objective.parts.map(({ verdict }) => verdict)).toEqual([
      'breached',
      'met',
    ]);
  });

  it('shows the worst value of those that are equally well', () => {
    expect(
      errorRateOf([judged('a', 'met'), judged('b', 'met')], {
        'a slo.errorRatio': fresh(0.0002),
        'b slo.errorRatio': fresh(0.0009),
      }),
    ).toMatchObject({ verdict: 'met', value: 0.0009 });
    const available = (name: string) => judged(name, 'met', 'slo.availability');
    expect(
      objectiveOf('availability', [available('a'), available('b')], {
        'a slo.availability': fresh(0.99999),
        'b slo.availability': fresh(0.9992),
      }),
    ).toMatchObject({ verdict: 'met', value: 0.9992 });
    // Infinity minus infinity is no order.
    expect(
      errorRateOf([judged('b', 'unknown'), judged('a', 'unknown')], {}).parts,
    ).toMatchObject([{ title: 'Service a' }, { title: 'Service b' }]);
  });

  it('has no value while it is unknown, and keeps the age of the last', () => {
    expect(
      errorRateOf([judged('a', 'unknown')], {
        'a slo.errorRatio': { ...fresh(0.0002), state: 'stale' },
      }),
    ).toMatchObject({ verdict: 'unknown', value: null, observedAt: AT });
  });
});
