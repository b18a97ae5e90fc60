import { SourceFailure } from '@twinshore/plugin-dr-status-node';

export const LDAP_GRANT =
  'read on entry, objectClass and contextCSN of the suffix entry; optionally on cn=Databases,cn=Monitor.';

const LOST =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

export interface AskedServer {
  /** `LDAP server ldap-1` */
  name: string;
  /** Configuration key of the item. */
  key: string;
  timeoutSeconds: number;
}

/** What went wrong when a directory server was asked. */
export function toSourceFailure(
  error: unknown,
  { name, key, timeoutSeconds }: AskedServer,
  aborted: boolean,
): SourceFailure {
  if (error instanceof SourceFailure) {
    return error;
  }
  const { code, name: kind } = (error ?? {}) as {
    code?: unknown;
    name?: string;
  };
  const said = String((error as Error)?.message ?? error);
  switch (kind) {
    case 'InvalidCredentialsError':
    case 'InappropriateAuthError':
      return new SourceFailure(
        'unauthorized',
        `${name} refuses the login.`,
        `Correct ${key}.bindDn and ${key}.bindPassword; the account may be locked or expired.`,
      );
    case 'InsufficientAccessError':
      return new SourceFailure(
        'unauthorized',
        `${name} does not let this bind DN read the suffix.`,
        `Grant the user at ${key}.bindDn: ${LDAP_GRANT}`,
      );
    case 'ConfidentialityRequiredError':
    case 'StrongAuthRequiredError':
      return new SourceFailure(
        'unauthorized',
        `${name} takes a login over TLS only.`,
        `Use an ldaps URL, or set ${key}.startTls.`,
      );
    case 'NoSuchObjectError':
      return new SourceFailure(
        'failed',
        `${name} shows no entry for the suffix.`,
        `Correct ${key}.baseDn, or grant the user at ${key}.bindDn: ${LDAP_GRANT} A directory hides what may not be read.`,
      );
    case 'BusyError':
    case 'AdminLimitExceededError':
      return new SourceFailure(
        'throttled',
        `${name} is too busy to answer.`,
        `Raise ${key}.interval.`,
      );
    case 'InvalidAsn1Error':
    case 'MessageParserError':
      return new SourceFailure(
        'malformed',
        `What answers as ${name} does not speak LDAP.`,
        `Check the URL of the server at ${key}.servers: the port, and whether it is ldap or ldaps.`,
      );
    default:
  }
  if (CERTIFICATE.test(String(code))) {
    return new SourceFailure(
      'unreachable',
      `The certificate of ${name} is not trusted (${code}).`,
      `Give the certificate of its authority at ${key}.ca, or correct the name in its URL.`,
    );
  }
  if (/^(EPROTO|ERR_SSL_)/.test(String(code)) || /SSL routines/.test(said)) {
    return new SourceFailure(
      'malformed',
      `${name} does not speak TLS as expected.`,
      `Check the URL of the server at ${key}.servers: the port, and whether it is ldap or ldaps.`,
    );
  }
  if (aborted || code === 'ETIMEDOUT' || /timed? ?out/i.test(said)) {
    return new SourceFailure(
      'timed-out',
      `${name} did not answer within ${timeoutSeconds} s.`,
      'Check whether the server hangs or is overloaded, or whether something drops its packets.',
    );
  }
  if (
    LOST.test(String(code)) ||
    /closed|disconnected before|socket/i.test(said)
  ) {
    return new SourceFailure(
      'unreachable',
      `${name} cannot be reached (${
        LOST.test(String(code)) ? code : 'the connection was closed'
      }).`,
      `Check that it runs, its URL at ${key}.servers, and the network between it and the portal.`,
    );
  }
  return new SourceFailure(
    'failed',
    `${name} gave no answer: ${(kind ?? said).slice(0, 80)}.`,
    'Read the log of the directory server.',
  );
}
