import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Transition, Verdict } from '@twinshore/plugin-dr-status-common';
import type { IntervalStore, StoredInterval } from '../store/IntervalStore';

const DAY = 24 * 60 * 60 * 1000;
const SHOWN_TRANSITIONS = 50;
/** How long another replica's verdict may differ before ours is recorded over it. */
const DISAGREEMENT_MILLISECONDS = 15_000;

type PairResult = {
  entityRef: string;
  checkId: string;
  verdict: Verdict;
  reason: string;
};

function keyOf(pair: { entityRef: string; checkId: string }): string {
  return `${pair.entityRef}\n${pair.checkId}`;
}

/**
 * Since when each verdict stands. A change is in the store before anybody is
 * shown it. When the store gives no answer, the change is shown nevertheless,
 * since yesterday's green is worse than a lost line of history; it is kept and
 * recorded as soon as the store is back.
 */
export class VerdictLog {
  readonly #store: IntervalStore;
  readonly #logger: LoggerService;
  readonly #titleOf: (checkId: string) => string;
  readonly #standing = new Map<string, { verdict: Verdict; fromAt: number }>();
  readonly #unrecorded = new Map<string, PairResult & { at: number }>();
  #transitions: Transition[] = [];

  constructor(options: {
    store: IntervalStore;
    logger: LoggerService;
    titleOf(checkId: string): string;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#titleOf = options.titleOf;
  }

  /** Newest first. */
  get transitions(): readonly Transition[] {
    return this.#transitions;
  }

  /** Goes on where the last run was; what it left open for too long has ended. */
  async resume(now: number, graceMilliseconds: number): Promise<void> {
    await this.#store.resume(now, graceMilliseconds);
    this.#adopt(await this.#store.open());
    await this.#readTransitions(now);
  }

  sinceOf(pair: { entityRef: string; checkId: string }): number | undefined {
    return this.#standing.get(keyOf(pair))?.fromAt;
  }

  /** Records what is new among the results and says whether anything was. */
  async record(results: readonly PairResult[], now: number): Promise<boolean> {
    const changes = results
      .filter(
        result => this.#standing.get(keyOf(result))?.verdict !== result.verdict,
      )
      .map(({ entityRef, checkId, verdict, reason }) => ({
        entityRef,
        checkId,
        verdict,
        reason,
        at: now,
      }));
    if (changes.length === 0) {
      return false;
    }
    try {
      this.#adopt(await this.#store.record(changes));
      for (const change of changes) {
        this.#unrecorded.delete(keyOf(change));
      }
      await this.#readTransitions(now);
    } catch (error) {
      this.#logger.error(
        `The store gives no answer: ${changes.length} changed verdicts are shown without being recorded, and are recorded when it is back`,
        error as Error,
      );
      for (const change of changes) {
        this.#unrecorded.set(keyOf(change), change);
        this.#standing.set(keyOf(change), {
          verdict: change.verdict,
          fromAt: change.at,
        });
      }
    }
    return true;
  }

  async close(
    pairs: Array<{ entityRef: string; checkId: string }>,
    now: number,
  ): Promise<void> {
    for (const pair of pairs) {
      this.#standing.delete(keyOf(pair));
      this.#unrecorded.delete(keyOf(pair));
    }
    if (pairs.length > 0) {
      await this.#store.close(pairs, now).catch(error => {
        this.#logger.warn('Intervals could not be ended yet', error);
      });
    }
  }

  /**
   * Says that all verdicts still stand, and brings this replica and the store
   * to one view: late changes are recorded, intervals of pairs that are no
   * more are ended, what others recorded is taken over.
   */
  async confirm(results: readonly PairResult[], now: number): Promise<void> {
    if (this.#unrecorded.size > 0) {
      this.#adopt(await this.#store.record([...this.#unrecorded.values()]));
      this.#unrecorded.clear();
    }
    await this.#store.confirm(now);
    const open = new Map(
      (await this.#store.open()).map(each => [keyOf(each), each]),
    );
    const disputed = results.filter(result => {
      const interval = open.get(keyOf(result));
      return (
        interval?.verdict !== result.verdict &&
        (interval?.fromAt ?? 0) < now - DISAGREEMENT_MILLISECONDS
      );
    });
    if (disputed.length > 0) {
      this.#adopt(
        await this.#store.record(
          disputed.map(result => ({ ...result, at: now })),
        ),
      );
    }
    const known = new Set(results.map(keyOf));
    const orphans = [...open.values()].filter(
      interval =>
        !known.has(keyOf(interval)) &&
        interval.fromAt < now - DISAGREEMENT_MILLISECONDS,
    );
    if (known.size > 0 && orphans.length > 0) {
      await this.#store.close(orphans, now);
    }
    await this.#readTransitions(now);
  }

  #adopt(intervals: StoredInterval[]): void {
    for (const interval of intervals) {
      this.#standing.set(keyOf(interval), {
        verdict: interval.verdict,
        fromAt: interval.fromAt,
      });
    }
  }

  async #readTransitions(now: number): Promise<void> {
    const changes = await this.#store.changesSince(
      now - DAY,
      SHOWN_TRANSITIONS,
    );
    this.#transitions = changes.map(change => ({
      at: new Date(change.fromAt).toISOString(),
      entityRef: change.entityRef,
      checkId: change.checkId,
      title: this.#titleOf(change.checkId),
      from: change.previousVerdict,
      to: change.verdict,
      reason: change.reason,
    }));
  }
}
