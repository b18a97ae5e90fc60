/**
 * What stands between the page and an answer.
 * - `unauthenticated`: nobody is signed in, or the session is over (401)
 * - `forbidden`: the signed-in user may not read it (403)
 * - `not-found`: there is no such thing (404)
 * - `unreachable`: the portal's backend gave no answer at all
 * - `failed`: it answered with an error of its own
 * @public
 */
export type DrStatusErrorKind =
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'unreachable'
  | 'failed';

/**
 * Every rejection of {@link DrStatusApi} is one of these, so that pages can
 * tell "you may not" from "nobody answers" without parsing messages.
 * @public
 */
export class DrStatusError extends Error {
  readonly kind: DrStatusErrorKind;
  readonly cause?: unknown;

  constructor(kind: DrStatusErrorKind, message: string, cause?: unknown) {
    super(message);
    this.name = 'DrStatusError';
    this.kind = kind;
    this.cause = cause;
  }

  /** Survives several copies of this package in one app, unlike `instanceof`. */
  static is(value: unknown): value is DrStatusError {
    return value instanceof Error && value.name === 'DrStatusError';
  }

  /** Anything else that is thrown is a failure of the page's own. */
  static from(value: unknown): DrStatusError {
    if (DrStatusError.is(value)) {
      return value;
    }
    return new DrStatusError(
      'failed',
      value instanceof Error ? value.message : String(value),
      value,
    );
  }
}
