import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Observation,
  SourceError,
  SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import type {
  ObservationInput,
  Source,
} from '@twinshore/plugin-dr-status-node';
import { backoffMilliseconds, jittered } from './backoff';
import { classifyError, sourceError } from './classifyError';
import { checkObservations } from './checkObservations';

/** All that is known from a source: the last set of observations and its state. */
export interface SourceReport {
  status: SourceStatus;
  observations: Observation[];
}

export interface SourceRunnerOptions {
  source: Source;
  replica: string;
  logger: LoggerService;
  maxBackoffMilliseconds: number;
  now?: () => number;
  random?: () => number;
  /** What was known before, by whoever asked it. */
  lastKnown?: SourceReport;
  onReport(report: SourceReport): void;
  /** Once: the first attempt has come to an answer or a failure. */
  onFirstAnswer?(): void;
}

interface Attempt {
  abort: AbortController;
  /** Its code has let go. */
  settled: boolean;
  /** It counts as over, whatever its code does. */
  over: boolean;
  /** Somebody asked for a new one in its place. */
  replaced: boolean;
  /** It has answered once: what a watch reports later answers nothing. */
  answered: boolean;
}

/**
 * Asks one source, apart from every other.
 *
 * An attempt is a call of `observe`, or of `watch` for as long as it lasts. It
 * runs against a deadline: the timeout for a poll and for a watch's first
 * report, then, for a watch, the longest silence that is allowed. When the
 * deadline is over, the attempt's signal is aborted and the source counts as
 * failing at once, whatever the source's code does. The next attempt waits for
 * the back-off **and** for the code of the last one to let go, so that there
 * are never two at once; a source that never lets go stays failing, says so,
 * and costs nobody else anything.
 */
export class SourceRunner {
  readonly #options: SourceRunnerOptions;
  readonly #now: () => number;
  #status: SourceStatus;
  #observations: Observation[];
  #attempt?: Attempt;
  #timer?: ReturnType<typeof setTimeout>;
  #deadline?: ReturnType<typeof setTimeout>;
  #again = false;
  #stopped = false;
  #answered = false;

