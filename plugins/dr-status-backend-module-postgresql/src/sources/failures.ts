import { SourceFailure } from '@twinshore/plugin-dr-status-node';

/** The first bytes are not those of a PostgreSQL server. */
export class NotPostgresqlError extends Error {}

const LOST =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

const GRANTS =
  'Grant the role pg_monitor, and USAGE and SELECT on the heartbeat table.';

/**
 * What went wrong, in the terms of the product.
 * @param address - `host:port/database`, for the message
 */
export function toSourceFailure(
  error: unknown,
  address: string,
): SourceFailure {
  if (error instanceof SourceFailure) {
    return error;
  }
  if (error instanceof NotPostgresqlError) {
    return new SourceFailure(
      'malformed',
      `What answers at ${address} is no PostgreSQL server.`,
      'Check connection.host and connection.port.',
    );
  }
  const { code, message } = (error ?? {}) as {
    code?: unknown;
    message?: string;
  };
  const said = String(message ?? error).replace(/\.$/, '');
  const is = (...codes: string[]) => codes.includes(String(code));

  if (is('28P01', '28000') || /^SASL: .*password/.test(said)) {
    return new SourceFailure(
      'unauthorized',
      `${address} refuses the login: ${said}.`,
      'Check connection.user and connection.password, the role’s VALID UNTIL, and pg_hba.conf.',
    );
  }
  if (is('42501')) {
    return new SourceFailure(
      'unauthorized',
      `${address} refuses a query: ${said}.`,
      GRANTS,
    );
  }
  if (is('3D000')) {
    return new SourceFailure(
      'failed',
      `${address}: ${said}.`,
      'Correct connection.database.',
    );
  }
  // Starting up, shutting down, crashed: nobody gets in.
  if (is('57P01', '57P02', '57P03')) {
    return new SourceFailure(
      'unreachable',
      `${address} refuses connections: ${said}.`,
      'Check that the server runs; its log says why it does not accept connections.',
    );
  }
  if (is('53300')) {
    return new SourceFailure(
      'throttled',
      `${address} has no connection left: ${said}.`,
      'Raise max_connections or find who uses them up.',
    );
  }
  if (is('57014', 'ETIMEDOUT') || /timeout/i.test(said)) {
    return new SourceFailure(
      'timed-out',
      `${address} did not answer in time: ${said}.`,
    );
  }
  if (is('42P01', '42883', '42703')) {
    return new SourceFailure(
      'failed',
      `${address} does not know a view or function that is needed: ${said}.`,
      'PostgreSQL 14 or newer is needed.',
    );
  }
  if (CERTIFICATE.test(String(code))) {
    return new SourceFailure(
      'unreachable',
      `The certificate of ${address} is not accepted: ${said}.`,
      'Check connection.ssl.ca and the certificate’s dates and names.',
    );
  }
  if (/does not support SSL/.test(said)) {
    return new SourceFailure(
      'failed',
      `${address} offers no TLS.`,
      'Turn TLS on at the server, or remove connection.ssl.',
    );
  }
  if (
    /establishing an SSL connection|invalid response|unknown (auth|message)/i.test(
      said,
    ) ||
    is('08P01', 'EPROTO') ||
    String(code).startsWith('ERR_SSL_')
  ) {
    return new SourceFailure(
      'malformed',
      `${address} does not speak PostgreSQL’s protocol: ${said}.`,
      'Check connection.host, connection.port and connection.ssl.',
    );
  }
  if (
    LOST.test(String(code)) ||
    /Connection (terminated|ended)|not queryable/.test(said)
  ) {
    return new SourceFailure(
      'unreachable',
      `${address} cannot be reached: ${said}.`,
      'Check that the server runs, and the network between it and the portal.',
    );
  }
  return new SourceFailure(
    'failed',
    `${address} answers with an error: ${said}.`,
  );
}
