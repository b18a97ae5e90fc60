import { Client } from 'pg';
import type { Login } from './connection';

const PERIOD_MS = 1_000;
const RETRY_MS = 250;
const UPSERT = `
INSERT INTO twinshore.heartbeat (id, beat_at, sequence)
VALUES (1, clock_timestamp(), 1)
ON CONFLICT (id) DO UPDATE
SET beat_at = excluded.beat_at, sequence = heartbeat.sequence + 1`;

/**
 * Writes one row each second at the source of the chain. It behaves as any
 * application would: it waits for a commit as long as the server makes it
 * wait, and connects anew when the connection breaks.
 */
export class Heartbeat {
  readonly #login: Login;
  #client?: Client;
  #loop?: Promise<void>;
  #beating = false;
  #wake = () => {};
  lastBeatAt?: Date;

  constructor(login: Login) {
    this.#login = login;
  }

  get beating(): boolean {
    return this.#beating;
  }

  start(): void {
    if (this.#beating) return;
    this.#beating = true;
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#beating = false;
    this.#wake();
    this.#disconnect();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#beating) {
      try {
        await this.#beatWhileConnected();
      } catch {
        // The server is away; its state says so elsewhere.
        await this.#pause(RETRY_MS);
      } finally {
        this.#disconnect();
      }
    }
  }

  async #beatWhileConnected(): Promise<void> {
    const client = new Client({
      ...this.#login,
      host: '127.0.0.1',
      connectionTimeoutMillis: 2_000,
      application_name: 'twinshore-heartbeat',
    });
    client.on('error', () => {});
    this.#client = client;
    await client.connect();
    while (this.#beating) {
      const started = Date.now();
      await client.query(UPSERT);
      this.lastBeatAt = new Date();
      await this.#pause(Math.max(0, started + PERIOD_MS - Date.now()));
    }
  }

  #disconnect(): void {
    const client = this.#client as unknown as
      | { connection: { stream: { destroy(): void } } }
      | undefined;
    // A query that still waits fails with this, and so ends the loop.
    client?.connection.stream.destroy();
    this.#client = undefined;
  }

  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
