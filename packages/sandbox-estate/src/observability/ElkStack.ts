import type { EstateModel } from '../model';
import type { FaultDefinition } from '../part';
import {
  SystemReply,
  SystemRequest,
  SystemServer,
} from '../systems/SystemServer';

type Colour = 'green' | 'yellow' | 'red';

const NODES = 3;
const SHARDS = 24;
const UNASSIGNED: Record<Colour, number> = { green: 0, yellow: 6, red: 9 };
/** Longer than any threshold, so that nobody has to wait for it. */
const SILENT_SECONDS = 600;

/** Elasticsearch, Logstash and Kibana, in the on-premises data centre. */
export class ElkStack {
  readonly #colours = new Map<symbol, Colour>();
  /** Since when no log arrives. */
  #silentSince?: number;
  #elasticsearch!: SystemServer;
  #logstash!: SystemServer;
  #kibana!: SystemServer;

  static async start(options: {
    model: EstateModel;
    ports: { elasticsearch: number; logstash: number; kibana: number };
    apiKey: string;
  }): Promise<ElkStack> {
    const { model, ports, apiKey } = options;
    const stack = new ElkStack();
    const serve = (
      name: 'elasticsearch' | 'logstash' | 'kibana',
      answer: (request: SystemRequest) => SystemReply | undefined,
      authorize?: (request: SystemRequest) => boolean,
    ) =>
      SystemServer.start({
        name,
        site: 'on-prem',
        zones: ['on-prem-dc'],
        port: ports[name],
        model,
        authorize,
        answer,
      });
    stack.#elasticsearch = await serve(
      'elasticsearch',
      request => stack.#answerElasticsearch(request),
      ({ headers }) => headers.authorization === `ApiKey ${apiKey}`,
    );
    stack.#logstash = await serve('logstash', ({ method, path }) =>
      method === 'GET' && path === '/_health_report'
        ? { body: stack.#healthReport() }
        : undefined,
    );
    stack.#kibana = await serve('kibana', ({ method, path }) =>
      method === 'GET' && path === '/api/status'
        ? stack.#kibanaStatus()
        : undefined,
    );
    return stack;
  }

  get urls() {
    return {
      elasticsearch: this.#elasticsearch.url,
      logstash: this.#logstash.url,
      kibana: this.#kibana.url,
    };
  }

  get faults(): FaultDefinition[] {
    const colour = (
      id: string,
      become: Colour,
      title: string,
      description: string,
    ): FaultDefinition => ({
      id,
      title,
      description,
      targets: () => [],
      inject: async () => {
        const token = Symbol(id);
        this.#colours.set(token, become);
        return async () => {
          this.#colours.delete(token);
        };
      },
    });
    return [
      colour(
        'elasticsearch-yellow',
        'yellow',
        'Copies of log shards are missing',
        'A node of Elasticsearch is lost: six copies of shards are not assigned.',
      ),
      colour(
        'elasticsearch-red',
        'red',
        'Log shards are missing',
        'Nodes of Elasticsearch are lost: first copies of shards are not assigned, and Kibana is degraded.',
      ),
      {
        id: 'log-ingest-stopped',
        title: 'Logs stop arriving',
        description:
          'The main pipeline of Logstash has ended: the newest log is ten minutes old.',
        targets: () => [],
        inject: async () => {
          this.#silentSince = Date.now() - SILENT_SECONDS * 1000;
          return async () => {
            this.#silentSince = undefined;
          };
        },
      },
    ];
  }

  async stop(): Promise<void> {
    await Promise.all(
      [this.#elasticsearch, this.#logstash, this.#kibana].map(server =>
        server.stop(),
      ),
    );
  }

  get #colour(): Colour {
    const colours = [...this.#colours.values()];
    if (colours.includes('red')) return 'red';
    return colours.includes('yellow') ? 'yellow' : 'green';
  }

  #answerElasticsearch({
    method,
    path,
  }: SystemRequest): SystemReply | undefined {
    if (method === 'GET' && path === '/_cluster/health') {
      return { body: this.#clusterHealth() };
    }
    if (method === 'GET' && path === '/_ccr/stats') {
      return { body: { auto_follow_stats: {}, follow_stats: { indices: [] } } };
    }
    if (/^\/[^/]+\/_search$/.test(path)) {
      const newest = this.#silentSince ?? Date.now() - 1_000;
      return {
        body: {
          took: 2,
          timed_out: false,
          _shards: { total: 12, successful: 12, skipped: 0, failed: 0 },
          hits: { max_score: null, hits: [] },
          aggregations: {
            newest: {
              value: newest,
              value_as_string: new Date(newest).toISOString(),
            },
          },
        },
      };
    }
    return undefined;
  }

  #clusterHealth() {
    const colour = this.#colour;
    const unassigned = UNASSIGNED[colour];
    const nodes = colour === 'green' ? NODES : NODES - 1;
    return {
      cluster_name: 'mis-logs',
      status: colour,
      timed_out: false,
      number_of_nodes: nodes,
      number_of_data_nodes: nodes,
      active_primary_shards: SHARDS / 2 - (colour === 'red' ? 3 : 0),
      active_shards: SHARDS - unassigned,
      relocating_shards: 0,
      initializing_shards: 0,
      unassigned_shards: unassigned,
      delayed_unassigned_shards: 0,
      number_of_pending_tasks: 0,
      number_of_in_flight_fetch: 0,
      task_max_waiting_in_queue_millis: 0,
      active_shards_percent_as_number: (100 * (SHARDS - unassigned)) / SHARDS,
    };
  }

  #healthReport() {
    const status = this.#silentSince === undefined ? 'green' : 'red';
    return {
      host: 'logstash',
      version: '9.2.1',
      http_address: new URL(this.#logstash.url).host,
      status,
      symptom:
        status === 'green'
          ? '1 indicator is healthy (`pipelines`)'
          : '1 indicator is unhealthy (`pipelines`)',
      indicators: {
        pipelines: {
          status,
          symptom: '',
          indicators: {
            main: {
              status,
              symptom: '',
              details: {
                status: {
                  state: status === 'green' ? 'RUNNING' : 'TERMINATED',
                },
              },
            },
          },
        },
      },
    };
  }

  #kibanaStatus(): SystemReply {
    const level = this.#colour === 'red' ? 'degraded' : 'available';
    return {
      body: {
        name: 'kibana',
        uuid: '00000000-0000-4000-8000-000000000001',
        version: { number: '9.2.1' },
        status: { overall: { level, summary: `Kibana is ${level}` } },
      },
    };
  }
}
