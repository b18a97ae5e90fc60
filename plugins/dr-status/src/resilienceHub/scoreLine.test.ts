import { scoreLine } from './scoreLine';
import { anAssessment } from './__testUtils__/hub';

const SIZE = { width: 100, height: 50 };

describe('scoreLine', () => {
  it('places what has ended by time and score', () => {
    const { points, counts, least, most } = scoreLine(
      [
        anAssessment('running', 0, { status: 'in-progress' }),
        anAssessment('c', 10, { scorePercent: 100 }),
        anAssessment('b', 15, { status: 'failed', scorePercent: null }),
        anAssessment('a', 20, { scorePercent: 50, compliance: 'breached' }),
        anAssessment('unstarted', 0, { startedAt: undefined }),
      ],
      SIZE,
    );
    expect(points).toEqual([
      { id: 'a', x: 0, y: 25, outcome: 'breached' },
      { id: 'b', x: expect.closeTo(50, 1), y: 50, outcome: 'failed' },
      { id: 'c', x: 100, y: 0, outcome: 'met' },
    ]);
    expect(counts).toEqual({ met: 1, breached: 1, failed: 1 });
    expect([least, most]).toEqual([50, 100]);
  });

  it('puts a single one in the middle, and nothing nowhere', () => {
    expect(scoreLine([anAssessment('a', 1)], SIZE).points[0].x).toBe(50);
    expect(scoreLine([], SIZE).points).toEqual([]);
  });
});
