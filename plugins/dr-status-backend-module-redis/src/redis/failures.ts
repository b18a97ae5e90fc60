import { sayDuration, SourceFailure } from '@twinshore/plugin-dr-status-node';

/** Who is asked, for messages. */
export interface AskedNode {
  /** `Sentinel 10.0.2.11:26379` */
  name: string;
  /** Configuration key of the addresses and the login. */
  key: string;
  timeoutSeconds: number;
  /** What its ACL user needs. */
  leastPrivilege: string;
}

const LOST =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

/** What went wrong when a Redis or Sentinel process was asked. */
export function toSourceFailure(
  error: unknown,
  { name, key, timeoutSeconds, leastPrivilege }: AskedNode,
  aborted = false,
): SourceFailure {
  if (error instanceof SourceFailure) {
    return error;
  }
  const { code, name: errorName } = (error ?? {}) as {
    code?: unknown;
    name?: string;
  };
  const said = String((error as Error)?.message ?? error);
  if (
    /^(WRONGPASS|NOAUTH)\b|invalid password|AUTH.*called without/.test(said)
  ) {
    return new SourceFailure(
      'unauthorized',
      `${name} refuses the login.`,
      `Correct ${key}.username and ${key}.password; the user may be off in the ACL.`,
    );
  }
  if (/^NOPERM\b/.test(said)) {
    return new SourceFailure(
      'unauthorized',
      `${name} does not let this user ask.`,
      `Give the ACL user at ${key}.username what the source needs: ${leastPrivilege}`,
    );
  }
  if (/^LOADING\b/.test(said)) {
    return new SourceFailure(
      'failed',
      `${name} is still loading its data.`,
      'It answers when it has read its file; large files take minutes.',
    );
  }
  if (/No such master/.test(said)) {
    return new SourceFailure(
      'failed',
      `${name} watches no master of that name.`,
      `Correct the name of the master beside ${key}, or add it to Sentinel’s configuration.`,
    );
  }
  if (/max number of clients/.test(said)) {
    return new SourceFailure(
      'throttled',
      `${name} takes no more clients.`,
      'Raise maxclients, or find who holds the connections.',
    );
  }
  if (aborted || code === 'ETIMEDOUT' || /timed? ?out/i.test(said)) {
    return new SourceFailure(
      'timed-out',
      `${name} did not answer within ${sayDuration(timeoutSeconds)}.`,
      'Check whether the process hangs (a long command, a full disk, swap), or whether something drops its packets.',
    );
  }
  if (
    errorName === 'ParserError' ||
    /Unknown RESP type|Protocol error/.test(said)
  ) {
    return new SourceFailure(
      'malformed',
      `What answers as ${name} does not speak Redis’ protocol.`,
      `Check host and port at ${key}, and whether TLS is needed.`,
    );
  }
  if (CERTIFICATE.test(String(code))) {
    return new SourceFailure(
      'unreachable',
      `The certificate of ${name} is not trusted (${code}).`,
      'Give the certificate of its authority at tls.ca.',
    );
  }
  if (LOST.test(String(code)) || /Connection is closed/.test(said)) {
    return new SourceFailure(
      'unreachable',
      `${name} cannot be reached (${
        LOST.test(String(code)) ? code : 'the connection was closed'
      }).`,
      `Check that it runs, host and port at ${key}, and the network between it and the portal.`,
    );
  }
  return new SourceFailure(
    'failed',
    `${name} gave no answer: ${said.slice(0, 120).replace(/\.$/, '')}.`,
  );
}
