import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type {
  CheckResult,
  SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import { PostureMetrics } from './PostureMetrics';

type Sample = [value: number, attributes: object];

/** Keeps what is measured, by the instrument's name. */
class Recorder {
  readonly recorded = new Map<string, Sample[]>();
  readonly #observed = new Map<string, (result: object) => void>();

  readonly service = {
    createHistogram: (name: string) => ({ record: this.#keep(name) }),
    createCounter: (name: string) => ({ add: this.#keep(name) }),
    createObservableGauge: (name: string) => ({
      addCallback: (callback: (result: object) => void) =>
        this.#observed.set(name, callback),
    }),
  } as unknown as MetricsService;

  observe(name: string): Sample[] {
    const samples: Sample[] = [];
    this.#observed.get(name)!({
      observe: (...sample: Sample) => samples.push(sample),
    });
    return samples;
  }

  #keep(name: string) {
    return (...sample: Sample) =>
      this.recorded.set(name, [...(this.recorded.get(name) ?? []), sample]);
  }
}

const NOW = Date.parse('2026-11-23T12:00:00Z');
const status = (more: Partial<SourceStatus>): SourceStatus => ({
  id: 'vault:a',
  kind: 'vault',
  title: 'Vault a',
  mode: 'poll',
  state: 'ok',
  entityRefs: [],
  intervalSeconds: 10,
  timeoutSeconds: 5,
  consecutiveFailures: 0,
  leastPrivilege: '',
  lastSuccessAt: new Date(NOW).toISOString(),
  lastDurationSeconds: 0.2,
  ...more,
});
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const OF_A = { 'source.id': 'vault:a', 'source.kind': 'vault' };

function create(sources: SourceStatus[] = [], verdicts: string[] = []) {
  const recorder = new Recorder();
  const metrics = new PostureMetrics(recorder.service, {
    sources: () => sources,
    results: () => verdicts.map(verdict => ({ verdict } as CheckResult)),
    now: () => NOW + 7000,
  });
  return { recorder, metrics };
}

describe('PostureMetrics', () => {
  it('measures each answer once, and counts failures by their kind', () => {
    const { recorder, metrics } = create();
    const { recorded } = recorder;
    metrics.onStatus(status({}));
    metrics.onStatus(status({}));
    metrics.onStatus(status({ lastSuccessAt: at(10) }));
    const failing = {
      state: 'failing' as const,
      consecutiveFailures: 1,
      error: { kind: 'throttled' as const, message: 'Slow down.' },
    };
    metrics.onStatus(status({ lastSuccessAt: at(10), ...failing }));
    metrics.onStatus(status({ lastSuccessAt: at(10), ...failing }));
    expect(recorded.get('twinshore.source.duration')).toEqual([
      [0.2, OF_A],
      [0.2, OF_A],
    ]);
    expect(recorded.get('twinshore.source.failures')).toEqual([
      [1, { ...OF_A, 'error.type': 'throttled' }],
    ]);
  });

  it('takes only the first answer of a watch for one', () => {
    const { recorder, metrics } = create();
    metrics.onStatus(status({ mode: 'watch' }));
    metrics.onStatus(status({ mode: 'watch', lastSuccessAt: at(1) }));
    expect(recorder.recorded.get('twinshore.source.duration')).toHaveLength(1);
  });

  it('tells ages, and counts by state and verdict', () => {
    const { recorder } = create(
      [status({}), status({ id: 'vault:b', lastSuccessAt: undefined })],
      ['met', 'met', 'unknown'],
    );
    expect(recorder.observe('twinshore.source.answer.age')).toEqual([
      [7, OF_A],
    ]);
    expect(recorder.observe('twinshore.sources')).toEqual([
      [2, { 'source.state': 'ok' }],
    ]);
    expect(recorder.observe('twinshore.checks')).toEqual([
      [2, { verdict: 'met' }],
      [1, { verdict: 'unknown' }],
    ]);
  });
});
