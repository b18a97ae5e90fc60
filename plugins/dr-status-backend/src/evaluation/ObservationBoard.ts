import type {
  Evidence,
  Observation,
  SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import type { Reading } from '@twinshore/plugin-dr-status-node';
import type { SourceReport } from '../collector/SourceRunner';

/** Something that an evaluation looked at and that may change. */
export type Dependency = string;

export function readingDependency(entityRef: string, signal: string) {
  return `reading ${entityRef} ${signal}`;
}

/** The list of sources of an entity, with their states. */
export function sourcesDependency(entityRef: string) {
  return `sources ${entityRef}`;
}

const STATE_ORDER: Array<Evidence['state']> = [
  'fresh',
  'failed',
  'stale',
  'missing',
];

interface Candidate {
  observation: Observation;
  source: SourceStatus;
  state: Evidence['state'];
}

/**
 * The last known observations of all sources, and how far each can be trusted
 * at a moment: `failed` as soon as its source's last attempt failed, `stale`
 * when it is older than its source vouches for.
 */
export class ObservationBoard {
  readonly #reports = new Map<string, SourceReport>();
  /** entity → signal → source id → observation */
  readonly #observations = new Map<
    string,
    Map<string, Map<string, Observation>>
  >();
  readonly #sourcesOfEntity = new Map<string, Set<string>>();

  /** Takes a source's report and returns what it changes for those who look. */
  put(report: SourceReport): Set<Dependency> {
    const { id } = report.status;
    const before = this.#reports.get(id);
    const changed = new Set<Dependency>();
    const trust = trustOf(before?.status) !== trustOf(report.status);
    this.#reports.set(id, report);

    if (before?.observations !== report.observations) {
      this.#replace(
        id,
        before?.observations ?? [],
        report.observations,
        changed,
      );
    }
    if (trust) {
      for (const { entityRef, signal } of report.observations) {
        changed.add(readingDependency(entityRef, signal));
      }
    }
    for (const entityRef of new Set([
      ...(before?.status.entityRefs ?? []),
      ...report.status.entityRefs,
    ])) {
      if (report.status.entityRefs.includes(entityRef)) {
        let ids = this.#sourcesOfEntity.get(entityRef);
        if (!ids) {
          ids = new Set();
          this.#sourcesOfEntity.set(entityRef, ids);
        }
        ids.add(id);
      } else {
        this.#sourcesOfEntity.get(entityRef)?.delete(id);
      }
      if (trust) {
        changed.add(sourcesDependency(entityRef));
      }
    }
    return changed;
  }

  report(sourceId: string): SourceReport | undefined {
    return this.#reports.get(sourceId);
  }

  statuses(): SourceStatus[] {
    return [...this.#reports.values()]
      .map(({ status }) => status)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  sourcesOf(entityRef: string): SourceStatus[] {
    return [...(this.#sourcesOfEntity.get(entityRef) ?? [])]
      .map(id => this.#reports.get(id)!.status)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Reads a signal; of several sources, the one that can be trusted most, then the newest. */
  read(
    entityRef: string,
    signal: string,
    title: string,
    now: number,
  ): Reading & { staleAt?: number } {
    let best: Candidate | undefined;
    const bySource = this.#observations.get(entityRef)?.get(signal);
    for (const observation of bySource?.values() ?? []) {
      const source = this.#reports.get(observation.sourceId)!.status;
      const state = stateOf(observation, source, now);
      if (!best || isBetter({ observation, source, state }, best)) {
        best = { observation, source, state };
      }
    }
    if (!best) {
      return this.#missing(entityRef, signal, title);
    }
    const { observation, source, state } = best;
    return {
      state,
      source,
      evidence: {
        entityRef,
        signal,
        title,
        value: observation.value,
        unit: observation.unit,
        observedAt: observation.observedAt,
        sourceId: observation.sourceId,
        state,
      },
      ...(state === 'fresh' && { staleAt: staleAtOf(observation, source) }),
    };
  }

  /** Never observed, or observed no more: names the source that should have. */
  #missing(entityRef: string, signal: string, title: string): Reading {
    const family = signal.split('.')[0];
    const candidates = this.sourcesOf(entityRef);
    const ofFamily = candidates.filter(
      ({ kind }) => kind.split(/[-.]/)[0] === family || kind.includes(family),
    );
    const source =
      ofFamily.find(isFailing) ??
      ofFamily[0] ??
      candidates.find(isFailing) ??
      candidates[0];
    const state = source && isFailing(source) ? 'failed' : 'missing';
    return {
      state,
      source,
      evidence: {
        entityRef,
        signal,
        title,
        value: null,
        sourceId: source?.id,
        state,
      },
    };
  }

  #replace(
    sourceId: string,
    before: Observation[],
    after: Observation[],
    changed: Set<Dependency>,
  ): void {
    const gone = new Map(
      before.map(each => [
        readingDependency(each.entityRef, each.signal),
        each,
      ]),
    );
    for (const observation of after) {
      const { entityRef, signal } = observation;
      const key = readingDependency(entityRef, signal);
      const previous = gone.get(key);
      gone.delete(key);
      if (
        previous?.observedAt !== observation.observedAt ||
        JSON.stringify(previous.value) !== JSON.stringify(observation.value)
      ) {
        changed.add(key);
      }
      let signals = this.#observations.get(entityRef);
      if (!signals) {
        signals = new Map();
        this.#observations.set(entityRef, signals);
      }
      let sources = signals.get(signal);
      if (!sources) {
        sources = new Map();
        signals.set(signal, sources);
      }
      sources.set(sourceId, observation);
    }
    for (const [key, { entityRef, signal }] of gone) {
      changed.add(key);
      this.#observations.get(entityRef)?.get(signal)?.delete(sourceId);
    }
  }
}

function isFailing({ state }: SourceStatus): boolean {
  return state === 'failing' || state === 'misconfigured';
}

/** What of a status decides over the trust in its observations, and is shown as the cause. */
function trustOf(status: SourceStatus | undefined): string {
  return status
    ? `${status.state} ${status.error?.kind ?? ''} ${
        status.error?.message ?? ''
      }`
    : '';
}

function staleAtOf(observation: Observation, source: SourceStatus): number {
  const seconds =
    source.freshForSeconds ?? Math.max(3 * source.intervalSeconds, 60);
  return Date.parse(observation.observedAt) + seconds * 1000;
}

function stateOf(
  observation: Observation,
  source: SourceStatus,
  now: number,
): Evidence['state'] {
  if (isFailing(source)) {
    return 'failed';
  }
  return now < staleAtOf(observation, source) ? 'fresh' : 'stale';
}

function isBetter(a: Candidate, b: Candidate): boolean {
  const order = STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state);
  return order !== 0
    ? order < 0
    : a.observation.observedAt > b.observation.observedAt;
}
