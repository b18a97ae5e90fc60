import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type {
  CheckResult,
  SourceStatus,
} from '@twinshore/plugin-dr-status-common';

/** Seconds: from a database on the same machine to a cloud that throttles. */
const DURATION_BOUNDARIES = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/**
 * What the portal's own operators watch, as OpenTelemetry metrics: how long
 * answers take, which sources fail and for how long, and what the verdicts are.
 */
export class PostureMetrics {
  readonly #duration;
  readonly #failures;
  readonly #last = new Map<string, SourceStatus>();

  constructor(
    metrics: MetricsService,
    options: {
      sources(): readonly SourceStatus[];
      results(): readonly CheckResult[];
      now?(): number;
    },
  ) {
    const { sources, results, now = Date.now } = options;
    this.#duration = metrics.createHistogram('twinshore.source.duration', {
      description: 'How long a source took to answer',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BOUNDARIES },
    });
    this.#failures = metrics.createCounter('twinshore.source.failures', {
      description: 'Attempts at a source that came to no answer',
      unit: '{attempt}',
    });
    metrics
      .createObservableGauge('twinshore.source.answer.age', {
        description: 'Time since a source last answered',
        unit: 's',
      })
      .addCallback(result => {
        for (const { id, kind, lastSuccessAt } of sources()) {
          if (lastSuccessAt) {
            result.observe((now() - Date.parse(lastSuccessAt)) / 1000, {
              'source.id': id,
              'source.kind': kind,
            });
          }
        }
      });
    metrics
      .createObservableGauge('twinshore.sources', {
        description: 'Sources by state',
        unit: '{source}',
      })
      .addCallback(result => {
        for (const [state, count] of countBy(sources(), each => each.state)) {
          result.observe(count, { 'source.state': state });
        }
      });
    metrics
      .createObservableGauge('twinshore.checks', {
        description: 'Checks by verdict',
        unit: '{check}',
      })
      .addCallback(result => {
        for (const [verdict, count] of countBy(
          results(),
          each => each.verdict,
        )) {
          result.observe(count, { verdict });
        }
      });
  }

  /** Takes the report of a source that this replica has asked. */
  onStatus(status: SourceStatus): void {
    const last = this.#last.get(status.id);
    this.#last.set(status.id, status);
    const attributes = { 'source.id': status.id, 'source.kind': status.kind };
    if (status.consecutiveFailures > (last?.consecutiveFailures ?? 0)) {
      this.#failures.add(1, {
        ...attributes,
        'error.type': status.error?.kind ?? 'failed',
      });
    } else if (
      status.lastDurationSeconds !== undefined &&
      status.lastSuccessAt !== last?.lastSuccessAt &&
      // A watch goes on answering; only its first answer took a time.
      (status.mode === 'poll' ||
        status.lastDurationSeconds !== last?.lastDurationSeconds)
    ) {
      this.#duration.record(status.lastDurationSeconds, attributes);
    }
  }
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string) {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
