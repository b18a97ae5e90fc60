import { rootCertificates } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';
import { abortAfter, SourceFailure } from '@twinshore/plugin-dr-status-node';
import { toSourceFailure, type AskedNode } from './failures';

export interface NodeAddress {
  host: string;
  port: number;
}

/** How one logs in at the nodes of one kind. */
export interface NodeAccess {
  username?: string;
  password?: string;
  tls?: { ca?: string };
}

export const sayAddress = ({ host, port }: NodeAddress) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

export interface RedisNodeOptions extends NodeAddress {
  access: NodeAccess;
  asked: AskedNode;
}

/** Options of a client that tries once, waits no longer than told, and says nothing of itself. */
export function clientOptions({
  host,
  port,
  access,
  asked,
}: RedisNodeOptions): RedisOptions {
  const milliseconds = asked.timeoutSeconds * 1000;
  return {
    host,
    port,
    username: access.username,
    password: access.password,
    ...(access.tls && {
      tls: access.tls.ca ? { ca: [...rootCertificates, access.tls.ca] } : {},
    }),
    protocol: 2,
    lazyConnect: true,
    connectTimeout: milliseconds,
    commandTimeout: milliseconds,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    // INFO and CLIENT, which these would send, may not be granted.
    enableReadyCheck: false,
    disableClientInfo: true,
  };
}

/** One connection to one process for as long as `work` asks it; failures have their cause. */
export async function withNode<T>(
  options: RedisNodeOptions,
  signal: AbortSignal,
  work: (call: (...command: string[]) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const client = new Redis(clientOptions(options));
  let lost: unknown;
  client.on('error', error => {
    lost ??= error;
  });
  const end = () => client.disconnect();
  // Node would go on to wait for a peer that takes bytes and says nothing.
  const limit = AbortSignal.any([
    signal,
    abortAfter(options.asked.timeoutSeconds),
  ]);
  limit.addEventListener('abort', end, { once: true });
  try {
    limit.throwIfAborted();
    await client.connect();
    return await work((command, ...rest) => client.call(command, ...rest));
  } catch (error) {
    // What closed the connection says more than that it is closed.
    const cause =
      lost && /Connection is closed/.test((error as Error).message)
        ? lost
        : error;
    throw toSourceFailure(cause, options.asked, limit.aborted);
  } finally {
    limit.removeEventListener('abort', end);
    client.disconnect();
  }
}

/** Whether the process is not there, or only cannot be read. */
export const isDown = (failure: SourceFailure) =>
  failure.kind === 'unreachable' || failure.kind === 'timed-out';
