import type { SignalApi } from '@backstage/plugin-signals-react';
import {
  DR_STATUS_SIGNAL_CHANNEL,
  type DrStatusSignal,
} from '@twinshore/plugin-dr-status-common';
import { DrStatusError } from '../api/DrStatusError';

/*
 * One live value of the backend, shared by everything on the page that shows
 * it. A signal says that something changed and the value is asked for again;
 * polls stand behind the signals, because a lost message must not leave a
 * person looking at yesterday's green.
 *
 * The signals API does not tell whether its socket is open. So the feed judges
 * by delivery: a poll that finds a new revision which no signal announced
 * means that signals do not arrive, and polls become frequent until one does.
 */

const POLL_WITH_SIGNALS_MILLISECONDS = 30_000;
const POLL_WITHOUT_SIGNALS_MILLISECONDS = 10_000;
// A page that was just opened has no socket yet, and what happens meanwhile is
// announced to nobody: until the first signal it looks often, for a while.
const POLL_BEFORE_FIRST_SIGNAL_MILLISECONDS = 2_000;
const FIRST_SIGNAL_MILLISECONDS = 20_000;
const POLL_AFTER_FAILURE_MILLISECONDS = 5_000;
// Nobody gets a permission within seconds; asking often only fills logs.
const POLL_AFTER_REFUSAL_MILLISECONDS = 30_000;
// A burst of signals (a region is lost) leads to one question per second.
const LEAST_GAP_MILLISECONDS = 1_000;
// How much earlier or later than the poll a signal may arrive.
const SIGNAL_GRACE_MILLISECONDS = 3_000;

/**
 * A live value with what is needed to judge it.
 * @public
 */
export interface LiveState<T> {
  /** The last value that was received; kept while requests fail. */
  value?: T;
  /** Why the last request failed; absent when it succeeded. */
  error?: DrStatusError;
  /** True until the first answer or failure. */
  loading: boolean;
  /** Milliseconds since the epoch: last answer of the backend, changed or not. */
  lastUpdatedAt?: number;
  /** Changes are pushed, and the backend answers. */
  connected: boolean;
}

/** @internal */
export interface LiveFeedOptions<T> {
  load(): Promise<T>;
  /** Grows with each change of the value, for values that have such a number. */
  revisionOf?(value: T): number;
  signals?: SignalApi;
}

/** @internal */
export class LiveFeed<T> {
  readonly #options: LiveFeedOptions<T>;
  readonly #listeners = new Set<() => void>();
  #state: LiveState<T>;
  #signalsArrive: boolean;
  #signalRevision?: number;
  #lastSignalAt = 0;
  #startedAt = 0;
  #loadStartedAt = 0;
  #inFlight?: Promise<void>;
  #askAgain = false;
  #pollTimer?: ReturnType<typeof setTimeout>;
  #gapTimer?: ReturnType<typeof setTimeout>;
  #graceTimer?: ReturnType<typeof setTimeout>;
  #stop?: () => void;

  constructor(options: LiveFeedOptions<T>) {
    this.#options = options;
    this.#signalsArrive = Boolean(options.signals);
    this.#state = { loading: true, connected: this.#signalsArrive };
  }

