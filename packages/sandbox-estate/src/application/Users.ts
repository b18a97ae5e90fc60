import { HttpServer } from '../systems/HttpServer';
import { RequestMetrics } from './RequestMetrics';

const PER_SECOND = 20;
const MOST_AT_ONCE = 100;
const PATIENCE_MS = 2_000;
/** One request in this many writes. */
const WRITES = 5;
/** So many of them are signed in. */
const SIGNED_IN = 200;

/**
 * People who use the application, at a steady rate, wherever DNS sends them.
 * What they see is counted as they see it: a site that is gone answers nothing,
 * and so counts nothing itself.
 */
export class Users {
  readonly metrics = new RequestMetrics({ job: 'mis-users' });
  readonly #target: () => string | undefined;
  readonly #server: HttpServer;
  readonly #under = new Set<Promise<void>>();
  readonly #ended = new AbortController();
  #timer?: NodeJS.Timeout;
  #sent = 0;

  /**
   * @param target - address of the application that DNS names now
   * @param port - where their metrics can be read
   */
  constructor(target: () => string | undefined, port: number) {
    this.#target = target;
    this.#server = new HttpServer(port, (request, response) => {
      const known = request.url === '/metrics';
      response.writeHead(known ? 200 : 404, {
        'content-type': 'text/plain; version=0.0.4',
      });
      response.end(known ? this.metrics.render() : 'Not Found');
    });
  }

  get url(): string {
    return this.#server.url;
  }

  get succeeded(): number {
    return this.metrics.total(code => code.startsWith('2'));
  }

  get failed(): number {
    return this.metrics.total(code => !code.startsWith('2'));
  }

  async start(): Promise<void> {
    await this.#server.open();
    this.#timer = setInterval(() => {
      if (this.#under.size >= MOST_AT_ONCE) return;
      const request = this.#request();
      this.#under.add(request);
      request.finally(() => this.#under.delete(request));
    }, 1000 / PER_SECOND);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    await Promise.all(this.#under);
    await this.#server.close();
  }

  async #request(): Promise<void> {
    this.#sent += 1;
    const writes = this.#sent % WRITES === 0;
    const started = performance.now();
    let code = '0';
    const site = this.#target();
    if (site) {
      try {
        const reply = await fetch(`${site}/api/cases`, {
          headers: { cookie: `session=user-${this.#sent % SIGNED_IN}` },
          ...(writes && {
            method: 'POST',
            body: JSON.stringify({
              title: `Request ${this.#sent}`,
              department: 'Interior',
            }),
          }),
          signal: AbortSignal.any([
            this.#ended.signal,
            AbortSignal.timeout(PATIENCE_MS),
          ]),
        });
        await reply.arrayBuffer();
        code = String(reply.status);
      } catch {
        // No answer, or none in time.
      }
    }
    // Those whom the end of the sandbox cut off say nothing about it.
    if (this.#ended.signal.aborted) return;
    this.metrics.count(code, (performance.now() - started) / 1000);
  }
}
