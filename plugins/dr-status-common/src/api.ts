import type { JsonValue } from '@backstage/types';
import type { SourceError, SourceStatus } from './observation';
import type { Verdict } from './verdict';

/**
 * A value that a verdict rests on.
 * @public
 */
export interface Evidence {
  entityRef: string;
  signal: string;
  /** What a person reads, for example "WAL receiver state". */
  title: string;
  value: JsonValue;
  unit?: string;
  observedAt?: string;
  sourceId?: string;
  /** `fresh`; `stale` (too old); `failed` (the source's last attempt failed); `missing`. */
  state: 'fresh' | 'stale' | 'failed' | 'missing';
}

/** A rule as the API shows it, whatever entity it is applied to. @public */
export interface CheckDescription {
  id: string;
  title: string;
  description: string;
  /** Can it stop a fail-over? */
  gate: boolean;
  weight: number;
  threshold: { text: string; origin: string };
  signals: string[];
  remediation: string;
}

/**
 * What one check says of one entity.
 * @public
 */
export interface CheckResult {
  checkId: string;
  entityRef: string;
  title: string;
  gate: boolean;
  weight: number;
  verdict: Verdict;
  /** One sentence that says why, with figures. */
  reason: string;
  threshold: { text: string; origin: string };
  remediation: string;
  evidence: Evidence[];
  /** ISO 8601 UTC: since when the verdict stands. */
  since: string;
  /** ISO 8601 UTC: observation time of the oldest evidence it needed. */
  observedAt?: string;
  /** Cause when unknown because of a source. */
  cause?: SourceError & { sourceId: string };
}

/** What the pages know of an entity without its checks. @public */
export interface EntityPosture {
  entityRef: string;
  title: string;
  type: string;
  site: string;
  tier?: string;
  owner?: string;
  verdict: Verdict;
  /** Reason of the worst check. */
  reason: string;
  /** Checks with a fresh answer, of all checks. */
  coverage: { fresh: number; all: number };
  /** Verdict is one of no check at all: nothing watches this entity yet. */
  unwatched: boolean;
  observedAt?: string;
}

/** One check that stands in the way of a fail-over. @public */
export interface Blocker {
  checkId: string;
  entityRef: string;
  entityTitle: string;
  title: string;
  verdict: Verdict;
  reason: string;
  owner?: string;
  site: string;
  tier?: string;
  since: string;
  observedAt?: string;
  remediation: string;
}

/** How one objective is kept: target, figure and verdict. @public */
export interface ObjectiveStatus {
  id: 'rpo' | 'rto' | 'availability' | 'error-rate' | 'latency';
  title: string;
  /** Target in `unit`; from the catalog. */
  target?: number;
  origin?: string;
  unit: 's' | '1';
  /** `null` when unknown. */
  value: number | null;
  verdict: Verdict;
  reason: string;
  observedAt?: string;
  sourceId?: string;
  /** What contributed, worst first: for RPO one row per replication chain. */
  parts: Array<{
    entityRef: string;
    title: string;
    value: number | null;
    verdict: Verdict;
    reason: string;
    observedAt?: string;
  }>;
}

/** The verdict of one tier at one site. @public */
export interface MatrixCell {
  site: string;
  tier: string;
  verdict: Verdict;
  entities: number;
  /** Entities with no check. */
  unwatched: number;
  counts: Record<Verdict, number>;
  coverage: { fresh: number; all: number };
}

/** A moment at which the verdict of a check changed. @public */
export interface Transition {
  at: string;
  entityRef: string;
  checkId: string;
  title: string;
  from: Verdict | null;
  to: Verdict;
  reason: string;
}

/**
 * Body of `GET /v1/summary`.
 * @public
 */
export interface Summary {
  /** Grows with every change; also the ETag. */
  revision: number;
  computedAt: string;
  headline: {
    /** Could we fail over now? `met` yes, `at-risk` yes but, `unknown` nobody can say, `breached` no. */
    verdict: Verdict;
    sentence: string;
  };
  /** Score between 0 and 1 over the checks with a fresh answer, `null` when there is none. */
  score: number | null;
  coverage: { fresh: number; all: number };
  objectives: ObjectiveStatus[];
  sites: Array<{ name: string; title: string; role?: string }>;
  tiers: string[];
  matrix: MatrixCell[];
  blockers: Blocker[];
  transitions: Transition[];
  entities: EntityPosture[];
  sources: { total: number; failing: number };
}

/** Body of `GET /v1/entities/{kind}/{namespace}/{name}`. @public */
export interface EntityPostureDetail extends EntityPosture {
  revision: number;
  checks: CheckResult[];
  sources: SourceStatus[];
  /** Verdict intervals of the last 30 days, oldest first; gaps are unmeasured. */
  history: VerdictInterval[];
}

/** How long one check of one entity had one verdict. @public */
export interface VerdictInterval {
  checkId: string;
  entityRef: string;
  verdict: Verdict;
  reason: string;
  from: string;
  /** Absent while it lasts. */
  to?: string;
}

/** One page of a list; ask with `nextCursor` for the next. @public */
export interface Page<T> {
  items: T[];
  totalItems: number;
  nextCursor?: string;
}

/** Body of the answer to `POST /v1/alerting/test`. @public */
export interface AlertTest {
  /** Id of the channel that took the event. */
  channel: string;
  /** Key under which the event can be found there. */
  dedupKey: string;
  /** ISO 8601 UTC: when the channel took it. */
  acceptedAt: string;
}

/** Channel of the signals service. @public */
export const DR_STATUS_SIGNAL_CHANNEL = 'dr-status';

/** Message on that channel: something changed, ask for it. @public */
export interface DrStatusSignal {
  revision: number;
  entityRefs: string[];
  [key: string]: JsonValue;
}
