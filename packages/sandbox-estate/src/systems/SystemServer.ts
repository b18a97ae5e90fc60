import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  EstateModel,
  SiteName,
  SystemControl,
  SystemMisbehaviour,
} from '../model';
import { HttpServer } from './HttpServer';

export interface SystemRequest {
  method: string;
  /** Decoded path, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface SystemReply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is text. */
  body: unknown;
}

export interface SystemServerOptions {
  /** Name that faults and `estate.json` use: the catalog entity's, or that with `-1`. */
  name: string;
  /** It is gone when its site is lost; undefined for what stands outside. */
  site?: SiteName;
  /** Zones that it stands in: it is gone when all of them are lost. */
  zones?: string[];
  port: number;
  model: EstateModel;
  /** Whether the request carries what logs in; by default everybody may ask. */
  authorize?(request: SystemRequest): boolean;
  /** The answer; undefined is 404. */
  answer(
    request: SystemRequest,
  ): SystemReply | undefined | Promise<SystemReply | undefined>;
}

const LONGEST_BODY = 1 << 20;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new Error('The body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, reply: SystemReply): void {
  const text =
    typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response
    .writeHead(reply.status ?? 200, {
      'content-type':
        typeof reply.body === 'string' ? 'text/plain' : 'application/json',
      ...reply.headers,
    })
    .end(text);
}

/**
 * The HTTP interface of a system that is imitated. It goes with its site, can
 * be told to misbehave, and is otherwise what its `answer` says.
 */
export class SystemServer implements SystemControl {
  readonly name: string;
  readonly site?: SiteName;
  readonly #options: SystemServerOptions;
  readonly #http: HttpServer;
  readonly #wrong = new Map<symbol, SystemMisbehaviour>();
  #running = true;

  private constructor(options: SystemServerOptions) {
    this.name = options.name;
    this.site = options.site;
    this.#options = options;
    this.#http = new HttpServer(options.port, (request, response) => {
      this.#serve(request, response).catch(error => {
        if (!response.headersSent) {
          send(response, { status: 500, body: { message: String(error) } });
        }
      });
    });
  }

  static async start(options: SystemServerOptions): Promise<SystemServer> {
    const server = new SystemServer(options);
    const { model } = options;
    model.systems.set(server.name, server);
    model.siteReactions.add(server.#onSite);
    model.on('change', server.#onChange);
    await server.#settle();
    return server;
  }

  get url(): string {
    return this.#http.url;
  }

  /** Switches it off or on, as when its process ends. */
  async setRunning(running: boolean): Promise<void> {
    this.#running = running;
    await this.#settle();
  }

  async disturb(what: SystemMisbehaviour): Promise<() => Promise<void>> {
    const token = Symbol(what);
    this.#wrong.set(token, what);
    await this.#settle();
    return async () => {
      this.#wrong.delete(token);
      if (what === 'hang') {
        // Whoever still waits is let go.
        await this.#http.close();
      }
      await this.#settle();
    };
  }

  async stop(): Promise<void> {
    const { model } = this.#options;
    model.siteReactions.delete(this.#onSite);
    model.off('change', this.#onChange);
    model.systems.delete(this.name);
    this.#running = false;
    await this.#http.close();
  }

  readonly #onSite = async (site: SiteName) => {
    if (site === this.site) await this.#settle();
  };

  readonly #onChange = (what: string) => {
    if (what.startsWith('zone:')) {
      this.#settle().catch(() => {});
    }
  };

  async #settle(): Promise<void> {
    const { model, zones = [] } = this.#options;
    const gone =
      !this.#running ||
      this.#is('refuse') ||
      (this.site !== undefined && model.lostSites.has(this.site)) ||
      (zones.length > 0 && zones.every(zone => model.lostZones.has(zone)));
    if (gone) await this.#http.close();
    else await this.#http.open();
  }

  #is(what: SystemMisbehaviour): boolean {
    return [...this.#wrong.values()].includes(what);
  }

  async #serve(
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(incoming);
    if (this.#is('hang')) return;
    if (this.#is('garbage')) {
      send(response, { body: '<!doctype html><title>Welcome</title>' });
      return;
    }
    if (this.#is('error')) {
      send(response, { status: 500, body: { message: 'Internal error' } });
      return;
    }
    if (this.#is('throttle')) {
      send(response, { status: 429, body: { message: 'Too many requests' } });
      return;
    }
    const url = new URL(incoming.url ?? '/', 'http://system');
    const request: SystemRequest = {
      method: incoming.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body,
    };
    const { authorize, answer } = this.#options;
    if (this.#is('deny') || (authorize && !authorize(request))) {
      send(response, { status: 401, body: { message: 'Unauthorized' } });
      return;
    }
    send(
      response,
      (await answer(request)) ?? {
        status: 404,
        body: { message: `There is no ${request.path} here` },
      },
    );
  }
}
