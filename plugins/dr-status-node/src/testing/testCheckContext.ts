import type { Entity } from '@backstage/catalog-model';
import {
  refOf,
  type Observation,
  type SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import type { JsonValue } from '@backstage/types';
import type { CheckContext, Reading } from '../check';

export type { CheckContext, EstateView, Reading } from '../check';

/** What a check under test may see. @public */
export interface TestCheckContextOptions {
  entity: Entity;
  /** Other entities of the estate. */
  entities?: Entity[];
  /** Fresh values, by entity ref, then by signal. */
  values?: Record<string, Record<string, JsonValue>>;
  /** State of readings that are not fresh, by entity ref; the values stand as last known. */
  states?: Record<string, Exclude<Reading['state'], 'fresh' | 'missing'>>;
  /** Sources by the entity ref that they speak of. */
  sources?: Record<string, Partial<SourceStatus>>;
  /** Milliseconds since the epoch. */
  now?: number;
}

/**
 * A context for one evaluation of one check, without a collector. The rules of
 * freshness are not applied: the test says what is fresh.
 * @public
 */
export function testCheckContext(
  options: TestCheckContextOptions,
): CheckContext {
  const { entity, now = Date.parse('2026-11-23T12:00:00Z') } = options;
  const all = [entity, ...(options.entities ?? [])];
  const byRef = new Map(all.map(each => [refOf(each), each]));
  const entityRef = refOf(entity);
  const sourceOf = (ref: string): SourceStatus | undefined =>
    options.sources?.[ref] && {
      id: `test:${ref}`,
      kind: 'test',
      title: 'A source',
      mode: 'poll',
      state: 'ok',
      entityRefs: [ref],
      intervalSeconds: 2,
      timeoutSeconds: 5,
      consecutiveFailures: 0,
      leastPrivilege: '',
      ...options.sources[ref],
    };
  return {
    entity,
    entityRef,
    now,
    read(signal, title, ref = entityRef) {
      const value = options.values?.[ref]?.[signal];
      const source = sourceOf(ref);
      const state =
        options.states?.[ref] ?? (source?.error ? 'failed' : 'fresh');
      if (value === undefined) {
        return {
          state: source?.error ? 'failed' : 'missing',
          source,
          evidence: {
            entityRef: ref,
            signal,
            title,
            value: null,
            state: source?.error ? 'failed' : 'missing',
          },
        };
      }
      const observation: Observation = {
        entityRef: ref,
        signal,
        value,
        observedAt: new Date(
          state === 'fresh' ? now - 1000 : now - 120_000,
        ).toISOString(),
        sourceId: source?.id ?? `test:${ref}`,
      };
      return { state, source, evidence: { ...observation, title, state } };
    },
    sources(ref = entityRef) {
      const source = sourceOf(ref);
      return source ? [source] : [];
    },
    getEntity: ref => byRef.get(ref.toLocaleLowerCase('en-US')),
    entities: () => byRef.values(),
  };
}