  readonly getState = (): LiveState<T> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#stop) {
      this.#start();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#stop?.();
        this.#stop = undefined;
      }
    };
  };

  /** Asks now; resolves when the answer or the failure is in the state. */
  readonly refresh = async (): Promise<void> => {
    if (this.#inFlight) {
      this.#askAgain = true;
    }
    await this.#load();
  };

  #start() {
    this.#startedAt = Date.now();
    const subscription = this.#options.signals?.subscribe<DrStatusSignal>(
      DR_STATUS_SIGNAL_CHANNEL,
      message => this.#onSignal(message),
    );
    const wake = () => {
      if (document.visibilityState !== 'hidden') {
        this.#ask();
      }
    };
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('online', wake);
    this.#stop = () => {
      subscription?.unsubscribe();
      document.removeEventListener('visibilitychange', wake);
      window.removeEventListener('online', wake);
      clearTimeout(this.#pollTimer);
      clearTimeout(this.#gapTimer);
      clearTimeout(this.#graceTimer);
      this.#gapTimer = undefined;
    };
    this.#load();
  }

  #onSignal(message: DrStatusSignal) {
    const isFirst = this.#lastSignalAt < this.#startedAt;
    this.#lastSignalAt = Date.now();
    if (isFirst) {
      this.#schedulePoll();
    }
    this.#signalRevision = message.revision;
    if (!this.#signalsArrive) {
      this.#signalsArrive = true;
      this.#update({});
    }
    const { value } = this.#state;
    if (
      value === undefined ||
      this.#state.error ||
      !this.#options.revisionOf ||
      this.#options.revisionOf(value) !== message.revision
    ) {
      this.#ask();
    }
  }

  #ask() {
    if (this.#inFlight) {
      this.#askAgain = true;
      return;
    }
    if (this.#gapTimer) {
      return;
    }
    const wait = this.#loadStartedAt + LEAST_GAP_MILLISECONDS - Date.now();
    if (wait <= 0) {
      this.#load();
      return;
    }
    this.#gapTimer = setTimeout(() => {
      this.#gapTimer = undefined;
      this.#load();
    }, wait);
  }

  #load(): Promise<void> {
    this.#inFlight ??= this.#loadOnce().finally(() => {
      this.#inFlight = undefined;
      if (!this.#stop) {
        return;
      }
      this.#schedulePoll();
      if (this.#askAgain) {
        this.#askAgain = false;
        this.#ask();
      }
    });
    return this.#inFlight;
  }

  async #loadOnce() {
    this.#loadStartedAt = Date.now();
    const before = this.#state.value;
    try {
      const value = await this.#options.load();
      this.#update({
        value,
        error: undefined,
        loading: false,
        lastUpdatedAt: Date.now(),
      });
      this.#judgeSignals(before, value);
    } catch (error) {
      this.#update({ error: DrStatusError.from(error), loading: false });
    }
  }

  #judgeSignals(before: T | undefined, value: T) {
    const { revisionOf } = this.#options;
    if (!this.#signalsArrive || before === undefined || !revisionOf) {
      return;
    }
    const revision = revisionOf(value);
    if (revision === revisionOf(before)) {
      return;
    }
    const since = this.#loadStartedAt - SIGNAL_GRACE_MILLISECONDS;
    clearTimeout(this.#graceTimer);
    if (this.#stop) {
      this.#graceTimer = setTimeout(() => {
        if (this.#lastSignalAt < since && this.#signalRevision !== revision) {
          this.#signalsArrive = false;
          this.#update({});
          this.#schedulePoll();
        }
      }, SIGNAL_GRACE_MILLISECONDS);
    }
  }

  #schedulePoll() {
    clearTimeout(this.#pollTimer);
    const { error } = this.#state;
    let wait = this.#signalsArrive
      ? POLL_WITH_SIGNALS_MILLISECONDS
      : POLL_WITHOUT_SIGNALS_MILLISECONDS;
    if (
      this.#options.signals &&
      this.#lastSignalAt < this.#startedAt &&
      Date.now() - this.#startedAt < FIRST_SIGNAL_MILLISECONDS
    ) {
      wait = POLL_BEFORE_FIRST_SIGNAL_MILLISECONDS;
    }
    if (error) {
      wait =
        error.kind === 'forbidden' || error.kind === 'not-found'
          ? POLL_AFTER_REFUSAL_MILLISECONDS
          : POLL_AFTER_FAILURE_MILLISECONDS;
    }
    this.#pollTimer = setTimeout(() => this.#load(), wait);
  }

  #update(change: Partial<LiveState<T>>) {
    const next = { ...this.#state, ...change };
    next.connected = this.#signalsArrive && !next.error;
    this.#state = next;
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
