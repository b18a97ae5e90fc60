import { scoreLine } from './scoreLine';
import { anAssessment } from './__testUtils__/hub';

describe('scoreLine', () => {
  it('puts what has ended in order of time, and counts it', () => {
    const { points, counts, least, most } = scoreLine([
      anAssessment('running', 0, { status: 'in-progress' }),
      anAssessment('d', 5, { compliance: null, scorePercent: null }),
      anAssessment('c', 10, { scorePercent: 100 }),
      anAssessment('b', 15, { status: 'failed', scorePercent: null }),
      anAssessment('a', 20, { scorePercent: 50, compliance: 'breached' }),
      anAssessment('unstarted', 0, { startedAt: undefined }),
    ]);
    expect(points.map(({ at, ...point }) => point)).toEqual([
      { id: 'a', scorePercent: 50, markPercent: 50, outcome: 'breached' },
      { id: 'b', scorePercent: null, markPercent: 0, outcome: 'failed' },
      { id: 'c', scorePercent: 100, markPercent: 100, outcome: 'met' },
      { id: 'd', scorePercent: null, markPercent: 0, outcome: 'other' },
    ]);
    expect((points[2].at - points[0].at) / 3_600_000).toBeCloseTo(10);
    expect(counts).toEqual({ met: 1, breached: 1, failed: 1 });
    expect([least, most]).toEqual([50, 100]);
  });

  it('has nothing where nothing has ended', () => {
    expect(scoreLine([])).toEqual({
      points: [],
      counts: { met: 0, breached: 0, failed: 0 },
      least: null,
      most: null,
    });
  });
});
