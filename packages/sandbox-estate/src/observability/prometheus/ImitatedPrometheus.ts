import type { SystemReply, SystemRequest } from '../../systems/SystemServer';
import { evaluate } from './promql';
import { Series, SeriesStore } from './series';
import type { MetricsServer } from './SitePrometheus';

const SCRAPE_MS = 2_000;
const PATIENCE_MS = 1_000;
const RETENTION_MS = 3_600_000;
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

const parse = (labels: string): Record<string, string> =>
  Object.fromEntries(
    [...labels.matchAll(LABEL)].map(([, label, value]) => [label, value]),
  );

/**
 * Stands in for Prometheus where it is not installed: reads the same metrics,
 * and answers the questions about service levels, targets and rules.
 */
export class ImitatedPrometheus implements MetricsServer, SeriesStore {
  readonly #targets: Array<{ job: string; url: string }>;
  readonly #metrics = new Map<string, Map<string, Series>>();
  #timer?: NodeJS.Timeout;
  #round: Promise<void> = Promise.resolve();
  #scrapedAt = 0;
  since = Infinity;

  constructor(targets: Array<{ job: string; url: string }>) {
    this.#targets = targets;
  }

  async start(): Promise<void> {
    if (this.#timer) return;
    this.#timer = setInterval(() => {
      this.#round = this.#scrape();
    }, SCRAPE_MS);
    await this.#scrape();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#round;
  }

  kill(): Promise<void> {
    return this.stop();
  }

  series(metric: string): Series[] {
    return [...(this.#metrics.get(metric)?.values() ?? [])];
  }

  async answer({
    method,
    path,
    query,
  }: SystemRequest): Promise<SystemReply | undefined> {
    switch (`${method} ${path}`) {
      case 'GET /-/ready':
        return { body: 'Prometheus Server is Ready.\n' };
      case 'GET /api/v1/query':
        return this.#query(query.get('query') ?? '');
      case 'GET /api/v1/rules':
        return this.#data({
          groups: [
            {
              name: 'imitated',
              interval: 5,
              lastEvaluation: new Date(this.#scrapedAt).toISOString(),
              rules: [{ name: 'Imitated', type: 'alerting', health: 'ok' }],
            },
          ],
        });
      case 'GET /api/v1/status/tsdb':
        return this.#data({
          headStats: {
            numSeries: [...this.#metrics.values()].reduce(
              (sum, { size }) => sum + size,
              0,
            ),
            minTime: this.since,
            maxTime: this.#scrapedAt,
          },
        });
      default:
        return undefined;
    }
  }

  #data(data: unknown): SystemReply {
    return { body: { status: 'success', data } };
  }

  #query(query: string): SystemReply {
    const now = Date.now();
    try {
      return this.#data({
        resultType: 'vector',
        result: evaluate(query, this, now).map(({ labels, value }) => ({
          metric: labels,
          value: [now / 1000, String(value)],
        })),
      });
    } catch (error) {
      return {
        status: 400,
        body: {
          status: 'error',
          errorType: 'bad_data',
          error: (error as Error).message,
        },
      };
    }
  }

  async #scrape(): Promise<void> {
    const at = Date.now();
    await Promise.all(
      this.#targets.map(async ({ job, url }) => {
        const own = { job, instance: new URL(url).host };
        const text = await this.#read(url);
        this.#put('up', own, text === undefined ? 0 : 1, at);
        for (const line of (text ?? '').split('\n')) {
          const [, name, labels = '', value] = LINE.exec(line) ?? [];
          // They say themselves of what job and site they are.
          if (name) this.#put(name, { ...own, ...parse(labels) }, +value, at);
        }
      }),
    );
    this.#scrapedAt = at;
    this.since = Math.max(Math.min(this.since, at), at - RETENTION_MS);
  }

  async #read(url: string): Promise<string | undefined> {
    try {
      const reply = await fetch(url, {
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await reply.text();
      return reply.ok ? text : undefined;
    } catch {
      return undefined;
    }
  }

  #put(
    metric: string,
    labels: Record<string, string>,
    value: number,
    at: number,
  ): void {
    const all = this.#metrics.get(metric) ?? new Map<string, Series>();
    this.#metrics.set(metric, all);
    const key = JSON.stringify(labels);
    const series = all.get(key) ?? { labels, samples: [] };
    all.set(key, series);
    series.samples.push({ at, value });
    if (series.samples[0].at < at - RETENTION_MS) series.samples.shift();
  }
}
