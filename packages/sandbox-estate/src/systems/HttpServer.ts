import { createServer, RequestListener, Server } from 'node:http';

/** An HTTP server on a loopback port that can go and come back. */
export class HttpServer {
  readonly port: number;
  readonly #listener: RequestListener;
  #server?: Server;

  constructor(port: number, listener: RequestListener) {
    this.port = port;
    this.#listener = listener;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    const server = createServer(this.#listener);
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', error => {
        // Nothing listens, so that it can be opened again.
        if (this.#server === server) this.#server = undefined;
        reject(error);
      });
      server.listen({ port: this.port, host: '127.0.0.1' }, resolve);
    });
  }

  /** Ends at once, whoever is being served. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise(resolve => {
      server.close(resolve);
    });
    server.closeAllConnections();
    await closed;
  }
}
