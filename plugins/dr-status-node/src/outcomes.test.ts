import {
  sayDuration,
  sayList,
  unknownOutcome,
  verdictOfUpperLimit,
} from './outcomes';
import { testCheckContext } from './testUtils';

describe('outcomes', () => {
  it.each([
    [0.04, '0 s'],
    [0.44, '0.4 s'],
    [42.4, '42 s'],
    [59.7, '1 min'],
    [192, '3 min 12 s'],
    [7500, '2 h 5 min'],
    [86399, '1 d'],
    [273600, '3 d 4 h'],
    [-3, '−3 s'],
  ])('says %d seconds as %s', (seconds, said) => {
    expect(sayDuration(seconds)).toBe(said);
  });

  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('says %j as "%s"', (names, said) => {
    expect(sayList(names)).toBe(said);
  });

  it('puts the limit itself on the worse side', () => {
    const limits = { warning: 450, limit: 900 };
    expect(
      [449.9, 450, 899.9, 900].map(v => verdictOfUpperLimit(v, limits)),
    ).toEqual(['met', 'at-risk', 'at-risk', 'breached']);
  });

  it.each([
    [{}, 'no source reports it'],
    [
      { sources: { 'resource:default/a': {} } },
      'its source has not reported it',
    ],
    [
      {
        sources: {
          'resource:default/a': {
            error: { kind: 'unauthorized', message: 'Wrong password.' },
          },
        },
      },
      'Wrong password',
    ],
    [
      {
        values: { 'resource:default/a': { x: 1 } },
        states: { 'resource:default/a': 'stale' },
      },
      'the last reading is 2 min old',
    ],
  ] as const)('names the cause of an unknown: %j', (options, cause) => {
    const context = testCheckContext({
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: { name: 'a' },
      },
      ...(options as object),
    });
    const reading = context.read('x', 'X');
    expect(unknownOutcome('The thing', context.now, [reading])).toEqual({
      verdict: 'unknown',
      reason: `The thing is unknown: ${cause}.`,
      readings: [reading],
    });
  });
});
