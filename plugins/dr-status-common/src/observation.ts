import type { JsonValue } from '@backstage/types';

/**
 * One measured value of one entity.
 * @public
 */
export interface Observation {
  /** Full, lower-case entity ref, for example `resource:default/eks-aws-dr`. */
  entityRef: string;
  /** Dotted name of the signal, for example `postgresql.heartbeat.ageSeconds`. */
  signal: string;
  value: JsonValue;
  /** UCUM-style unit where the value is a number: `s`, `By`, `1`. */
  unit?: string;
  /** ISO 8601 UTC: when the value was true, by the observer's clock. */
  observedAt: string;
  sourceId: string;
}

/**
 * Why a source gave no answer.
 * - `unreachable`: refused, no route, name not found, connection lost
 * - `timed-out`: nothing within the source's timeout
 * - `unauthorized`: 401, 403, wrong password, expired token, missing grant
 * - `throttled`: the system asked to slow down
 * - `malformed`: an answer that cannot be understood
 * - `failed`: the system answered with an error of its own
 * - `misconfigured`: the source's own configuration is wrong
 * @public
 */
export type SourceErrorKind =
  | 'unreachable'
  | 'timed-out'
  | 'unauthorized'
  | 'throttled'
  | 'malformed'
  | 'failed'
  | 'misconfigured';

/** What went wrong at a source, in words for people. @public */
export interface SourceError {
  kind: SourceErrorKind;
  /** One sentence in plain words, without any secret. */
  message: string;
  /** What a person can do about it. */
  hint?: string;
}

/**
 * How a source fares: not asked yet, answering, not answering, or not to be
 * asked as it is configured.
 * @public
 */
export type SourceState = 'starting' | 'ok' | 'failing' | 'misconfigured';

/**
 * A source as the API shows it.
 * @public
 */
export interface SourceStatus {
  id: string;
  /** Family and kind of system, for example `postgresql`, `kubernetes`, `aws-rds`. */
  kind: string;
  title: string;
  /** `watch` when the system pushes changes, `poll` when it is asked. */
  mode: 'watch' | 'poll';
  state: SourceState;
  entityRefs: string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Age in seconds after which its observations are stale. */
  freshForSeconds?: number;
  lastAttemptAt?: string;
  lastSuccessAt?: string;
  /** How long its last answer took; of a watch, the first one of each connection. */
  lastDurationSeconds?: number;
  consecutiveFailures: number;
  error?: SourceError;
  /** Name of the replica that collects it. */
  collectedBy?: string;
  /** Least privilege that it needs, for people to grant. */
  leastPrivilege: string;
}
