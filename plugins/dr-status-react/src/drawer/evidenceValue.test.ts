import { evidenceValue } from './evidenceValue';

const words = { yes: 'yes', no: 'no', none: 'none' };

describe('evidenceValue', () => {
  it.each([
    [{ value: 192, unit: 's' }, '3 m 12 s'],
    [{ value: 123_456_789, unit: 'By' }, '118 MiB'],
    [{ value: 512, unit: 'By' }, '512 B'],
    [{ value: 3, unit: '1' }, '3'],
    [{ value: 3, unit: 'ms' }, '3 ms'],
    [{ value: true }, 'yes'],
    [{ value: false }, 'no'],
    [{ value: null }, 'none'],
    [{ value: '' }, 'none'],
    [{ value: [] }, 'none'],
    [{ value: ['a', 'b'] }, 'a, b'],
    [{ value: '7711349378116196800' }, '7711349378116196800'],
    [
      { value: { status: 'streaming', lagBytes: 2048, lastContactSeconds: 3 } },
      'status: streaming, lag: 2.0 KiB, last contact: 3 s',
    ],
  ])('reads %p as %p', (evidence, text) => {
    expect(evidenceValue(evidence, words)).toBe(text);
  });
});
