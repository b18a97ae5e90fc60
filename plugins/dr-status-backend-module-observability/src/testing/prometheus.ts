import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { findProgram, listen, RealServer } from './RealServer';

export const prometheusProgram = findProgram('prometheus');

/** A real Prometheus that scrapes addresses by the name of their job, each second. */
export function startPrometheus(
  targets: Record<string, string>,
  rules: unknown = {},
): Promise<RealServer> {
  return RealServer.start({
    program: prometheusProgram!,
    files: {
      'rules.yml': rules,
      'prometheus.yml': {
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: ['rules.yml'],
        scrape_configs: Object.entries(targets).map(([job, address]) => ({
          job_name: job,
          static_configs: [{ targets: [address] }],
        })),
      },
    },
    args: ({ folder, port }) => [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
  });
}

/** Metrics that a test sets, for Prometheus to scrape. */
export class ScrapeTarget {
  /** Text format; undefined while it is down. */
  metrics: (() => string) | undefined = () => '';
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((_, response) => {
      response
        .writeHead(this.metrics ? 200 : 503, {
          'content-type': 'text/plain; version=0.0.4',
        })
        .end(this.metrics?.() ?? '');
    });
  }

  static async start(): Promise<ScrapeTarget> {
    const target = new ScrapeTarget();
    target.#port = await listen(target.#server);
    return target;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}
