import { evaluate } from './promql';
import { Series, SeriesStore } from './series';

const NOW = 1_800_000_000_000;

/** Samples of the last minutes, one every 10 s; a function of the seconds gone by. */
function series(
  labels: Record<string, string>,
  value: (second: number) => number,
  seconds = 600,
): Series {
  return {
    labels,
    samples: Array.from({ length: seconds / 10 }, (_, index) => ({
      at: NOW - seconds * 1000 + (index + 1) * 10_000,
      value: value((index + 1) * 10),
    })),
  };
}

const METRICS: Record<string, Series[]> = {
  requests: [
    series({ job: 'api', code: '200' }, second => second * 98),
    series({ job: 'api', code: '503' }, second => second * 2),
    // It started anew in the middle.
    series({ job: 'restarted', code: '200' }, second =>
      second < 300 ? second : second - 300,
    ),
    series({ job: 'idle', code: '200' }, () => 7),
  ],
  duration_bucket: [
    series({ job: 'api', le: '0.1' }, second => second * 50),
    series({ job: 'api', le: '0.2' }, second => second * 95),
    series({ job: 'api', le: '+Inf' }, second => second * 100),
  ],
  duration_count: [series({ job: 'api' }, second => second * 100)],
  up: [
    series({ job: 'api', instance: 'a' }, () => 1),
    series({ job: 'api', instance: 'b' }, () => 0),
    series({ job: 'node', instance: 'a' }, () => 1),
  ],
};

const STORE: SeriesStore = {
  since: NOW - 600_000,
  series: metric => METRICS[metric] ?? [],
};

const ask = (query: string) => evaluate(query, STORE, NOW);
const number = (query: string) => ask(query)[0]?.value;

describe('the part of PromQL that is imitated', () => {
  it('takes the rate of a counter, over its resets', () => {
    expect(number('sum(rate(requests{job="api"}[300s]))')).toBeCloseTo(100, 6);
    expect(number('sum(rate(requests{job="restarted"}[500s]))')).toBeCloseTo(
      1,
      1,
    );
    expect(number('sum(increase(requests{job="api"}[60s]))')).toBeCloseTo(
      6000,
      6,
    );
  });

  it('chooses by every kind of matcher', () => {
    const rate = (matchers: string) =>
      number(`sum(rate(requests{${matchers}}[300s]))`);
    expect(rate('job="api",code=~"5.."')).toBeCloseTo(2, 6);
    expect(rate('job="api",code!~"5.."')).toBeCloseTo(98, 6);
    expect(rate('job="api",code!="503"')).toBeCloseTo(98, 6);
    expect(rate('job="api",code=~"5"')).toBeUndefined();
  });

  it('divides where there is traffic, and says nothing where there is none', () => {
    const ratio = (job: string) =>
      number(
        `(sum(rate(requests{job="${job}",code=~"5.."}[60s])) or vector(0)) / (sum(rate(requests{job="${job}"}[60s])) > 0)`,
      );
    expect(ratio('api')).toBeCloseTo(0.02, 6);
    expect(ratio('restarted')).toBe(0);
    expect(ratio('idle')).toBeUndefined();
    expect(ratio('unheard-of')).toBeUndefined();
  });

  it('knows shares and percentiles of a histogram', () => {
    expect(
      number(
        'sum(rate(duration_bucket{job="api",le="0.2"}[60s])) / (sum(rate(duration_count{job="api"}[60s])) > 0)',
      ),
    ).toBeCloseTo(0.95, 6);
    const quantile = (q: number) =>
      number(
        `histogram_quantile(${q}, sum by (le) (rate(duration_bucket{job="api"}[60s])))`,
      );
    expect(quantile(0.25)).toBeCloseTo(0.05, 6);
    expect(quantile(0.725)).toBeCloseTo(0.15, 6);
    // Beyond the last bound nothing more is known.
    expect(quantile(0.99)).toBeCloseTo(0.2, 6);
  });

  it('adds up and counts by a label', () => {
    expect(ask('sum by (job) (up)')).toEqual([
      { labels: { job: 'api' }, value: 1 },
      { labels: { job: 'node' }, value: 1 },
    ]);
    expect(ask('count by (job) (up)')).toEqual([
      { labels: { job: 'api' }, value: 2 },
      { labels: { job: 'node' }, value: 1 },
    ]);
  });

  it('names answers, and puts several in one', () => {
    expect(
      ask(
        'label_replace(sum(up), "window", "5m", "", "") or label_replace(count(up), "window", "1h", "", "")',
      ),
    ).toEqual([
      { labels: { window: '5m' }, value: 2 },
      { labels: { window: '1h' }, value: 3 },
    ]);
  });

  it('counts the steps that have samples', () => {
    expect(number('count_over_time(sum(up{job="api"})[3600s:60s])')).toBe(10);
    expect(number('count_over_time(sum(missing)[3600s:60s])')).toBeUndefined();
  });

  it.each(['sum(', 'up offset 5m', 'rate(up)', 'topk(3, up)', 'up{job=api}'])(
    'refuses what it does not understand: %s',
    query => {
      expect(() => ask(query)).toThrow();
    },
  );
});
