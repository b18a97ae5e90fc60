import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { issueCertificate, type Certificate } from '../certificates/authority';
import type { EstateModel, SiteName } from '../model';

const DAY_MS = 24 * 3600 * 1000;

/**
 * A TLS endpoint of a site: a real server that speaks TLS 1.3 alone and hands
 * requests on to the application behind it.
 */
export class TlsListener {
  readonly site: SiteName;
  /** What stands for it in `estate.json`. */
  readonly id: string;
  /** Name that users come by. */
  readonly name: string;
  readonly port: number;
  readonly #model: EstateModel;
  readonly #ca: Certificate;
  readonly #without = new Set<string>();
  #server?: Server;
  /** What it does to its server, one step after the other. */
  #settled: Promise<void> = Promise.resolve();
  #expired = false;
  #oldProtocol = false;

  constructor(options: {
    site: SiteName;
    id: string;
    name: string;
    port: number;
    model: EstateModel;
    ca: Certificate;
  }) {
    this.site = options.site;
    this.id = options.id;
    this.name = options.name;
    this.port = options.port;
    this.#model = options.model;
    this.#ca = options.ca;
  }

  /** Takes it away for a reason, or gives it back; it is there when no reason is left. */
  async setAway(reason: string, away: boolean): Promise<void> {
    if (away) this.#without.add(reason);
    else this.#without.delete(reason);
    await this.#after(() =>
      this.#without.size > 0 ? this.#close() : this.#open(),
    );
  }

  async setExpired(expired: boolean): Promise<void> {
    this.#expired = expired;
    await this.#after(() => this.#renew());
  }

  async setOldProtocol(old: boolean): Promise<void> {
    this.#oldProtocol = old;
    await this.#after(() => this.#renew());
  }

  async stop(): Promise<void> {
    await this.setAway('stop', true);
  }

  #after(step: () => Promise<void>): Promise<void> {
    this.#settled = this.#settled.catch(() => {}).then(step);
    return this.#settled;
  }

  async #renew(): Promise<void> {
    this.#server?.setSecureContext(await this.#context());
  }

  async #open(): Promise<void> {
    if (this.#server) return;
    const server = createServer(await this.#context(), (request, response) =>
      this.#serve(request, response),
    );
    // Whoever only shakes hands, or fails to.
    server.on('tlsClientError', () => {});
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: this.port, host: '127.0.0.1' }, resolve);
    });
  }

  async #close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise(resolve => {
      server.close(resolve);
    });
    server.closeAllConnections();
    await closed;
  }

  async #context(): Promise<SecureContextOptions> {
    const now = Date.now();
    const { key, cert } = await issueCertificate(this.#ca, {
      commonName: this.name,
      names: [this.name],
      ...(this.#expired && {
        notBefore: new Date(now - 90 * DAY_MS),
        notAfter: new Date(now - DAY_MS),
      }),
    });
    return {
      key,
      cert,
      ...(this.#oldProtocol
        ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }
        : { minVersion: 'TLSv1.3' }),
    };
  }

  #serve(incoming: IncomingMessage, response: ServerResponse): void {
    const behind = this.#model.applicationUrls.get(this.site);
    const unavailable = () => {
      if (!response.headersSent) response.writeHead(503);
      response.end();
    };
    if (!behind) {
      unavailable();
      return;
    }
    const { method, url, headers } = incoming;
    const onward = httpRequest(
      `${behind}${url}`,
      { method, headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', unavailable);
    incoming.pipe(onward);
  }
}
