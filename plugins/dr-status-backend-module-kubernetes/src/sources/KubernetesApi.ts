import { readFile } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import {
  SourceFailure,
  type ClusterConnection,
} from '@twinshore/plugin-dr-status-node';
import { AnswerFailure } from './AnswerFailure';
import { linesOf } from './linesOf';
import { Turns } from './Turns';

const LOST =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;
const GARBAGE = /^(HPE_|EPROTO$|ERR_SSL_)/;
/** An answer longer than this is no page of a list. */
const LONGEST_PAGE_BYTES = 16 * 2 ** 20;
/** And longer than this no readyz, review or error. */
const LONGEST_TEXT_BYTES = 2 ** 20;
/** Pages are large: so many are in memory at once. */
const PAGES_AT_ONCE = 4;

/**
 * A few calls of the Kubernetes API over `node:https`. The watch of the
 * official client swallows lines that it cannot parse, has no deadline, and
 * its informers keep whole objects; a posture must notice the first, needs the
 * second, and affords the third on no large cluster.
 */
export class KubernetesApi {
  readonly #connection: ClusterConnection;
  readonly #base: string;
  readonly #agent: http.Agent;
  readonly #turns = new Turns(PAGES_AT_ONCE);

  constructor(connection: ClusterConnection) {
    this.#connection = connection;
    this.#base = connection.url.replace(/\/+$/, '');
    // Every watch holds a connection of its own, so there is no limit to them.
    const options = { keepAlive: true };
    this.#agent = this.#base.startsWith('https:')
      ? new https.Agent(options)
      : new http.Agent(options);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Status and text of a short answer; anything but a lost connection is an answer. */
  async getText(
    path: string,
    signal: AbortSignal,
    longest = LONGEST_TEXT_BYTES,
  ): Promise<{ status: number; text: string }> {
    try {
      const response = await this.#request(path, signal);
      return {
        status: response.statusCode ?? 0,
        text: await bodyOf(response, longest),
      };
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  /**
   * A page of a list.
   * @param deadline - asked for when it is this page's turn
   */
  async getPage(path: string, deadline: () => AbortSignal): Promise<any> {
    return this.#turns.take(async () => {
      const { status, text } = await this.getText(
        path,
        deadline(),
        LONGEST_PAGE_BYTES,
      );
      if (status !== 200) {
        throw this.answerFailure(path, status, text);
      }
      return this.#parse(path, text);
    });
  }

  /**
   * Asks a question that the API takes by POST, such as an access review. It
   * is never kept: a source changes nothing.
   */
  async review(path: string, body: object, signal: AbortSignal): Promise<any> {
    try {
      const response = await this.#request(path, signal, JSON.stringify(body));
      const text = await bodyOf(response, LONGEST_TEXT_BYTES);
      const status = response.statusCode ?? 0;
      if (status !== 200 && status !== 201) {
        throw this.answerFailure(path, status, text);
      }
      return this.#parse(path, text);
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  /** Calls back with each line of a stream of JSON objects, until it ends. */
  async stream(
    path: string,
    signal: AbortSignal,
    onObject: (object: any) => void,
  ): Promise<void> {
    try {
      const response = await this.#request(path, signal);
      if (response.statusCode !== 200) {
        throw this.answerFailure(
          path,
          response.statusCode ?? 0,
          await bodyOf(response, LONGEST_TEXT_BYTES),
        );
      }
      try {
        for await (const line of linesOf(response)) {
          if (line.trim() !== '') {
            onObject(this.#parse(path, line));
          }
        }
      } finally {
        response.destroy();
      }
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  /** What an answer that is no success means. */
  answerFailure(path: string, status: number, text: string): AnswerFailure {
    const what = path.split('?')[0];
    let said = '';
    try {
      said = String(JSON.parse(text).message ?? '');
    } catch {
      // The server said it in another way; its status counts.
    }
    const because = said ? `: ${said.replace(/\.$/, '')}` : '';
    switch (status) {
      case 401:
        return new AnswerFailure(
          status,
          'unauthorized',
          `${this.#base} does not accept the token (401)${because}.`,
          'Give the source a valid token: it may have expired, or belong to another cluster.',
        );
      case 403:
        return new AnswerFailure(
          status,
          'unauthorized',
          `${this.#base} refuses ${what} (403)${because}.`,
          'Grant the service account the ClusterRole that the README names.',
        );
      case 429:
        return new AnswerFailure(
          status,
          'throttled',
          `${this.#base} asks to slow down (429).`,
        );
      default:
        return new AnswerFailure(
          status,
          status >= 400 ? 'failed' : 'malformed',
          `${this.#base} answers ${what} with status ${status}${because}.`,
          'Check that the URL is that of the API server.',
        );
    }
  }

  #parse(path: string, text: string): any {
    try {
      const value = JSON.parse(text);
      if (value && typeof value === 'object') {
        return value;
      }
    } catch {
      // Said below.
    }
    throw new SourceFailure(
      'malformed',
      `${this.#base} answers ${
        path.split('?')[0]
      } with something that is no JSON object.`,
      'Check that the URL is that of the API server, and not of a proxy or a login page.',
    );
  }

  async #request(
    path: string,
    signal: AbortSignal,
    body?: string,
  ): Promise<http.IncomingMessage> {
    const { token, tokenFile, ca, caFile, skipTLSVerify } = this.#connection;
    const bearer = tokenFile ? await this.#read(tokenFile, 'token') : token;
    const authority = caFile ? await this.#read(caFile, 'authority') : ca;
    const secure = this.#base.startsWith('https:');
    signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(
        `${this.#base}${path}`,
        {
          method: body === undefined ? 'GET' : 'POST',
          agent: this.#agent,
          signal,
          headers: {
            Accept: 'application/json',
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
            'User-Agent': 'twinshore-dr-status',
            ...(bearer && { Authorization: `Bearer ${bearer.trim()}` }),
          },
          ...(secure && {
            ca: authority,
            rejectUnauthorized: !skipTLSVerify,
          }),
        },
        resolve,
      );
      request.on('error', reject);
      // Finds a peer that has gone without a word while a watch is idle.
      request.on('socket', socket => socket.setKeepAlive(true, 10_000));
      request.end(body);
    });
  }

  async #read(file: string, what: string): Promise<string> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw new SourceFailure(
        'misconfigured',
        `The ${what} file ${file} cannot be read: ${
          (error as NodeJS.ErrnoException).code
        }.`,
        'Correct the path, or let the portal read the file.',
      );
    }
  }

  #failure(error: unknown, signal: AbortSignal): Error {
    if (error instanceof SourceFailure) {
      return error;
    }
    if (signal.aborted) {
      return signal.reason instanceof Error ? signal.reason : (error as Error);
    }
    const { code = '', message = String(error) } = error as {
      code?: string;
      message?: string;
    };
    if (CERTIFICATE.test(code)) {
      return new SourceFailure(
        'unreachable',
        `The certificate of ${this.#base} is not accepted: ${message}.`,
        'Check caData, and the certificate’s dates and names.',
      );
    }
    if (GARBAGE.test(code)) {
      return new SourceFailure(
        'malformed',
        `What answers at ${
          this.#base
        } does not speak the expected protocol: ${message}.`,
        'Check the URL and its scheme.',
      );
    }
    if (LOST.test(code) || /socket hang up|aborted/.test(message)) {
      return new SourceFailure(
        'unreachable',
        `${this.#base} cannot be reached: ${message}.`,
        'Check that the API server runs, and the network between it and the portal.',
      );
    }
    return error as Error;
  }
}

async function bodyOf(
  response: http.IncomingMessage,
  longest: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > longest) {
      response.destroy();
      throw new SourceFailure('malformed', 'The answer does not end.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
