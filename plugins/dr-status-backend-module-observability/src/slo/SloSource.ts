import {
  ConfiguredSource,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import {
  PROMETHEUS_GRANT,
  type PrometheusReplicas,
} from '../prometheus/PrometheusReplicas';
import {
  errorRatioQuery,
  errorRatiosQuery,
  fastShareQuery,
  latencyP99Query,
  trafficQuery,
  type RequestMetrics,
} from './queries';
import * as signals from './signals';

/** Asks Prometheus how the requests of now are served. */
export class SloSource extends ConfiguredSource {
  readonly leastPrivilege = PROMETHEUS_GRANT;
  readonly #replicas: PrometheusReplicas;
  readonly #requests: RequestMetrics;
  readonly #windowSeconds: number;

  constructor(
    settings: SourceSettings,
    options: {
      replicas: PrometheusReplicas;
      requests: RequestMetrics;
      windowSeconds: number;
    },
  ) {
    super(settings);
    this.#replicas = options.replicas;
    this.#requests = options.requests;
    this.#windowSeconds = options.windowSeconds;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const server = await this.#replicas.firstReady(signal);
    const seconds = this.#windowSeconds;
    const ask = (
      query: (requests: RequestMetrics, seconds: number) => string,
    ) => server.queryNumber(query(this.#requests, seconds), signal);
    const [traffic, errorRatio, fastShare, p99, windows] = await Promise.all([
      ask(trafficQuery),
      ask(errorRatioQuery),
      ask(fastShareQuery),
      ask(latencyP99Query),
      server.query(errorRatiosQuery(this.#requests), signal),
    ]);
    const errorRatios: signals.ErrorRatios = Object.fromEntries(
      windows
        .filter(({ labels }) => labels.window in signals.WINDOWS)
        .map(({ labels, value }) => [labels.window, value]),
    );
    return observationsOf(this.entityRefs, {
      [signals.SLO_TRAFFIC]: {
        windowSeconds: seconds,
        requestsPerSecond: traffic ?? null,
      },
      [signals.SLO_ERROR_RATIO]: errorRatio,
      [signals.SLO_FAST_SHARE]:
        fastShare === undefined
          ? undefined
          : { share: fastShare, withinSeconds: this.#requests.withinSeconds },
      // Beyond the last bucket it is infinite.
      [signals.SLO_LATENCY_P99]: Number.isFinite(p99) ? p99 : undefined,
      [signals.SLO_ERROR_RATIOS]: { ...errorRatios },
    });
  }

  close(): Promise<void> {
    return this.#replicas.close();
  }
}
