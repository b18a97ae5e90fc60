import { MetricStore, RingBuffer } from './MetricStore';
import { buckets, statistic } from './statistics';

describe('RingBuffer', () => {
  it('keeps the newest samples, oldest first', () => {
    const ring = new RingBuffer(3);
    expect(ring.newest).toBeUndefined();
    for (let at = 1; at <= 5; at++) ring.add({ at, value: at * 10 });
    expect(ring.between(0, 100)).toEqual([
      { at: 3, value: 30 },
      { at: 4, value: 40 },
      { at: 5, value: 50 },
    ]);
    expect(ring.between(4, 5)).toEqual([{ at: 4, value: 40 }]);
    expect(ring.newest).toEqual({ at: 5, value: 50 });
  });
});

describe('buckets', () => {
  const ring = new RingBuffer();
  // Minutes 0, 1 and 3; nothing in minute 2.
  for (const [at, value] of [
    [0, 1],
    [59_999, 3],
    [60_000, 5],
    [180_000, 7],
  ]) {
    ring.add({ at, value });
  }

  it('leaves out periods without samples', () => {
    expect(buckets(ring, 0, 240_000, 60)).toEqual([
      { at: 0, values: [1, 3] },
      { at: 60_000, values: [5] },
      { at: 180_000, values: [7] },
    ]);
  });

  it('has no resolution finer than a minute, and merges minutes', () => {
    expect(buckets(ring, 0, 240_000, 10)).toEqual(
      buckets(ring, 0, 240_000, 60),
    );
    expect(buckets(ring, 0, 240_000, 120)).toEqual([
      { at: 0, values: [1, 3, 5] },
      { at: 120_000, values: [7] },
    ]);
  });

  it('refuses periods that CloudWatch refuses', () => {
    for (const period of [0, -60, 61, 90]) {
      expect(() => buckets(ring, 0, 1, period)).toThrow(/Period/);
    }
  });
});

describe('statistic', () => {
  const values = [4, 1, 3, 2];
  it.each([
    ['Average', 2.5],
    ['Sum', 10],
    ['Minimum', 1],
    ['Maximum', 4],
    ['SampleCount', 4],
    ['p50', 2],
    ['p99.9', 4],
    ['p0', 1],
  ])('%s', (name, expected) => {
    expect(statistic(name, values)).toBe(expected);
  });
  it.each(['p101', 'Median', 'p'])('refuses %s', name => {
    expect(() => statistic(name, values)).toThrow(/none of/);
  });
});

describe('MetricStore', () => {
  it('finds a metric whatever the order of its dimensions, in its region only', () => {
    const store = new MetricStore();
    const metric = (dimensions: Record<string, string>) => ({
      namespace: 'N',
      name: 'M',
      dimensions,
    });
    store.record('eu-west-1', metric({ a: '1', b: '2' }), 'None', {
      at: 1,
      value: 2,
    });
    expect(store.find('eu-west-1', metric({ b: '2', a: '1' }))).toBeDefined();
    expect(store.find('eu-west-1', metric({ a: '1' }))).toBeUndefined();
    expect(
      store.find('eu-central-1', metric({ a: '1', b: '2' })),
    ).toBeUndefined();
  });
});
