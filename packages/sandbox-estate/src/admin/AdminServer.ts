import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, IncomingMessage, Server } from 'node:http';
import { FaultError, FaultRegistry } from '../faults/FaultRegistry';

const BODY_LIMIT_BYTES = 10_000;

export interface AdminOptions {
  port: number;
  token: string;
  faults: FaultRegistry;
  state(): Promise<unknown>;
  /** Clears all faults and mends what else is amiss. */
  mendAll(): Promise<void>;
  /** Asked to end the sandbox; absent where nobody may. */
  shutdown?(): void;
}

interface Reply {
  status: number;
  body?: unknown;
}

class BadRequest extends Error {}

const digest = (text: string) => createHash('sha256').update(text).digest();

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > BODY_LIMIT_BYTES) throw new BadRequest('Too long');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('The body is not JSON');
  }
}

async function answer(
  request: IncomingMessage,
  options: AdminOptions,
): Promise<Reply> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const { faults } = options;
  switch (`${request.method} ${pathname}`) {
    case 'GET /state':
      return { status: 200, body: await options.state() };
    case 'GET /faults':
      return {
        status: 200,
        body: { definitions: faults.definitions(), active: faults.active() },
      };
    case 'POST /faults': {
      const { fault, target } = (await readBody(request)) as Record<
        string,
        unknown
      >;
      if (
        typeof fault !== 'string' ||
        !['string', 'undefined'].includes(typeof target)
      ) {
        throw new BadRequest('Expected {"fault": "…", "target": "…"}');
      }
      const active = await faults.inject(fault, target as string | undefined);
      return { status: 201, body: active };
    }
    case 'DELETE /faults':
      await options.mendAll();
      return { status: 204 };
    case 'POST /shutdown':
      if (!options.shutdown) return { status: 404 };
      setImmediate(options.shutdown);
      return { status: 202 };
    default:
  }
  const [, id] = /^\/faults\/([^/]+)$/.exec(pathname) ?? [];
  if (id && request.method === 'DELETE') {
    await faults.clear(decodeURIComponent(id));
    return { status: 204 };
  }
  return { status: 404, body: { error: `No such route: ${pathname}` } };
}

function statusOf(error: unknown): number {
  return error instanceof FaultError || error instanceof BadRequest ? 400 : 500;
}

/** The sandbox's own interface, on loopback and behind a token. */
export class AdminServer {
  readonly url: string;
  readonly #server: Server;

  private constructor(url: string, server: Server) {
    this.url = url;
    this.#server = server;
  }

  static async listen(options: AdminOptions): Promise<AdminServer> {
    const expected = digest(`Bearer ${options.token}`);
    const server = createServer(async (request, response) => {
      let reply: Reply;
      const given = digest(request.headers.authorization ?? '');
      try {
        reply = timingSafeEqual(given, expected)
          ? await answer(request, options)
          : {
              status: 401,
              body: { error: 'The token of .sandbox/estate.json is needed' },
            };
      } catch (error) {
        reply = {
          status: statusOf(error),
          body: { error: (error as Error).message },
        };
      }
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: options.port, host: '127.0.0.1' }, resolve);
    });
    return new AdminServer(`http://127.0.0.1:${options.port}`, server);
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    await closed;
  }
}
