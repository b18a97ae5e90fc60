import { createServer, connect, Server, Socket } from 'node:net';
import type { Link } from './Link';

interface Crossing {
  near: Socket;
  /** Absent until a link was up to reach the other site. */
  far?: Socket;
  /** Closed at one end while no link could tell the other. */
  broken: boolean;
}

/**
 * The way from one site to a server of another, over the first of its links
 * that is up. While none is, bytes stop as in a real cut: nothing arrives, not
 * even the news that the other end has closed, and new connections hang. When
 * a link is back, what TCP would have sent again flows on.
 */
export class LinkProxy {
  readonly port: number;
  readonly #links: Link[];
  readonly #targetPort: number;
  readonly #server: Server;
  readonly #crossings = new Set<Crossing>();
  readonly #reroute = () => this.#crossings.forEach(one => this.#route(one));

  private constructor(links: Link[], port: number, targetPort: number) {
    this.#links = links;
    this.port = port;
    this.#targetPort = targetPort;
    this.#server = createServer({ pauseOnConnect: true }, near => {
      const crossing: Crossing = { near, broken: false };
      this.#crossings.add(crossing);
      this.#carry(crossing, near, () => crossing.far);
      this.#route(crossing);
    });
    for (const link of links) link.on('change', this.#reroute);
  }

  static async listen(options: {
    links: Link[];
    port: number;
    targetPort: number;
  }): Promise<LinkProxy> {
    const proxy = new LinkProxy(
      options.links,
      options.port,
      options.targetPort,
    );
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen({ port: options.port, host: '127.0.0.1' }, resolve);
    });
    return proxy;
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.off('change', this.#reroute);
    const closed = new Promise(resolve => {
      this.#server.close(resolve);
    });
    for (const crossing of this.#crossings) this.#drop(crossing);
    await closed;
  }

  #route(crossing: Crossing): void {
    const { near, far } = crossing;
    if (!this.#path()) {
      near.pause();
      far?.pause();
      return;
    }
    if (crossing.broken) {
      this.#drop(crossing);
      return;
    }
    if (!far) {
      const target = connect({ host: '127.0.0.1', port: this.#targetPort });
      crossing.far = target;
      this.#carry(crossing, target, () => near);
      target.once('connect', () => this.#route(crossing));
      return;
    }
    if (far.connecting) return;
    near.resume();
    far.resume();
  }

  #carry(
    crossing: Crossing,
    from: Socket,
    other: () => Socket | undefined,
  ): void {
    from.setNoDelay(true);
    from.on('data', chunk => {
      const to = other();
      const path = this.#path();
      if (path) path.bytes += chunk.length;
      if (to && !to.write(chunk)) {
        from.pause();
        to.once('drain', () => this.#route(crossing));
      }
    });
    from.on('error', () => {});
    from.on('close', () => {
      crossing.broken = true;
      if (!this.#path()) return;
      // What was read before the end still goes out, such as the reason for it.
      other()?.destroySoon();
      this.#crossings.delete(crossing);
    });
  }

  #drop(crossing: Crossing): void {
    this.#crossings.delete(crossing);
    crossing.near.destroy();
    crossing.far?.destroy();
  }

  #path(): Link | undefined {
    return this.#links.find(link => link.up);
  }
}
