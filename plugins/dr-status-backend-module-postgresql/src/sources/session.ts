import { Socket } from 'node:net';
import { Client, type QueryResult } from 'pg';
import { NotPostgresqlError } from './failures';

export interface ConnectionSettings {
  host: string;
  port: number;
  database: string;
  user: string;
  password?: string;
  ssl?:
    | boolean
    | {
        ca?: string;
        cert?: string;
        key?: string;
        rejectUnauthorized?: boolean;
      };
}

/** First bytes a server may send: to an SSLRequest, else to the startup message. */
const SSL_ANSWERS = 'SNE';
const STARTUP_ANSWERS = 'RENv';
const LONGEST_STARTUP_ANSWER = 0x10000;

/**
 * A server of another protocol would leave the client waiting for the rest of
 * a message that never comes; so its first bytes are looked at.
 */
function isPostgresql(bytes: Buffer, ssl: boolean): boolean {
  const kind = String.fromCharCode(bytes[0]);
  if (!(ssl ? SSL_ANSWERS : STARTUP_ANSWERS).includes(kind)) {
    return false;
  }
  if (ssl || bytes.length < 5) {
    return true;
  }
  const length = bytes.readUInt32BE(1);
  return length >= 4 && length <= LONGEST_STARTUP_ANSWER;
}

/**
 * One connection that is kept. It owns its socket, so that it can be given up
 * at once even when the server hangs and would not take part in a goodbye.
 */
export class Session {
  readonly #client: Client;
  readonly #socket: Socket;
  #ended = false;

  private constructor(client: Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
  }

  /** The session is handed out before it is connected, so that it can be destroyed meanwhile. */
  static create(
    settings: ConnectionSettings,
    options: { timeoutMilliseconds: number },
  ): Session {
    const socket = new Socket();
    socket.once('data', bytes => {
      if (!isPostgresql(bytes, Boolean(settings.ssl))) {
        socket.destroy(new NotPostgresqlError());
      }
    });
    const client = new Client({
      ...settings,
      stream: () => socket,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5000,
      connectionTimeoutMillis: options.timeoutMilliseconds,
      query_timeout: options.timeoutMilliseconds,
      // The server gives up as well, so that no query outlives its reader.
      statement_timeout: options.timeoutMilliseconds,
      application_name: 'twinshore dr-status',
    });
    const session = new Session(client, socket);
    const end = () => {
      session.#ended = true;
    };
    // Without a listener, a connection lost between two polls would end the backend.
    client.on('error', end);
    client.on('end', end);
    return session;
  }

  get ended(): boolean {
    return this.#ended;
  }

  async connect(): Promise<void> {
    await this.#client.connect();
  }

  async query(sql: string): Promise<QueryResult> {
    return await this.#client.query(sql);
  }

  /** Results of several statements, in one round trip. */
  async queryAll(sql: string): Promise<QueryResult[]> {
    const results: unknown = await this.#client.query(sql);
    return results as QueryResult[];
  }

  destroy(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  /** Says goodbye, for at most half a second. */
  async close(): Promise<void> {
    if (this.#ended) {
      return;
    }
    const giveUp = setTimeout(() => this.destroy(), 500);
    try {
      await this.#client.end();
    } catch {
      // It is going away in any case.
    } finally {
      clearTimeout(giveUp);
      this.destroy();
    }
  }
}
