import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EstateModel, SiteName, TrafficCount } from '../model';
import { HttpServer } from '../systems/HttpServer';
import { RequestMetrics } from './RequestMetrics';
import { SiteDatabase } from './SiteDatabase';
import { SiteSessions } from './SiteSessions';

const BODY_LIMIT_BYTES = 10_000;
const PAGE = 20;
/** A site's own cases are rewritten in turn, so that the table stays small. */
const OWN_CASES = 500;

const NEWEST = `
SELECT reference, title, department, status, updated_at
FROM mis.cases ORDER BY updated_at DESC LIMIT $1`;

// References carry the site's name: two sites never write the same row, which
// replication between them could not reconcile.
const UPSERT = `
INSERT INTO mis.cases (reference, title, department, status)
VALUES ($1, $2, $3, 'open')
ON CONFLICT (reference) DO UPDATE SET
  title = excluded.title, department = excluded.department,
  status = excluded.status, updated_at = now()
RETURNING reference, title, department, status, updated_at`;

interface Answer {
  status: number;
  body: unknown;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > BODY_LIMIT_BYTES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The MIS backend of one site: a service over the site's database. */
export class Application {
  readonly site: SiteName;
  readonly #server: HttpServer;
  readonly #database: SiteDatabase;
  readonly #sessions: SiteSessions;
  readonly #metrics: RequestMetrics;
  readonly #down = new Set<string>();
  readonly traffic: TrafficCount = {
    requests: 0,
    faults: 0,
    errors: 0,
    seconds: 0,
  };
  /** How long each request waits before it is served. */
  delayMilliseconds = 0;
  /** One request in this many fails; none when 0. */
  failsEvery = 0;
  #asked = 0;
  #written = 0;

  constructor(model: EstateModel, site: SiteName, port: number) {
    this.site = site;
    this.#database = new SiteDatabase(model, site);
    this.#sessions = new SiteSessions(model, site);
    this.#metrics = new RequestMetrics({ job: 'mis-api', site });
    this.#server = new HttpServer(port, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  get url(): string {
    return this.#server.url;
  }

  get up(): boolean {
    return this.#down.size === 0;
  }

  start(): Promise<void> {
    return this.#server.open();
  }

  /** Takes it away; it is back when no reason is left. */
  async takeDown(reason: string): Promise<void> {
    this.#down.add(reason);
    await this.#server.close();
  }

  async bringBack(reason: string): Promise<void> {
    this.#down.delete(reason);
    if (this.up) await this.#server.open();
  }

  async stop(): Promise<void> {
    await this.#server.close();
    this.#sessions.close();
    await this.#database.close();
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(this.#metrics.render());
      return;
    }
    const started = process.hrtime.bigint();
    const { status, body } =
      (await this.#impair(pathname)) ??
      (await this.#refuseWithoutSession(request)) ??
      (await this.#answer(request, pathname));
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    this.traffic.requests += 1;
    this.traffic.seconds += seconds;
    if (status >= 500) this.traffic.faults += 1;
    else if (status >= 400) this.traffic.errors += 1;
    if (pathname.startsWith('/api/')) {
      this.#metrics.count(String(status), seconds);
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  /** What faults make of a request for the interface. */
  async #impair(pathname: string): Promise<Answer | undefined> {
    if (!pathname.startsWith('/api/')) return undefined;
    if (this.delayMilliseconds > 0) {
      await new Promise(resolve => {
        setTimeout(resolve, this.delayMilliseconds);
      });
    }
    this.#asked += 1;
    return this.failsEvery > 0 && this.#asked % this.failsEvery === 0
      ? { status: 500, body: { detail: 'Internal Server Error' } }
      : undefined;
  }

  /** Who is signed in stays so only while the session can be kept. */
  async #refuseWithoutSession(
    request: IncomingMessage,
  ): Promise<Answer | undefined> {
    const [, id] =
      /\bsession=([\w-]{1,64})/.exec(request.headers.cookie ?? '') ?? [];
    if (!id) return undefined;
    try {
      await this.#sessions.touch(id);
      return undefined;
    } catch {
      return { status: 503, body: { detail: 'The session cannot be kept' } };
    }
  }

  async #answer(request: IncomingMessage, pathname: string): Promise<Answer> {
    switch (`${request.method} ${pathname}`) {
      case 'GET /healthz':
        return this.#health();
      case 'GET /api/cases':
        return this.#withDatabase(async () => ({
          status: 200,
          body: await this.#database.query(NEWEST, [PAGE]),
        }));
      case 'POST /api/cases':
        return this.#createCase(await readBody(request));
      default:
        return { status: 404, body: { detail: 'Not Found' } };
    }
  }

  async #health(): Promise<Answer> {
    const database = await this.#database.find();
    const body = { site: this.site, database: database ?? 'unavailable' };
    return { status: database ? 200 : 503, body };
  }

  async #createCase(body: unknown): Promise<Answer> {
    const { title, department } = (body ?? {}) as Record<string, unknown>;
    if (typeof title !== 'string' || typeof department !== 'string') {
      return {
        status: 422,
        body: { detail: 'title and department are required' },
      };
    }
    const number = (this.#written % OWN_CASES) + 1;
    this.#written += 1;
    // The on-premise cases of the first day are kept as they are.
    const reference = `${this.site}-w${String(number).padStart(4, '0')}`;
    return this.#withDatabase(async () => {
      const values = [reference, title, department];
      const [row] = await this.#database.query(UPSERT, values);
      return { status: 201, body: row };
    });
  }

  async #withDatabase(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      return { status: 503, body: { detail: (error as Error).message } };
    }
  }
}
