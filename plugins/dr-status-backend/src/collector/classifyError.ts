import type {
  SourceError,
  SourceErrorKind,
} from '@twinshore/plugin-dr-status-common';
import { redact } from './redact';

const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EPIPE|EADDRNOTAVAIL|UND_ERR_SOCKET|UND_ERR_CLOSED|08000|08001|08003|08004|08006|57P01|57P02|57P03)$/;
const TIMED_OUT =
  /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT|57014)$/;
const UNAUTHORIZED_CODE =
  /^(28P01|28000|42501|NOPERM|NOAUTH|WRONGPASS|ERR_JWT_EXPIRED|AccessDenied(Exception)?|UnauthorizedOperation|UnauthorizedException|AuthFailure|ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken(Exception)?|OptInRequired|NotAuthorized|CredentialsProviderError|TokenProviderError|AuthenticationError|NotAllowedError)$/;
const THROTTLED_CODE =
  /^(Throttling(Exception)?|ThrottledException|RequestThrottled(Exception)?|RequestLimitExceeded|TooManyRequestsException|PriorRequestNotComplete|SlowDown|BandwidthLimitExceeded|LimitExceededException|53300)$/;
const MALFORMED_NAME = /^(SyntaxError|ZodError|ValidationError|ParseError)$/;
const MALFORMED_CODE =
  /^(HPE_[A-Z_]+|ERR_INVALID_ARG_TYPE|ERR_ENCODING_INVALID_ENCODED_DATA|ERR_SSL_WRONG_VERSION_NUMBER|EPROTO|08P01)$/;
const CERTIFICATE_CODE =
  /^(CERT_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|ERR_TLS_CERT_ALTNAME_INVALID)$/;

const HINTS: Record<SourceErrorKind, string> = {
  unreachable:
    'Check that the system runs, and the network and name between it and the portal.',
  'timed-out':
    'Check whether the system hangs or is overloaded, or whether something drops its packets.',
  unauthorized:
    "Check the source's credentials and that they carry the least privilege it names.",
  throttled: 'Ask it less often, or raise the limit of the account.',
  malformed:
    'Check that the address belongs to the system that the source expects.',
  failed: 'Read the log of the system itself.',
  misconfigured: 'Correct the configuration and restart the backend.',
};

interface Traits {
  names: string[];
  codes: string[];
  status?: number;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Reads the error, its causes and the errors it is made of, outermost first. */
function traitsOf(error: unknown, depth = 0): Traits {
  const traits: Traits = { names: [], codes: [] };
  if (typeof error !== 'object' || error === null || depth > 5) {
    return traits;
  }
  const {
    name,
    code,
    Code,
    errno,
    status,
    statusCode,
    response,
    $metadata,
    cause,
    errors,
  } = error as Record<string, any>;
  if (typeof name === 'string') {
    traits.names.push(name);
  }
  for (const candidate of [code, Code, errno]) {
    if (typeof candidate === 'string') {
      traits.codes.push(candidate);
    }
  }
  traits.status =
    numberOf(status) ??
    numberOf(statusCode) ??
    numberOf(response?.status) ??
    numberOf(response?.statusCode) ??
    numberOf($metadata?.httpStatusCode) ??
    numberOf(code);
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])];
  for (const part of inner.map(each => traitsOf(each, depth + 1))) {
    traits.names.push(...part.names);
    traits.codes.push(...part.codes);
    traits.status ??= part.status;
  }
  return traits;
}

function kindOf({ names, codes, status }: Traits): SourceErrorKind {
  // AWS names its errors, so a name counts like a code.
  const all = [...codes, ...names];
  const any = (pattern: RegExp) => all.some(each => pattern.test(each));
  if (any(THROTTLED_CODE) || status === 429) {
    return 'throttled';
  }
  if (any(UNAUTHORIZED_CODE) || status === 401 || status === 403) {
    return 'unauthorized';
  }
  if (any(TIMED_OUT) || status === 408 || status === 504) {
    return 'timed-out';
  }
  if (any(UNREACHABLE) || any(CERTIFICATE_CODE)) {
    return 'unreachable';
  }
  if (names.some(name => /^(AbortError|TimeoutError)$/.test(name))) {
    return 'timed-out';
  }
  if (names.some(name => MALFORMED_NAME.test(name)) || any(MALFORMED_CODE)) {
    return 'malformed';
  }
  return 'failed';
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return messageOf(error.errors[0]);
  }
  if (error instanceof Error) {
    const cause = error.cause;
    // fetch says only "fetch failed"; what happened stands in the cause.
    return cause instanceof Error || cause instanceof AggregateError
      ? `${error.message}: ${messageOf(cause)}`
      : error.message || error.name;
  }
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return String((error as { message: unknown }).message);
  }
  return typeof error === 'string' ? error : 'The source failed without a word';
}

function isSourceFailure(
  error: unknown,
): error is { kind: SourceErrorKind; message: string; hint?: string } {
  // By name: the module may carry another copy of the class.
  return (
    error instanceof Error &&
    error.name === 'SourceFailure' &&
    'kind' in error &&
    (error.kind as string) in HINTS
  );
}

/** Says in the terms of the product what a source has thrown, without secrets. */
export function classifyError(error: unknown): SourceError {
  if (isSourceFailure(error)) {
    return {
      kind: error.kind,
      message: redact(error.message),
      hint: error.hint ? redact(error.hint) : HINTS[error.kind],
    };
  }
  const kind = kindOf(traitsOf(error));
  return {
    kind,
    message: redact(messageOf(error)) || 'The source failed without a word',
    hint: HINTS[kind],
  };
}

/** The collector's own finding, in the same terms. */
export function sourceError(
  kind: SourceErrorKind,
  message: string,
): SourceError {
  return { kind, message, hint: HINTS[kind] };
}
