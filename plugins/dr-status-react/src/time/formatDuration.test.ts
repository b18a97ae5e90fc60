import { formatDuration } from './formatDuration';

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.0004, '1 ms'],
    [0.234, '234 ms'],
    [0.9996, '1 s'],
    [1.11, '1.1 s'],
    [4, '4 s'],
    [59.6, '1 m'],
    [192, '3 m 12 s'],
    [900, '15 m'],
    [3599.7, '1 h'],
    [3_600, '1 h'],
    [7_530, '2 h 6 m'],
    [86_399, '1 d'],
    [273_600, '3 d 4 h'],
    [-35, '−35 s'],
    [NaN, '?'],
    [Infinity, '?'],
  ])('says %p seconds as %p', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
