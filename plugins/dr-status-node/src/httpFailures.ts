import { SourceFailure } from './source';

interface Asked {
  name: string;
  key: string;
  timeoutSeconds: number;
  leastPrivilege: string;
}

/** What an unwanted status says, in the terms of the product. */
export function statusFailure(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  { name, key, leastPrivilege }: Asked,
): SourceFailure {
  if (status === 401) {
    return new SourceFailure(
      'unauthorized',
      `${name} refuses the credentials (401).`,
      `Correct the credentials at ${key}; they may have expired.`,
    );
  }
  if (status === 403) {
    return new SourceFailure(
      'unauthorized',
      `${name} denies access (403).`,
      `Grant the user or token at ${key} what the source needs: ${leastPrivilege}`,
    );
  }
  if (status === 429) {
    const after = headers['retry-after'];
    return new SourceFailure(
      'throttled',
      `${name} asks to slow down (429${
        after ? `, again after ${String(after).slice(0, 40)}` : ''
      }).`,
      `Raise ${key}.interval.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new SourceFailure(
      'malformed',
      `${name} answers with a redirect (${status}) instead of an answer.`,
      `Correct ${key}.url (http or https, the path), or the credentials: many systems send to a log-in page whom they do not know.`,
    );
  }
  if (status === 404 || status === 405 || status === 410) {
    return new SourceFailure(
      'malformed',
      `${name} does not have this interface (${status}).`,
      `Correct ${key}.url: it may belong to another system, another version, or miss a path in front.`,
    );
  }
  if (status === 408 || status === 504) {
    return new SourceFailure(
      'timed-out',
      `What stands before ${name} waited in vain for its answer (${status}).`,
      'Check the system behind the proxy or load balancer.',
    );
  }
  return new SourceFailure(
    'failed',
    `${name} answers with an error (${status}).`,
    status >= 500
      ? 'Read the log of the system itself.'
      : `Check ${key}: the system does not take the request.`,
  );
}

const LOST =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/;
const TIMED_OUT =
  /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/;
const CERTIFICATE =
  /^(CERT_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|ERR_TLS_CERT_ALTNAME_INVALID)$/;
const GARBAGE =
  /^(HPE_[A-Z_]+|HTTPParserError|EPROTO|ERR_SSL_[A-Z_]+|UND_ERR_RES_.*)$/;

/** Codes and names of an error and of what caused it. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 4) {
    return [];
  }
  const { code, name, cause, errors } = error as {
    code?: unknown;
    name?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  return [
    ...[code, name].filter((each): each is string => typeof each === 'string'),
    ...[cause, ...(Array.isArray(errors) ? errors : [])].flatMap(each =>
      codesOf(each, depth + 1),
    ),
  ];
}

/** What went wrong on the way, in the terms of the product. */
export function toHttpFailure(
  error: unknown,
  { name, key, timeoutSeconds }: Asked,
  { aborted, begun }: { aborted: boolean; begun: boolean },
): SourceFailure {
  if (error instanceof SourceFailure) {
    return error;
  }
  const codes = codesOf(error);
  const is = (pattern: RegExp) => codes.some(code => pattern.test(code));
  if (is(/^UND_ERR_RES_EXCEEDED_MAX_SIZE$/)) {
    return new SourceFailure(
      'malformed',
      `${name} answers with more than is read of an answer.`,
      `Check that ${key}.url is the address of this system.`,
    );
  }
  if (aborted || is(TIMED_OUT)) {
    return new SourceFailure(
      'timed-out',
      `${name} did not answer within ${timeoutSeconds} s.`,
      'Check whether the system hangs or is overloaded, or whether something drops its packets.',
    );
  }
  if (is(CERTIFICATE)) {
    return new SourceFailure(
      'unreachable',
      `The certificate of ${name} is not trusted (${codes.find(code =>
        CERTIFICATE.test(code),
      )}).`,
      `Give the certificate of its authority at ${key}.ca, or correct the name in ${key}.url; an expired certificate must be renewed.`,
    );
  }
  if (is(GARBAGE)) {
    return new SourceFailure(
      'malformed',
      `${name} answered with something that is no HTTP.`,
      `Check ${key}.url: the port, and whether it is http or https.`,
    );
  }
  if (begun) {
    return new SourceFailure(
      'malformed',
      `${name} broke off in the middle of its answer.`,
      'Read the log of the system, and of what stands before it.',
    );
  }
  if (is(LOST)) {
    return new SourceFailure(
      'unreachable',
      `${name} cannot be reached (${codes.find(code => LOST.test(code))}).`,
      `Check that the system runs, ${key}.url, and the network between it and the portal.`,
    );
  }
  return new SourceFailure(
    'failed',
    `${name} gave no answer: ${
      error instanceof Error ? error.message.slice(0, 200) : 'no cause is known'
    }.`,
  );
}
