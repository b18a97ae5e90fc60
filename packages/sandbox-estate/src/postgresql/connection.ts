import { Client } from 'pg';

export interface Login {
  port: number;
  user: string;
  password: string;
  database: string;
}

export type Query = <Row extends object = Record<string, unknown>>(
  sql: string,
  values?: unknown[],
) => Promise<Row[]>;

const CONNECT_MS = 2_000;
const ANSWER_MS = 20_000;

/**
 * Opens a connection to a server on this machine for the length of one piece
 * of work. A hung server makes it fail in time, not wait for good.
 */
export async function withConnection<T>(
  login: Login,
  work: (query: Query) => Promise<T>,
  options: { answerMs?: number } = {},
): Promise<T> {
  const client = new Client({
    ...login,
    host: '127.0.0.1',
    ssl: false,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: options.answerMs ?? ANSWER_MS,
    application_name: 'twinshore-sandbox',
    // Whoever prepares a primary must not wait for its standby.
    options: '-c synchronous_commit=local',
  });
  // A connection that breaks between two queries must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(async (sql, values) => {
      const result = await client.query(sql, values);
      return result.rows;
    });
  } finally {
    // end() would wait for a server that is hung.
    (
      client as unknown as { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
  }
}
