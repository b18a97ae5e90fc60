import { refOf } from '@twinshore/plugin-dr-status-common';
import type { Entity } from '@backstage/catalog-model';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { Estate } from '../estate/Estate';
import { evaluateCheck, type Evaluation } from './evaluateCheck';
import type { Dependency, ObservationBoard } from './ObservationBoard';

interface Pair {
  check: Check;
  entity: Entity;
  entityRef: string;
  evaluation?: Evaluation;
}

/** What an evaluation round came to. */
export interface EvaluationRound {
  /** Evaluated anew, whether or not the verdict is another. */
  evaluated: Evaluation[];
  /** Pairs that are no more. */
  gone: Array<{ entityRef: string; checkId: string }>;
}

/**
 * Keeps the result of every pair of entity and check that applies to it.
 * Evaluates only what a change can have altered: each evaluation leaves behind
 * what it read, and the moment at which the first of its readings is stale.
 */
export class Evaluator {
  readonly #checks: readonly Check[];
  readonly #board: ObservationBoard;
  readonly #logger: LoggerService;
  readonly #pairs = new Map<string, Pair>();
  readonly #readers = new Map<Dependency, Set<string>>();
  readonly #dirty = new Set<string>();
  readonly #gone: EvaluationRound['gone'] = [];
  #estate = new Estate([]);

  constructor(options: {
    checks: readonly Check[];
    board: ObservationBoard;
    logger: LoggerService;
  }) {
    this.#checks = options.checks;
    this.#board = options.board;
    this.#logger = options.logger;
  }

  get estate(): Estate {
    return this.#estate;
  }

  /** Any check may look at any entity, so another estate is judged as a whole. */
  setEstate(estate: Estate): void {
    this.#estate = estate;
    const wanted = new Set<string>();
    for (const entity of estate.entities) {
      const entityRef = refOf(entity);
      for (const check of this.#checks) {
        if (this.#applies(check, entity)) {
          const key = `${entityRef}\n${check.id}`;
          wanted.add(key);
          const pair = this.#pairs.get(key);
          this.#pairs.set(key, { ...pair, check, entity, entityRef });
          this.#dirty.add(key);
        }
      }
    }
    for (const [key, pair] of this.#pairs) {
      if (!wanted.has(key)) {
        this.#forget(key, pair.evaluation);
        this.#pairs.delete(key);
        this.#dirty.delete(key);
        this.#gone.push({
          entityRef: pair.entityRef,
          checkId: pair.check.id,
        });
      }
    }
  }

  changed(dependencies: Iterable<Dependency>): void {
    for (const dependency of dependencies) {
      for (const key of this.#readers.get(dependency) ?? []) {
        this.#dirty.add(key);
      }
    }
  }

  /** The next moment at which a reading becomes stale; `Infinity` when none does. */
  nextStaleAt(): number {
    let next = Infinity;
    for (const { evaluation } of this.#pairs.values()) {
      next = Math.min(next, evaluation?.staleAt ?? Infinity);
    }
    return next;
  }

  evaluate(now: number): EvaluationRound {
    for (const [key, { evaluation }] of this.#pairs) {
      if (evaluation && evaluation.staleAt <= now) {
        this.#dirty.add(key);
      }
    }
    const evaluated: Evaluation[] = [];
    for (const key of this.#dirty) {
      const pair = this.#pairs.get(key)!;
      this.#forget(key, pair.evaluation);
      pair.evaluation = evaluateCheck(
        pair.check,
        pair.entity,
        pair.entityRef,
        this.#board,
        this.#estate,
        now,
      );
      for (const dependency of pair.evaluation.dependencies) {
        let readers = this.#readers.get(dependency);
        if (!readers) {
          readers = new Set();
          this.#readers.set(dependency, readers);
        }
        readers.add(key);
      }
      evaluated.push(pair.evaluation);
    }
    this.#dirty.clear();
    return { evaluated, gone: this.#gone.splice(0) };
  }

  results(): Evaluation['result'][] {
    return [...this.#pairs.values()]
      .map(({ evaluation }) => evaluation?.result)
      .filter((result): result is Evaluation['result'] => result !== undefined);
  }

  #forget(key: string, evaluation: Evaluation | undefined): void {
    for (const dependency of evaluation?.dependencies ?? []) {
      const readers = this.#readers.get(dependency);
      readers?.delete(key);
      if (readers?.size === 0) {
        this.#readers.delete(dependency);
      }
    }
  }

  #applies(check: Check, entity: Entity): boolean {
    try {
      return check.appliesTo(entity, {
        getEntity: ref => this.#estate.get(ref),
        entities: () => this.#estate.entities,
      });
    } catch (error) {
      // Shown as a check that applies and cannot be evaluated would be wrong
      // for every other entity, so it is left out, and said.
      this.#logger.error(
        `The check ${check.id} cannot tell whether it applies to ${refOf(
          entity,
        )}; it is left out there`,
        error as Error,
      );
      return false;
    }
  }
}
