import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Observation,
  SourceError,
  SourceErrorKind,
} from '@twinshore/plugin-dr-status-common';

/** An observation as a source reports it; the collector adds the source id. @public */
export type ObservationInput = Omit<Observation, 'sourceId' | 'observedAt'> & {
  /** Defaults to the moment at which the source reports it. */
  observedAt?: string;
};

/** What a source is given when it is asked. @public */
export interface SourceContext {
  /** Aborted when the timeout is over or the backend stops: pass it on to every call. */
  signal: AbortSignal;
  logger: LoggerService;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a source that is told of changes is given. @public */
export interface WatchContext extends SourceContext {
  /**
   * Replaces the source's whole set of observations. Call it as often as the
   * system reports a change, and at least once per `intervalSeconds` as a sign
   * of life.
   */
  report(observations: ObservationInput[]): void;
}

/**
 * One real system that can be asked. Exactly one of `observe` and `watch` is
 * given; the collector owns timeouts, back-off, last-known state and errors.
 * @public
 */
export type Source = {
  /** Unique, stable: `<kind>:<name>`. */
  id: string;
  kind: string;
  title: string;
  /** Entities whose checks depend on it. */
  entityRefs: string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  /**
   * For how long its observations can be trusted; by default three intervals,
   * and at least a minute. For metrics with a long period, three periods.
   */
  freshForSeconds?: number;
  /** Grant that it needs at the system, in plain words or as a statement. */
  leastPrivilege: string;
  /** Frees connections; called once when the backend stops. */
  close?(): Promise<void>;
} & (
  | { observe(context: SourceContext): Promise<ObservationInput[]> }
  | {
      /** Resolves only when the signal is aborted; rejects when the watch breaks. */
      watch(context: WatchContext): Promise<void>;
    }
);

/**
 * Thrown by a source to say what went wrong in the terms of the product.
 * Anything else that is thrown is classified by the collector.
 * @public
 */
export class SourceFailure extends Error {
  readonly kind: SourceErrorKind;
  readonly hint?: string;

  constructor(kind: SourceErrorKind, message: string, hint?: string) {
    super(message);
    this.name = 'SourceFailure';
    this.kind = kind;
    this.hint = hint;
  }

  toSourceError(): SourceError {
    return { kind: this.kind, message: this.message, hint: this.hint };
  }
}
