import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  summaryOf,
  type CheckResult,
  type NumberReading,
} from '@twinshore/plugin-dr-status-common';
import type { SourceReport } from '../collector/SourceRunner';
import type { Estate } from '../estate/Estate';
import type { Evaluator } from '../evaluation/Evaluator';
import type { ObservationBoard } from '../evaluation/ObservationBoard';
import { Snapshot } from './Snapshot';
import type { VerdictLog } from './VerdictLog';

/** Changes that come together are judged together. */
const COALESCE_MILLISECONDS = 25;
/**
 * Values that only move are shown once a second, which is as often as a page
 * asks; verdicts that change are shown at once.
 */
const LEAST_GAP_MILLISECONDS = 1000;
/** Not even verdicts are announced more often than four times a second. */
const LEAST_VERDICT_GAP_MILLISECONDS = 250;
/** Share of the time that making snapshots may take, at most. */
const SNAPSHOT_SHARE = 0.1;
const CONFIRM_MILLISECONDS = 10_000;
const LONGEST_TIMER_MILLISECONDS = 60_000;

/**
 * From observations to the snapshot that is served:
 *
 *   a report or another estate → what it touches is evaluated anew → verdicts
 *   that changed are recorded → a snapshot takes the place of the last one →
 *   listeners are told.
 *
 * One round runs at a time; what comes in meanwhile waits for the next one.
 * Before the sources had a chance to answer, nothing is judged at all, so that
 * a restart is not written down as an outage of everything.
 */
export class PostureEngine {
  readonly #board: ObservationBoard;
  readonly #evaluator: Evaluator;
  readonly #log: VerdictLog;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #listeners: Array<
    (snapshot: Snapshot, entityRefs: string[]) => void
  > = [];
  readonly #touched = new Set<string>();
  #snapshot: Snapshot;
  #warm = false;
  #running = false;
  #again = false;
  #stopped = false;
  #publishedAt = 0;
  #publishPlannedAt = 0;
  #costMilliseconds = 0;
  #wakeTimer?: ReturnType<typeof setTimeout>;
  #publishTimer?: ReturnType<typeof setTimeout>;
  #staleTimer?: ReturnType<typeof setTimeout>;
  #confirmTimer?: ReturnType<typeof setInterval>;

