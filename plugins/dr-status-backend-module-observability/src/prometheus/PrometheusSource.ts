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
} from './PrometheusReplicas';
import type { PrometheusServer, Sample } from './PrometheusServer';
import * as signals from './signals';

const LISTED = 20;
/** A group may miss this many of its turns, and is never late within a minute. */
const LATE_INTERVALS = 3;
const LATE_SECONDS_AT_LEAST = 60;

function targetsOf(up: Sample[], all: Sample[]): signals.Targets {
  const upByJob = new Map(up.map(({ labels, value }) => [labels.job, value]));
  return all
    .map(({ labels, value }) => ({
      job: labels.job ?? '',
      up: upByJob.get(labels.job) ?? 0,
      all: value,
    }))
    .sort((a, b) => (a.job < b.job ? -1 : 1));
}

function secondsSince(time: unknown, now: number): number | null {
  // A group that was never evaluated says 0001-01-01.
  const at = typeof time === 'string' ? Date.parse(time) : NaN;
  return at > 0 ? Math.max(0, (now - at) / 1000) : null;
}

/** Asks the Prometheus servers of one site. */
export class PrometheusSource extends ConfiguredSource {
  readonly leastPrivilege = PROMETHEUS_GRANT;
  readonly #replicas: PrometheusReplicas;

  constructor(settings: SourceSettings, replicas: PrometheusReplicas) {
    super(settings);
    this.#replicas = replicas;
  }

  async observe({ signal, now }: SourceContext): Promise<ObservationInput[]> {
    const { states, first } = await this.#replicas.ask(signal);
    const replicas = states.map(state => ({ ...state }));
    if (!first) {
      return observationsOf(this.entityRefs, {
        [signals.PROMETHEUS_REPLICAS]: replicas,
      });
    }
    const [up, all, rules, head] = await Promise.all([
      first.query('sum by (job) (up)', signal),
      first.query('count by (job) (up)', signal),
      this.#rules(first, signal, now()),
      this.#head(first, signal, now()),
    ]);
    return observationsOf(this.entityRefs, {
      [signals.PROMETHEUS_REPLICAS]: replicas,
      [signals.PROMETHEUS_TARGETS]: targetsOf(up, all),
      [signals.PROMETHEUS_RULES]: { ...rules },
      [signals.PROMETHEUS_HEAD]: { ...head },
    });
  }

  close(): Promise<void> {
    return this.#replicas.close();
  }

  async #rules(
    server: PrometheusServer,
    signal: AbortSignal,
    now: number,
  ): Promise<signals.Rules> {
    // Servers that do not know the parameter list the alerts as well.
    const { groups } = await server.data(
      '/api/v1/rules?exclude_alerts=true',
      signal,
    );
    if (!Array.isArray(groups)) {
      throw server.malformed('without a list of rule groups');
    }
    const failing: string[] = [];
    const late: signals.Rules['late'] = [];
    let rules = 0;
    for (const group of groups) {
      const own: any[] = Array.isArray(group?.rules) ? group.rules : [];
      rules += own.length;
      failing.push(
        ...own
          // One that was not evaluated yet is `unknown`, and its group late.
          .filter(each => !['ok', 'unknown'].includes(each?.health))
          .map(each => String(each?.name).slice(0, 100)),
      );
      const secondsAgo = secondsSince(group?.lastEvaluation, now);
      const allowed = Math.max(
        LATE_SECONDS_AT_LEAST,
        LATE_INTERVALS * (Number(group?.interval) || 0),
      );
      if (secondsAgo === null || secondsAgo > allowed) {
        late.push({ group: String(group?.name).slice(0, 100), secondsAgo });
      }
    }
    return {
      groups: groups.length,
      rules,
      failing: failing.slice(0, LISTED),
      late: late.slice(0, LISTED),
    };
  }

  async #head(
    server: PrometheusServer,
    signal: AbortSignal,
    now: number,
  ): Promise<signals.Head> {
    const { headStats } = await server.data(
      '/api/v1/status/tsdb?limit=1',
      signal,
    );
    const { maxTime, numSeries } = headStats ?? {};
    if (typeof maxTime !== 'number') {
      throw server.malformed('without the newest time of its database');
    }
    return {
      ageSeconds: Math.max(0, (now - maxTime) / 1000),
      series: Number(numSeries) || 0,
    };
  }
}
