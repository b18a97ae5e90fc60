import { ago, NOW } from '../testing/estate';
import { replicationLagSeconds } from './replicationMetrics';

const rule = (latencySeconds: { value: number; at: string } | null) => ({
  sourceBucket: 'a',
  ruleId: 'all',
  latencySeconds,
  bytesPending: null,
  operationsPending: null,
});

describe('replicationLagSeconds', () => {
  it.each([
    [
      'the slowest rule',
      [
        { value: 3, at: ago(60) },
        { value: 40, at: ago(60) },
      ],
      40,
    ],
    ['nothing where nothing is copied', [], undefined],
    [
      'null where a rule has no figure',
      [{ value: 3, at: ago(60) }, null],
      null,
    ],
    ['null where a figure is old', [{ value: 3, at: ago(3600) }], null],
    ['null where there is none yet', [{ value: -1, at: ago(60) }], null],
    ['null where its time cannot be read', [{ value: 3, at: 'soon' }], null],
  ])('is %s', (_, points, lag) => {
    expect(replicationLagSeconds(points.map(rule), NOW)).toBe(lag);
  });
});
