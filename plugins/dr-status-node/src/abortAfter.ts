/**
 * A signal that is aborted after some seconds, which need not be whole
 * milliseconds, as those of `AbortSignal.timeout` must.
 * @public
 */
export function abortAfter(seconds: number): AbortSignal {
  return AbortSignal.timeout(Math.ceil(seconds * 1000));
}
