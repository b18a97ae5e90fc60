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
  measuredStepsQuery,
  type RequestMetrics,
} from './queries';
import * as signals from './signals';

/** A rate needs some time behind it, also on the first day of a quarter. */
const SHORTEST_SECONDS = 3600;
const HOUR_SECONDS = 3600;
const MINUTE_SECONDS = 60;

/** The calendar quarter (UTC) that a moment is in. */
export function quarterOf(now: number): {
  elapsedSeconds: number;
  lengthSeconds: number;
} {
  const date = new Date(now);
  const year = date.getUTCFullYear();
  const month = Math.floor(date.getUTCMonth() / 3) * 3;
  const start = Date.UTC(year, month, 1);
  return {
    elapsedSeconds: (now - start) / 1000,
    lengthSeconds: (Date.UTC(year, month + 3, 1) - start) / 1000,
  };
}

/**
 * Asks Prometheus how the requests of a whole period were served. Its queries
 * read much, so it asks seldom.
 */
export class ErrorBudgetSource extends ConfiguredSource {
  readonly leastPrivilege = PROMETHEUS_GRANT;
  readonly #replicas: PrometheusReplicas;
  readonly #requests: RequestMetrics;
  readonly #periodSeconds?: number;

  /** @param options - `periodSeconds` is the calendar quarter when absent */
  constructor(
    settings: SourceSettings,
    options: {
      replicas: PrometheusReplicas;
      requests: RequestMetrics;
      periodSeconds?: number;
    },
  ) {
    super(settings);
    this.#replicas = options.replicas;
    this.#requests = options.requests;
    this.#periodSeconds = options.periodSeconds;
  }

  async observe({ signal, now }: SourceContext): Promise<ObservationInput[]> {
    const server = await this.#replicas.firstReady(signal);
    const { elapsedSeconds, lengthSeconds } = this.#periodSeconds
      ? {
          elapsedSeconds: this.#periodSeconds,
          lengthSeconds: this.#periodSeconds,
        }
      : quarterOf(now());
    const asked = Math.max(elapsedSeconds, SHORTEST_SECONDS);
    const ask = (query: string) => server.queryNumber(query, signal);
    const [ratio, hours = 0, minutes = 0] = await Promise.all([
      ask(errorRatioQuery(this.#requests, asked)),
      ask(measuredStepsQuery(this.#requests, asked, HOUR_SECONDS)),
      // Hours are too coarse for a server that is new.
      ask(measuredStepsQuery(this.#requests, HOUR_SECONDS, MINUTE_SECONDS)),
    ]);
    const period: signals.Period = {
      kind: this.#periodSeconds ? 'window' : 'quarter',
      elapsedSeconds,
      lengthSeconds,
      measuredSeconds: Math.min(
        elapsedSeconds,
        Math.max(hours * HOUR_SECONDS, minutes * MINUTE_SECONDS),
      ),
    };
    return observationsOf(this.entityRefs, {
      [signals.SLO_PERIOD]: { ...period },
      [signals.SLO_AVAILABILITY]: ratio === undefined ? undefined : 1 - ratio,
    });
  }

  close(): Promise<void> {
    return this.#replicas.close();
  }
}
