import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** @public */
export interface RecordedReply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of a body. */
  text?: string;
}

/**
 * A system that answers `METHOD /path?query` with what was written down from
 * its documentation, and 404 otherwise.
 * @public
 */
export class RecordedServer {
  readonly replies = new Map<
    string,
    RecordedReply | ((request: IncomingMessage, body: string) => RecordedReply)
  >();
  /** What was asked, in the form of the replies' keys. */
  readonly asked: string[] = [];
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        const line = `${request.method} ${request.url}`;
        this.asked.push(line);
        const reply = this.replies.get(line);
        const {
          status = 200,
          headers,
          body: answer,
          text,
        } = typeof reply === 'function'
          ? reply(request, body)
          : reply ?? { status: 404, body: {} };
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(text ?? (answer === undefined ? '' : JSON.stringify(answer)));
      });
    });
  }

  static async start(): Promise<RecordedServer> {
    const recorded = new RecordedServer();
    await new Promise<void>(resolve =>
      recorded.#server.listen(0, '127.0.0.1', resolve),
    );
    recorded.#port = (recorded.#server.address() as AddressInfo).port;
    return recorded;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
