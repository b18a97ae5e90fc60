import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Reply = { status?: number; type?: string; body: unknown };

/**
 * Answers the calls of the first API from replies that a test writes down, as
 * the reference of the service shows them; what has none is a 404.
 */
export class RecordedHub {
  /** By path; a list is given out one after the other. */
  replies: Record<string, Reply | Reply[]> = {};
  readonly requests: Array<{
    path: string;
    query: Record<string, string>;
    body: any;
    authorization: string;
  }> = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => (text += chunk));
      request.on('end', () => {
        const url = new URL(request.url!, 'http://hub');
        this.requests.push({
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          body: text ? JSON.parse(text) : undefined,
          authorization: request.headers.authorization ?? '',
        });
        const known = this.replies[url.pathname];
        const reply = Array.isArray(known) ? known.shift() : known;
        const {
          status = 200,
          type,
          body,
        } = reply ?? {
          status: 404,
          type: 'ResourceNotFoundException',
          body: { message: `No reply is recorded for ${url.pathname}` },
        };
        response
          .writeHead(status, {
            'content-type': 'application/json',
            ...(type && { 'x-amzn-errortype': type }),
          })
          .end(JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<RecordedHub> {
    const hub = new RecordedHub();
    await new Promise<void>(resolve =>
      hub.#server.listen(0, '127.0.0.1', resolve),
    );
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  asked(path: string) {
    return this.requests.filter(request => request.path === path);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
