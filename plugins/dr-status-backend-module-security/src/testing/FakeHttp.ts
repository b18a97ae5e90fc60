import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Replies written down beforehand, by path. */
export class FakeHttp {
  replies: Record<string, { status?: number; body: unknown }> = {};
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      const reply = this.replies[request.url ?? ''] ?? {
        status: 404,
        body: { errors: [] },
      };
      response.writeHead(reply.status ?? 200, {
        'content-type': 'application/json',
      });
      response.end(
        typeof reply.body === 'string'
          ? reply.body
          : JSON.stringify(reply.body),
      );
    });
  }

  static async start(replies: FakeHttp['replies'] = {}): Promise<FakeHttp> {
    const fake = new FakeHttp();
    fake.replies = replies;
    await new Promise<void>(resolve =>
      fake.#server.listen(0, '127.0.0.1', resolve),
    );
    return fake;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