  constructor(options: {
    board: ObservationBoard;
    evaluator: Evaluator;
    log: VerdictLog;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#board = options.board;
    this.#evaluator = options.evaluator;
    this.#log = options.log;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
    this.#snapshot = this.#notYet();
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  get board(): ObservationBoard {
    return this.#board;
  }

  get estate(): Estate {
    return this.#evaluator.estate;
  }

  onSnapshot(
    listener: (snapshot: Snapshot, entityRefs: string[]) => void,
  ): void {
    this.#listeners.push(listener);
  }

  put(reports: Iterable<SourceReport>): void {
    for (const report of reports) {
      this.#evaluator.changed(this.#board.put(report));
    }
    this.#wake();
  }

  setEstate(estate: Estate): void {
    this.#evaluator.setEstate(estate);
    this.#wake();
  }

  /** The sources had their chance: from now on verdicts are passed. */
  begin(): void {
    if (this.#warm || this.#stopped) {
      return;
    }
    this.#warm = true;
    this.#confirmTimer = setInterval(
      () => this.#confirm(),
      CONFIRM_MILLISECONDS,
    );
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#wakeTimer);
    clearTimeout(this.#publishTimer);
    clearTimeout(this.#staleTimer);
    clearInterval(this.#confirmTimer);
    if (this.#warm) {
      await this.#confirm();
    }
  }

  #wake(): void {
    if (!this.#warm || this.#stopped || this.#wakeTimer) {
      return;
    }
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#wakeTimer = setTimeout(() => {
      this.#wakeTimer = undefined;
      this.#run();
    }, COALESCE_MILLISECONDS);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      const now = this.#now();
      const { evaluated, gone } = this.#evaluator.evaluate(now);
      await this.#log.close(gone, now);
      const moved = await this.#log.record(
        evaluated.map(({ result }) => result),
        now,
      );
      for (const { result } of evaluated) {
        this.#touched.add(result.entityRef);
      }
      for (const { entityRef } of gone) {
        this.#touched.add(entityRef);
      }
      this.#plan(moved);
    } catch (error) {
      this.#logger.error('A round of evaluation failed', error as Error);
    } finally {
      this.#running = false;
      this.#armStaleness();
      if (this.#again) {
        this.#again = false;
        this.#wake();
      }
    }
  }

  #armStaleness(): void {
    clearTimeout(this.#staleTimer);
    const wait = this.#evaluator.nextStaleAt() - this.#now();
    if (wait < Infinity && !this.#stopped) {
      this.#staleTimer = setTimeout(
        () => this.#wake(),
        Math.min(Math.max(0, wait), LONGEST_TIMER_MILLISECONDS),
      );
    }
  }

  #plan(atOnce: boolean): void {
    if (this.#stopped) {
      return;
    }
    const gap = Math.max(
      atOnce ? LEAST_VERDICT_GAP_MILLISECONDS : LEAST_GAP_MILLISECONDS,
      this.#costMilliseconds / SNAPSHOT_SHARE,
    );
    // A verdict that changes after a quiet second is shown without a wait.
    const at = this.#publishedAt + gap;
    if (this.#publishTimer && at >= this.#publishPlannedAt) {
      return;
    }
    clearTimeout(this.#publishTimer);
    this.#publishTimer = undefined;
    const wait = at - this.#now();
    if (wait <= 0) {
      this.#publish();
      return;
    }
    this.#publishPlannedAt = at;
    this.#publishTimer = setTimeout(() => {
      this.#publishTimer = undefined;
      this.#publish();
    }, wait);
  }

  #publish(): void {
    const startedAt = performance.now();
    const now = this.#now();
    const results = this.#evaluator.results().map(
      (result): CheckResult => ({
        ...result,
        since: new Date(this.#log.sinceOf(result) ?? now).toISOString(),
      }),
    );
    const summary = summaryOf({
      // Grows over restarts too, without being kept anywhere.
      revision: Math.max(this.#snapshot.revision + 1, now),
      now,
      entities: this.#evaluator.estate.entities,
      results,
      sources: this.#board.statuses(),
      transitions: this.#log.transitions,
      read: (entityRef, signal) => this.#readNumber(entityRef, signal, now),
    });
    this.#snapshot = new Snapshot(summary, results);
    this.#publishedAt = now;
    const entityRefs = [...this.#touched];
    this.#touched.clear();
    this.#costMilliseconds = performance.now() - startedAt;
    for (const listener of this.#listeners) {
      listener(this.#snapshot, entityRefs);
    }
  }

  #readNumber(entityRef: string, signal: string, now: number): NumberReading {
    const { state, evidence } = this.#board.read(
      entityRef,
      signal,
      signal,
      now,
    );
    return {
      state,
      value: typeof evidence.value === 'number' ? evidence.value : undefined,
      observedAt: evidence.observedAt,
      sourceId: evidence.sourceId,
    };
  }

  async #confirm(): Promise<void> {
    try {
      await this.#log.confirm(this.#evaluator.results(), this.#now());
    } catch (error) {
      this.#logger.warn(
        'The store gives no answer; that the verdicts still stand is written down when it is back',
        error as Error,
      );
    }
  }

  #notYet(): Snapshot {
    const now = this.#now();
    const summary = summaryOf({
      revision: now,
      now,
      entities: [],
      results: [],
      sources: [],
      transitions: [],
      read: () => ({ state: 'missing' }),
    });
    summary.headline.sentence =
      'Nobody can say: the portal has just started and has not measured yet.';
    return new Snapshot(summary, []);
  }
}
