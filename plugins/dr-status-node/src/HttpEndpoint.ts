import { rootCertificates } from 'node:tls';
import { Agent, request } from 'undici';
import { abortAfter } from './abortAfter';
import { SourceFailure } from './source';
import { toHttpFailure, statusFailure } from './httpFailures';

/** @public */
export interface HttpEndpointOptions {
  /** What is asked, for messages: `Vault on-prem-1`. */
  name: string;
  /** Base that paths are appended to; without a slash at its end. */
  url: string;
  /** Configuration key of the item, for hints. */
  key: string;
  timeoutSeconds: number;
  /** Sent with every request, for example the authorization. */
  headers?: Record<string, string>;
  /** Certificates of authorities to trust besides the well-known ones, as PEM. */
  ca?: string;
  /** Grant that a 401 or 403 asks for. */
  leastPrivilege: string;
  /** Longest answer that is read; by default 8 MiB. */
  maxBytes?: number;
}

/** @public */
export interface HttpRequestOptions {
  /** The source context's signal. */
  signal: AbortSignal;
  headers?: Record<string, string>;
  /** Statuses that are answers; by default 200 to 299. */
  accept?: readonly number[];
}

/** @public */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const MAX_BYTES = 8 * 2 ** 20;

/**
 * One HTTP interface of a system. Every way of not answering becomes a
 * `SourceFailure` with its cause and what to do; answers are bounded in time
 * and size, redirects are not followed, and nothing is tried twice.
 * @public
 */
export class HttpEndpoint {
  readonly #options: HttpEndpointOptions;
  #agent?: Agent;

  constructor(options: HttpEndpointOptions) {
    this.#options = options;
  }

  /** Asks for a path, which begins with a slash. */
  async get(path: string, options: HttpRequestOptions): Promise<HttpAnswer> {
    return this.#send('GET', path, undefined, options);
  }

  /** Asks for a path and reads the answer as JSON. */
  async getJson<T = any>(
    path: string,
    options: HttpRequestOptions,
  ): Promise<T> {
    return this.parse<T>(await this.get(path, options));
  }

  /** Sends JSON. For log-ins and queries: a source never changes anything. */
  async post(
    path: string,
    body: unknown,
    options: HttpRequestOptions,
  ): Promise<HttpAnswer> {
    return this.#send('POST', path, JSON.stringify(body), options);
  }

  /** The JSON of an answer; an object or a list, nothing else. */
  parse<T = any>(answer: HttpAnswer): T {
    let value: unknown;
    try {
      value = JSON.parse(answer.text);
    } catch {
      throw this.malformed(
        answer.text.trim() === ''
          ? 'with nothing'
          : 'with something that is no JSON',
      );
    }
    if (typeof value !== 'object' || value === null) {
      throw this.malformed('with JSON that is neither an object nor a list');
    }
    return value as T;
  }

  /** An answer without what it must contain: `malformed('without a status')`. */
  malformed(what: string): SourceFailure {
    const { name, key } = this.#options;
    return new SourceFailure(
      'malformed',
      `${name} answered ${what}.`,
      `Check that ${key}.url is the address of this system and not of a proxy or a log-in page.`,
    );
  }

  /** Lets go of all connections. */
  async close(): Promise<void> {
    await this.#agent?.destroy();
    this.#agent = undefined;
  }

  #open(): Agent {
    const { ca, timeoutSeconds, maxBytes = MAX_BYTES } = this.#options;
    // undici takes whole milliseconds alone, which 1.001 s times 1000 are not.
    const milliseconds = Math.ceil(timeoutSeconds * 1000);
    return new Agent({
      connections: 4,
      maxResponseSize: maxBytes,
      connectTimeout: milliseconds,
      headersTimeout: milliseconds,
      bodyTimeout: milliseconds,
      // A given authority would replace the well-known ones.
      ...(ca && { connect: { ca: [...rootCertificates, ca] } }),
    });
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    { signal, headers, accept }: HttpRequestOptions,
  ): Promise<HttpAnswer> {
    const asked = this.#options;
    const limit = abortAfter(asked.timeoutSeconds);
    const ends = AbortSignal.any([signal, limit]);
    let begun = false;
    try {
      const dispatcher = (this.#agent ??= this.#open());
      const response = await request(`${asked.url}${path}`, {
        method,
        dispatcher,
        signal: ends,
        body,
        headers: {
          accept: 'application/json',
          'user-agent': 'twinshore',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...asked.headers,
          ...headers,
        },
      });
      begun = true;
      const status = response.statusCode;
      const text = await response.body.text();
      const wanted = accept
        ? accept.includes(status)
        : status >= 200 && status < 300;
      if (!wanted) {
        throw statusFailure(status, response.headers, asked);
      }
      return { status, headers: response.headers, text };
    } catch (error) {
      throw toHttpFailure(error, asked, { aborted: ends.aborted, begun });
    }
  }
}
