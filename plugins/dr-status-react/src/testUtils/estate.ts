import type {
  Blocker,
  CheckResult,
  EntityPosture,
  EntityPostureDetail,
  SourceStatus,
  Summary,
} from '@twinshore/plugin-dr-status-common';

function secondsAgo(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** An entity that is well. @public */
export function aPosture(change: Partial<EntityPosture> = {}): EntityPosture {
  return {
    entityRef: 'resource:default/rds-replica-aws-dr',
    title: 'RDS read replica',
    type: 'database',
    site: 'aws-dr',
    tier: 'data',
    owner: 'group:default/database-engineering',
    verdict: 'met',
    reason: 'Replication streams, 2 s behind.',
    coverage: { fresh: 2, all: 2 },
    unwatched: false,
    observedAt: secondsAgo(4),
    ...change,
  };
}

/** A check that is met. @public */
export function aCheck(change: Partial<CheckResult> = {}): CheckResult {
  return {
    checkId: 'postgresql.heartbeat',
    entityRef: 'resource:default/rds-replica-aws-dr',
    title: 'Heartbeat arrives',
    gate: true,
    weight: 3,
    verdict: 'met',
    reason: 'The newest heartbeat is 2 s old.',
    threshold: { text: 'under 15 m', origin: 'design 5.1' },
    remediation: 'Look at the replication slot of the primary.',
    evidence: [
      {
        entityRef: 'resource:default/rds-replica-aws-dr',
        signal: 'postgresql.heartbeat.ageSeconds',
        title: 'Age of the newest heartbeat',
        value: 192,
        unit: 's',
        observedAt: secondsAgo(4),
        sourceId: 'postgresql:rds-replica-aws-dr',
        state: 'fresh',
      },
    ],
    since: secondsAgo(7200),
    observedAt: secondsAgo(4),
    ...change,
  };
}

/** A source that answers. @public */
export function aSource(change: Partial<SourceStatus> = {}): SourceStatus {
  return {
    id: 'postgresql:rds-replica-aws-dr',
    kind: 'postgresql',
    title: 'RDS read replica, PostgreSQL',
    mode: 'poll',
    state: 'ok',
    entityRefs: ['resource:default/rds-replica-aws-dr'],
    intervalSeconds: 2,
    timeoutSeconds: 5,
    lastAttemptAt: secondsAgo(2),
    lastSuccessAt: secondsAgo(2),
    lastDurationSeconds: 0.012,
    consecutiveFailures: 0,
    leastPrivilege: 'Role pg_monitor and SELECT on twinshore.heartbeat.',
    ...change,
  };
}

/** An entity that is well, with its check, source and no history. @public */
export function aPostureDetail(
  change: Partial<EntityPostureDetail> = {},
): EntityPostureDetail {
  return {
    ...aPosture(),
    revision: 1,
    checks: [aCheck()],
    sources: [aSource()],
    history: [],
    ...change,
  };
}

/** The on-premise primary is gone. @public */
export function aBlocker(change: Partial<Blocker> = {}): Blocker {
  return {
    checkId: 'postgresql.reachable',
    entityRef: 'resource:default/postgresql-on-prem-primary',
    entityTitle: 'PostgreSQL primary',
    title: 'The primary accepts connections',
    verdict: 'breached',
    reason: 'Connection refused on three attempts.',
    owner: 'group:default/database-engineering',
    site: 'on-prem',
    tier: 'data',
    since: secondsAgo(65),
    observedAt: secondsAgo(3),
    remediation: 'Promote the synchronous standby.',
    ...change,
  };
}

/** Two sites, two tiers, three entities, all well but one that nothing watches. @public */
export function aSummary(change: Partial<Summary> = {}): Summary {
  const counts = { met: 0, 'at-risk': 0, unknown: 0, breached: 0 };
  return {
    revision: 1,
    computedAt: secondsAgo(1),
    headline: {
      verdict: 'met',
      sentence: 'AWS DR could take over: every gate is met.',
    },
    score: 0.98,
    coverage: { fresh: 12, all: 14 },
    objectives: [
      {
        id: 'rpo',
        title: 'Recovery point',
        target: 900,
        origin: 'design 5.1',
        unit: 's',
        value: 192,
        verdict: 'met',
        reason: 'The heartbeat at the end of the chain is 3 m 12 s old.',
        observedAt: secondsAgo(4),
        sourceId: 'postgresql:rds-replica-aws-dr',
        parts: [
          {
            entityRef: 'resource:default/rds-replica-aws-dr',
            title: 'RDS read replica',
            value: 192,
            verdict: 'met',
            reason: 'Two hops.',
            observedAt: secondsAgo(4),
          },
        ],
      },
      {
        id: 'availability',
        title: 'Availability',
        target: 0.999,
        origin: 'design 4.1',
        unit: '1',
        value: null,
        verdict: 'unknown',
        reason: 'No source measures availability yet.',
        parts: [],
      },
    ],
    sites: [
      { name: 'on-prem', title: 'On-premise', role: 'active' },
      { name: 'aws-dr', title: 'AWS DR', role: 'passive' },
    ],
    tiers: ['data', 'platform'],
    matrix: [
      {
        site: 'on-prem',
        tier: 'data',
        verdict: 'met',
        entities: 1,
        unwatched: 0,
        counts: { ...counts, met: 1 },
        coverage: { fresh: 4, all: 4 },
      },
      {
        site: 'aws-dr',
        tier: 'data',
        verdict: 'met',
        entities: 2,
        unwatched: 1,
        counts: { ...counts, met: 1 },
        coverage: { fresh: 2, all: 2 },
      },
    ],
    blockers: [],
    transitions: [],
    entities: [
      aPosture({
        entityRef: 'resource:default/postgresql-on-prem-primary',
        title: 'PostgreSQL primary',
        site: 'on-prem',
      }),
      aPosture(),
      aPosture({
        entityRef: 'resource:default/elasticache-aws-dr',
        title: 'ElastiCache',
        type: 'cache',
        verdict: 'unknown',
        reason: 'Nothing watches it.',
        coverage: { fresh: 0, all: 0 },
        unwatched: true,
        observedAt: undefined,
      }),
    ],
    sources: { total: 6, failing: 0 },
    ...change,
  };
}
