import { SourceFailure } from '../source';
import { TOO_LONG } from './boundAnswers';

const DENIED =
  /^(AccessDenied(Exception)?|UnauthorizedOperation|UnauthorizedException|NotAuthorized|OptInRequired)$/;
const BAD_KEY =
  /^(InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|AuthFailure|MissingAuthenticationToken(Exception)?)$/;
const BAD_SIGNATURE =
  /^(SignatureDoesNotMatch|InvalidSignature(Exception)?|IncompleteSignature(Exception)?)$/;
const EXPIRED =
  /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/;
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
const THROTTLED =
  /^(Throttling(Exception)?|ThrottledException|RequestThrottled(Exception)?|RequestLimitExceeded|TooManyRequestsException|PriorRequestNotComplete|SlowDown|LimitExceededException)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/;
const TIMED_OUT = /^(TimeoutError|ETIMEDOUT|AbortError)$/;
const LOST =
  /^(socket hang up|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;
const GARBAGE = /^(SyntaxError|HPE_.*|EPROTO|ERR_SSL_.*)$/;
const TOO_LONG_ANSWER = new RegExp(`^${TOO_LONG}$`);

/** What of AWS is asked, for messages. @public */
export interface AskedAwsService {
  /** For example `RDS in eu-central-1`. */
  name: string;
  endpoint?: string;
  timeoutSeconds: number;
}

/** An answer without what it must contain. @public */
export function malformedAwsAnswer(
  asked: AskedAwsService,
  what: string,
): SourceFailure {
  return new SourceFailure(
    'malformed',
    `${asked.name} answered ${what}.`,
    asked.endpoint
      ? `Check that ${asked.endpoint} is an endpoint of the service.`
      : 'Check for a proxy between the portal and AWS.',
  );
}

/**
 * What went wrong at a service of AWS, in the terms of the product.
 * @param error - what a client of the SDK has thrown
 * @public
 */
export function toAwsFailure(
  error: unknown,
  asked: AskedAwsService,
  aborted: boolean,
): SourceFailure {
  if (error instanceof SourceFailure) {
    return error;
  }
  const {
    name = '',
    code,
    Code,
    message = '',
    $metadata,
  } = error as {
    name?: string;
    code?: string;
    Code?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const names = [
    name,
    code,
    Code,
    // The SDK wraps what it does not take for an error, and drops the code.
    /\b(E[A-Z_]{4,}|HPE_[A-Z_]+|socket hang up)\b/.exec(message)?.[1],
  ].filter((each): each is string => typeof each === 'string');
  const is = (pattern: RegExp) => names.some(each => pattern.test(each));
  const said = message
    .replace(/^AWS SDK error wrapper for \w+: /, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '')
    .slice(0, 300);
  const status = $metadata?.httpStatusCode;

  if (aborted || is(TIMED_OUT)) {
    return new SourceFailure(
      'timed-out',
      `${asked.name} did not answer within ${asked.timeoutSeconds} s.`,
      'Check the network to AWS, and whether the endpoint hangs.',
    );
  }
  if (is(THROTTLED) || status === 429) {
    return new SourceFailure(
      'throttled',
      `${asked.name} asks to slow down: ${said}.`,
      'Raise the interval of the source, or the account’s API limits.',
    );
  }
  if (is(EXPIRED)) {
    return new SourceFailure(
      'unauthorized',
      `${asked.name} refuses the session: ${said}.`,
      'The session token has expired: use a role that is renewed (aws.accounts[].roleName) instead of a fixed token.',
    );
  }
  if (is(SKEWED) || /Signature expired|not yet current/i.test(message)) {
    return new SourceFailure(
      'unauthorized',
      `${asked.name} refuses the signature’s time: ${said}.`,
      'Set the clock of the machine that runs the portal.',
    );
  }
  if (
    (is(BAD_SIGNATURE) || is(BAD_KEY)) &&
    /scoped to|valid region/i.test(message)
  ) {
    return new SourceFailure(
      'misconfigured',
      `${asked.name} refuses the signature: ${said}.`,
      'Set region to the one that the endpoint serves.',
    );
  }
  if (is(BAD_SIGNATURE)) {
    return new SourceFailure(
      'unauthorized',
      `${asked.name} refuses the signature: ${said}.`,
      'The secret access key does not belong to the access key, or has been rotated.',
    );
  }
  if (is(BAD_KEY)) {
    return new SourceFailure(
      'unauthorized',
      `${asked.name} does not know the access key: ${said}.`,
      'The access key is wrong, inactive or deleted, or belongs to another partition; an opt-in region must be enabled.',
    );
  }
  if (is(DENIED) || status === 401 || status === 403) {
    return new SourceFailure(
      'unauthorized',
      `${asked.name} denies access: ${said}.`,
      'Attach the IAM policy that the README gives.',
    );
  }
  if (is(NO_CREDENTIALS)) {
    return new SourceFailure(
      'unauthorized',
      `There are no credentials for ${asked.name}: ${said}.`,
      'Give the account credentials at aws.accounts, or let the portal run with a role.',
    );
  }
  if (is(LOST)) {
    return new SourceFailure(
      'unreachable',
      `${asked.name} cannot be reached: ${said || names.join(' ')}.`,
      'Check the network, the region’s name and the endpoint.',
    );
  }
  if (is(TOO_LONG_ANSWER)) {
    return malformedAwsAnswer(asked, 'with more than is read of an answer');
  }
  if (/^aborted$/.test(said)) {
    return malformedAwsAnswer(asked, 'with half of an answer');
  }
  const garbled =
    is(GARBAGE) ||
    /Deserialization error|Unexpected token|not valid XML|parse/i.test(message);
  // What reads an answer stumbles where its parts are not of the kind that they should be.
  const odd = /^(TypeError|RangeError)$/.test(name) && !code && !status;
  if (odd || (garbled && !(status && status >= 500))) {
    return malformedAwsAnswer(
      asked,
      'with something that cannot be understood',
    );
  }
  return new SourceFailure(
    'failed',
    `${asked.name} answers with an error: ${
      garbled ? status : [name, said].filter(Boolean).join(': ')
    }.`,
    status && status >= 500 ? 'See the health dashboard of AWS.' : undefined,
  );
}
