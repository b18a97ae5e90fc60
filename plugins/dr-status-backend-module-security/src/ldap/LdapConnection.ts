import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates, TLSSocket } from 'node:tls';
import { Client } from 'ldapts';

export interface LdapLogin {
  url: string;
  startTls: boolean;
  /** Certificates of authorities to trust besides the well-known ones, as PEM. */
  ca?: string;
  bindDn?: string;
  bindPassword?: string;
}

/**
 * One connection to one directory server, logged in over TLS, for as long as
 * `work` asks it. When the signal is aborted, whatever is under way fails.
 */
export async function withLdap<T>(
  login: LdapLogin,
  { signal, timeoutSeconds }: { signal: AbortSignal; timeoutSeconds: number },
  work: (client: Client, tls: string | null) => Promise<T>,
): Promise<T> {
  const sockets: Socket[] = [];
  const keep = <S extends Socket>(socket: S): S => {
    sockets.push(socket);
    return socket;
  };
  const tlsOptions = login.ca
    ? { ca: [...rootCertificates, login.ca] }
    : undefined;
  const milliseconds = timeoutSeconds * 1000;
  const client = new Client({
    url: login.url,
    timeout: milliseconds,
    connectTimeout: milliseconds,
    strictDN: false,
    ...(login.url.startsWith('ldaps:') && { tlsOptions: tlsOptions ?? {} }),
    createConnection: ((...args: Parameters<typeof connectPlain>) =>
      keep(connectPlain(...args))) as typeof connectPlain,
    createSecureConnection: ((...args: Parameters<typeof connectTls>) =>
      keep(connectTls(...args))) as typeof connectTls,
  });
  // The client itself would wait for a server that takes bytes and says nothing.
  const end = () =>
    sockets.forEach(socket => socket.destroy(new Error('timed out')));
  signal.addEventListener('abort', end, { once: true });
  try {
    signal.throwIfAborted();
    if (login.startTls) {
      const { hostname } = new URL(login.url);
      await client.startTLS({ ...tlsOptions, host: hostname });
    }
    if (login.bindDn !== undefined) {
      await client.bind(login.bindDn, login.bindPassword);
    } else {
      await client.bind('');
    }
    const secured = sockets.find(socket => socket instanceof TLSSocket);
    return await work(
      client,
      (secured as TLSSocket | undefined)?.getProtocol() ?? null,
    );
  } finally {
    signal.removeEventListener('abort', end);
    sockets.forEach(socket => socket.destroy());
  }
}
