import { nextStop, type FocusStop } from './rovingFocus';

const stops: FocusStop[] = [
  { ref: 'a1', column: 0, row: 1 },
  { ref: 'a2', column: 0, row: 5 },
  { ref: 'b1', column: 1, row: 4 },
  { ref: 'c1', column: 2, row: 0 },
  { ref: 'c2', column: 2, row: 6 },
];

describe('nextStop', () => {
  it.each([
    ['a1', 'ArrowDown', 'a2'],
    ['a2', 'ArrowUp', 'a1'],
    ['a1', 'ArrowUp', undefined],
    ['a2', 'ArrowDown', undefined],
    ['a2', 'ArrowRight', 'b1'],
    ['b1', 'ArrowRight', 'c2'],
    ['b1', 'ArrowLeft', 'a2'],
    ['a1', 'ArrowLeft', undefined],
    ['b1', 'Home', 'a1'],
    ['b1', 'End', 'c2'],
    ['b1', 'x', undefined],
    ['gone', 'ArrowDown', 'a1'],
  ])('from %s by %s to %s', (from, key, to) => {
    expect(nextStop(stops, from, key)).toBe(to);
  });

  it('goes nowhere where there is nothing', () => {
    expect(nextStop([], undefined, 'ArrowDown')).toBeUndefined();
  });
});
