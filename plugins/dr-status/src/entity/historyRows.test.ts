import { historyRows, percentOf } from './historyRows';

const day = 86_400_000;
const to = Date.parse('2026-11-23T00:00:00Z');
const from = to - 10 * day;
const at = (daysAgo: number) => new Date(to - daysAgo * day).toISOString();
const interval = { checkId: 'a', entityRef: 'resource:default/x', reason: '' };

describe('historyRows', () => {
  it('cuts to the window, leaves gaps unmeasured and lets the last one run on', () => {
    const [row] = historyRows(
      [
        { ...interval, verdict: 'met', from: at(20), to: at(6) },
        { ...interval, verdict: 'breached', from: at(4), to: at(3) },
        { ...interval, verdict: 'met', from: at(3) },
      ],
      [{ checkId: 'a', title: 'A' }],
      from,
      to,
    );
    expect(row.title).toBe('A');
    expect(row.unmeasured).toBeCloseTo(0.2);
    expect(row.shares[0]).toEqual({
      verdict: 'breached',
      share: expect.closeTo(0.1),
    });
    expect(row.shares[1]).toEqual({
      verdict: 'met',
      share: expect.closeTo(0.7),
    });
    // Worst on top, which in SVG is last.
    expect(row.segments.map(({ verdict }) => verdict)).toEqual([
      'met',
      'met',
      'breached',
    ]);
    expect(row.segments[2]).toMatchObject({
      start: expect.closeTo(0.6),
      end: expect.closeTo(0.7),
    });
  });

  it('shows a check that was never measured, and one that is gone', () => {
    const rows = historyRows(
      [
        {
          ...interval,
          checkId: 'gone',
          verdict: 'met',
          from: at(5),
          to: at(4),
        },
      ],
      [{ checkId: 'new', title: 'New' }],
      from,
      to,
    );
    expect(rows.map(row => [row.title, row.unmeasured])).toEqual([
      ['New', 1],
      ['gone', expect.closeTo(0.9)],
    ]);
  });
});

describe('percentOf', () => {
  it.each([
    [0, '0 %'],
    [0.0001, '< 0.1 %'],
    [0.5, '50 %'],
    [0.99999, '> 99.9 %'],
    [1, '100 %'],
  ])('says %p as %p', (share, text) => {
    expect(percentOf(share)).toBe(text);
  });
});
