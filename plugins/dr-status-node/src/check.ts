import type { Entity } from '@backstage/catalog-model';
import type {
  CheckDescription,
  Evidence,
  SourceStatus,
  Verdict,
} from '@twinshore/plugin-dr-status-common';

/**
 * The answer of a look-up: the value with how far it can be trusted. Only
 * `fresh` values may lead to `met`.
 * @public
 */
export interface Reading {
  state: 'fresh' | 'stale' | 'failed' | 'missing';
  evidence: Evidence;
  /** The source that gave it or should have. */
  source?: SourceStatus;
}

/**
 * The declared entities, for rules that depend on how they are related.
 * @public
 */
export interface EstateView {
  /** Another entity of the estate, if it is declared. */
  getEntity(entityRef: string): Entity | undefined;
  /** All entities of the estate. */
  entities(): Iterable<Entity>;
}

/** What a rule may see of the entity that it judges. @public */
export interface CheckContext extends EstateView {
  entity: Entity;
  entityRef: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Reads a signal of this entity, or of another one that corroborates. */
  read(signal: string, title: string, entityRef?: string): Reading;
  /** Sources that name the entity (this one by default). */
  sources(entityRef?: string): SourceStatus[];
}

/** What a rule says: verdict, reason, and what it rests on. @public */
export interface CheckOutcome {
  verdict: Verdict;
  reason: string;
  /** What it rests on; every reading that took part. */
  readings: Reading[];
}

/**
 * A rule over observations, declared as data with one pure function. It is
 * evaluated for each entity that it applies to, whenever a reading changes or
 * becomes stale.
 * @public
 */
export interface Check extends CheckDescription {
  /** Evaluated again whenever the estate changes. */
  appliesTo(entity: Entity, estate: EstateView): boolean;
  evaluate(context: CheckContext): CheckOutcome;
}
