import { createHash, timingSafeEqual } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Server, createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../../certificates/authority';
import { ApiHandler } from './ApiHandler';
import { User } from './authorizer';
import { ApiError, unauthorized } from './errors';
import { sendJson } from './generalPaths';

/** How the server can misbehave. */
export type Disruption = 'hung' | 'refused' | 'lost' | 'garbage';

const GARBAGE =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

const ANONYMOUS: User = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
};
const PUBLIC = /^\/(livez|readyz|healthz|version)(\/|\?|$)/;

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The HTTPS server of one cluster: who asks, and whether it answers at all. */
export class ApiServer {
  readonly #handler: ApiHandler;
  readonly #port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #disruptions = new Set<Disruption>();
  readonly #log: (message: string) => void;
  #users: { token: Buffer; user: User }[] = [];

  constructor(options: {
    handler: ApiHandler;
    certificate: Certificate;
    port: number;
    log(message: string): void;
  }) {
    this.#handler = options.handler;
    this.#port = options.port;
    this.#log = options.log;
    const { key, cert } = options.certificate;
    this.#server = createServer(
      // On every endpoint, internal ones too (design 6.2).
      { key, cert, minVersion: 'TLSv1.3' },
      (request, response) => {
        this.#answer(request, response).catch(error =>
          this.#fail(response, error),
        );
      },
    );
    // Watches are open for as long as their clients like.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** Who may come in; connections of others are closed. */
  setUsers(users: { token: string; user: User }[]): void {
    this.#users = users.map(({ token, user }) => ({
      token: digest(token),
      user,
    }));
    this.#dropConnections();
  }

  async start(): Promise<void> {
    const silent =
      this.#disruptions.has('refused') || this.#disruptions.has('lost');
    if (this.#server.listening || silent) {
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) {
      return;
    }
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#dropConnections();
    await closed;
  }

  async disrupt(kind: Disruption): Promise<void> {
    this.#disruptions.add(kind);
    if (kind === 'refused' || kind === 'lost') {
      await this.stop();
    } else if (kind === 'garbage') {
      this.#dropConnections();
    }
  }

  async restore(kind: Disruption): Promise<void> {
    this.#disruptions.delete(kind);
    // Requests that hung are ended, so that clients ask again.
    this.#dropConnections();
    await this.start();
  }

  #dropConnections(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  #authenticate(request: IncomingMessage): User {
    const header = request.headers.authorization;
    if (!header && PUBLIC.test(request.url ?? '')) {
      return ANONYMOUS;
    }
    const given = digest(/^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? '');
    const found = this.#users.find(({ token }) =>
      timingSafeEqual(token, given),
    );
    if (!found) {
      throw unauthorized();
    }
    return found.user;
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (this.#disruptions.has('hung')) {
      return;
    }
    if (this.#disruptions.has('garbage')) {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end(GARBAGE);
      return;
    }
    const user = this.#authenticate(request);
    await this.#handler.handle(request, response, user);
  }

  #fail(response: ServerResponse, error: unknown): void {
    if (!(error instanceof ApiError)) {
      const text = error instanceof Error ? error.stack : String(error);
      this.#log(`could not answer a request: ${text}`);
    }
    const failure =
      error instanceof ApiError
        ? error
        : new ApiError(500, 'InternalError', 'Internal error occurred');
    if (response.headersSent) {
      response.destroy();
    } else {
      if (failure.code === 429) {
        response.setHeader('Retry-After', '10');
      }
      sendJson(response, failure.code, failure.toStatus());
    }
  }
}