  constructor(options: SourceRunnerOptions) {
    const { source, lastKnown, replica } = options;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#observations = lastKnown?.observations ?? [];
    this.#status = {
      ...describeSource(source),
      ...(lastKnown && {
        state: lastKnown.status.state,
        error: lastKnown.status.error,
        lastAttemptAt: lastKnown.status.lastAttemptAt,
        lastSuccessAt: lastKnown.status.lastSuccessAt,
        lastDurationSeconds: lastKnown.status.lastDurationSeconds,
        consecutiveFailures: lastKnown.status.consecutiveFailures,
      }),
      collectedBy: replica,
    };
  }

  get report(): SourceReport {
    return { status: this.#status, observations: this.#observations };
  }

  start(): void {
    this.#publish();
    this.#begin();
  }

  /** Asks again at once; when an attempt is under way, as soon as it has ended. */
  refresh(): void {
    if (this.#stopped) {
      return;
    }
    if (this.#attempt) {
      this.#again = true;
      if ('watch' in this.#options.source) {
        this.#attempt.replaced = true;
        this.#attempt.abort.abort();
      }
      return;
    }
    this.#begin();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#attempt?.abort.abort();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    const { source, logger } = this.#options;
    const attempt: Attempt = {
      abort: new AbortController(),
      settled: false,
      over: false,
      replaced: false,
      answered: false,
    };
    this.#attempt = attempt;
    this.#again = false;
    const startedAt = this.#now();
    this.#status = {
      ...this.#status,
      lastAttemptAt: new Date(startedAt).toISOString(),
    };
    this.#arm(attempt, source.timeoutSeconds * 1000, startedAt);
    const context = {
      signal: attempt.abort.signal,
      logger,
      now: this.#now,
    };
    let work: Promise<void>;
    // A source is foreign code: it may throw before it returns its promise.
    try {
      work =
        'watch' in source
          ? source.watch({
              ...context,
              report: inputs => this.#onWatchReport(attempt, inputs, startedAt),
            })
          : source
              .observe(context)
              .then(inputs => this.#succeed(attempt, inputs, startedAt));
      work = Promise.resolve(work);
    } catch (error) {
      work = Promise.reject(error);
    }
    work
      .then(() => {
        if ('watch' in source && !attempt.replaced) {
          throw new Error('The watch ended although nobody asked it to');
        }
      })
      .catch(error => {
        if (!attempt.replaced) {
          this.#fail(attempt, classifyError(error));
        }
      })
      .finally(() => this.#settle(attempt));
  }

  #isCurrent(attempt: Attempt): boolean {
    return !this.#stopped && this.#attempt === attempt && !attempt.over;
  }

  #arm(attempt: Attempt, milliseconds: number, startedAt: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      const silent = (this.#now() - startedAt) / 1000;
      const said =
        'watch' in this.#options.source
          ? `No sign of life for ${Math.round(milliseconds / 1000)} s`
          : `No answer within ${round(silent)} s`;
      this.#fail(attempt, sourceError('timed-out', `${said}.`));
      attempt.abort.abort(new DOMException(said, 'TimeoutError'));
      // Give its code one turn to let go before saying that it does not.
      this.#deadline = setTimeout(() => {
        if (!this.#stopped && this.#attempt === attempt && !attempt.settled) {
          this.#status = {
            ...this.#status,
            error: sourceError(
              'timed-out',
              `${said}, and it goes on although it was asked to stop; it is asked again when it lets go.`,
            ),
          };
          this.#publish();
        }
      }, 250);
    }, milliseconds);
  }

  #onWatchReport(
    attempt: Attempt,
    inputs: ObservationInput[],
    startedAt: number,
  ): void {
    if (!this.#isCurrent(attempt) || attempt.replaced) {
      return;
    }
    try {
      this.#succeed(attempt, inputs, startedAt);
    } catch (error) {
      this.#fail(attempt, classifyError(error));
      attempt.abort.abort();
      return;
    }
    const { intervalSeconds, timeoutSeconds } = this.#options.source;
    const silence = Math.max(3 * intervalSeconds, timeoutSeconds) * 1000;
    this.#arm(attempt, silence, this.#now());
  }

  #succeed(
    attempt: Attempt,
    inputs: ObservationInput[],
    startedAt: number,
  ): void {
    if (!this.#isCurrent(attempt)) {
      return;
    }
    const now = this.#now();
    const { source } = this.#options;
    this.#observations = checkObservations(inputs, source.id, now);
    this.#status = {
      ...this.#status,
      state: 'ok',
      error: undefined,
      consecutiveFailures: 0,
      lastSuccessAt: new Date(now).toISOString(),
      ...(!attempt.answered && {
        lastDurationSeconds: (now - startedAt) / 1000,
      }),
    };
    attempt.answered = true;
    this.#publish();
    this.#firstAnswer();
  }

  #fail(attempt: Attempt, error: SourceError): void {
    if (!this.#isCurrent(attempt)) {
      return;
    }
    attempt.over = true;
    clearTimeout(this.#deadline);
    if (this.#status.consecutiveFailures === 0) {
      this.#options.logger.warn(
        `The source ${this.#options.source.id} gives no answer (${
          error.kind
        }): ${error.message}`,
      );
    }
    this.#status = {
      ...this.#status,
      state: error.kind === 'misconfigured' ? 'misconfigured' : 'failing',
      error,
      consecutiveFailures: this.#status.consecutiveFailures + 1,
    };
    this.#publish();
    this.#firstAnswer();
  }

  #firstAnswer(): void {
    if (!this.#answered) {
      this.#answered = true;
      this.#options.onFirstAnswer?.();
    }
  }

  /** The code of the attempt has let go; only now may the next one be planned. */
  #settle(attempt: Attempt): void {
    attempt.settled = true;
    if (this.#stopped || this.#attempt !== attempt) {
      return;
    }
    clearTimeout(this.#deadline);
    // Whatever it left behind, sockets and timers, is told that it is over.
    attempt.abort.abort();
    this.#attempt = undefined;
    if (this.#again) {
      this.#begin();
      return;
    }
    const { source, maxBackoffMilliseconds, random } = this.#options;
    const { error, consecutiveFailures } = this.#status;
    const intervalMilliseconds = source.intervalSeconds * 1000;
    const wait = error
      ? backoffMilliseconds({
          intervalMilliseconds,
          failures: Math.max(1, consecutiveFailures),
          kind: error.kind,
          maxMilliseconds: maxBackoffMilliseconds,
        })
      : intervalMilliseconds;
    this.#timer = setTimeout(() => this.#begin(), jittered(wait, random));
  }

  #publish(): void {
    if (!this.#stopped) {
      this.#options.onReport(this.report);
    }
  }
}

function round(seconds: number): number {
  return seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
}

/** A source that nobody has asked yet. */
export function describeSource(source: Source): SourceStatus {
  return {
    id: source.id,
    kind: source.kind,
    title: source.title,
    mode: 'watch' in source ? 'watch' : 'poll',
    state: 'starting',
    entityRefs: source.entityRefs.map(ref => ref.toLocaleLowerCase('en-US')),
    intervalSeconds: source.intervalSeconds,
    timeoutSeconds: source.timeoutSeconds,
    freshForSeconds:
      source.freshForSeconds ?? Math.max(3 * source.intervalSeconds, 60),
    consecutiveFailures: 0,
    leastPrivilege: source.leastPrivilege,
  };
}
