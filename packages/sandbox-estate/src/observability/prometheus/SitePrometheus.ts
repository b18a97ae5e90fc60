import type { EstateModel, SiteName } from '../../model';
import {
  SystemReply,
  SystemRequest,
  SystemServer,
} from '../../systems/SystemServer';

/** What stands behind the replicas of a site. */
export interface MetricsServer {
  start(): Promise<void>;
  /** Ends at once. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  answer(request: SystemRequest): Promise<SystemReply | undefined>;
}

/** Passes questions on to a server and its answers back. */
export async function forward(
  url: string,
  request: SystemRequest,
): Promise<SystemReply> {
  const query = request.query.toString();
  const reply = await fetch(
    `${url}${request.path}${query ? `?${query}` : ''}`,
    { signal: AbortSignal.timeout(10_000) },
  );
  return {
    status: reply.status,
    headers: {
      'content-type': reply.headers.get('content-type') ?? 'text/plain',
    },
    body: await reply.text(),
  };
}

/**
 * The Prometheus of a site: a pair of replicas in two zones. Both are doors to
 * one server, since two that scrape the same differ in nothing but their cost.
 */
export class SitePrometheus {
  readonly site: SiteName;
  readonly #model: EstateModel;
  readonly #server: MetricsServer;
  readonly #doors: SystemServer[];
  readonly #down = new Set<string>();

  private constructor(
    model: EstateModel,
    site: SiteName,
    server: MetricsServer,
    doors: SystemServer[],
  ) {
    this.#model = model;
    this.site = site;
    this.#server = server;
    this.#doors = doors;
    model.siteReactions.add(this.#onSite);
  }

  static async start(options: {
    model: EstateModel;
    site: SiteName;
    server: MetricsServer;
    /** One replica each. */
    places: Array<{ port: number; zone: string }>;
  }): Promise<SitePrometheus> {
    const { model, site, server, places } = options;
    await server.start();
    const doors: SystemServer[] = [];
    for (const [index, { port, zone }] of places.entries()) {
      doors.push(
        await SystemServer.start({
          name: `prometheus-${site}-${index + 1}`,
          site,
          zones: [zone],
          port,
          model,
          answer: request => server.answer(request),
        }),
      );
    }
    return new SitePrometheus(model, site, server, doors);
  }

  get replicas(): string[] {
    return this.#doors.map(door => door.url);
  }

  /** Takes it away; it is back when no reason is left. */
  async takeDown(reason: string): Promise<void> {
    this.#down.add(reason);
    await Promise.all(this.#doors.map(door => door.setRunning(false)));
    await this.#server.kill();
  }

  async bringBack(reason: string): Promise<void> {
    this.#down.delete(reason);
    if (this.#down.size > 0) return;
    await this.#server.start();
    await Promise.all(this.#doors.map(door => door.setRunning(true)));
  }

  async stop(): Promise<void> {
    this.#model.siteReactions.delete(this.#onSite);
    await Promise.all(this.#doors.map(door => door.stop()));
    await this.#server.stop();
  }

  readonly #onSite = async (site: SiteName, lost: boolean) => {
    if (site !== this.site) return;
    if (lost) await this.takeDown('lose-site');
    else await this.bringBack('lose-site');
  };
}
