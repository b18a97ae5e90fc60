import type { ObjectiveStatus } from '@twinshore/plugin-dr-status-common';
import { isLowerBound, objectiveValue } from './objectiveValue';

describe('objectiveValue', () => {
  it.each([
    [192, 's', '3 m 12 s'],
    [0.2, 's', '200 ms'],
    [0.999, '1', '99.9 %'],
    [0.99954, '1', '99.954 %'],
    [0.0004, '1', '0.04 %'],
  ] as const)('says %p %p as %p', (value, unit, text) => {
    expect(objectiveValue(value, unit)).toBe(text);
  });
});

describe('isLowerBound', () => {
  it.each([
    ['availability', '1', true],
    ['latency', '1', true],
    ['latency', 's', false],
    ['rpo', 's', false],
    ['error-rate', '1', false],
  ] as const)('of %p in %p is %p', (id, unit, expected) => {
    expect(isLowerBound({ id, unit } as ObjectiveStatus)).toBe(expected);
  });
});
