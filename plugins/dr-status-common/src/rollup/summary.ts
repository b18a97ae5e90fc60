import type { Entity } from '@backstage/catalog-model';
import type { CheckResult, Summary, Transition } from '../api';
import type { SourceStatus } from '../observation';
import { blockersOf } from './blockers';
import { entityPostures } from './entityPosture';
import { isSite, resilienceOf, titleOf } from './estateEntity';
import { headlineOf } from './headline';
import { postureMatrix, tierIndex } from './matrix';
import { objectivesOf } from './objectives';
import type { NumberReading } from './recoveryPoint';
import { coverageOf, scoreOf } from './score';

/** All that a summary is made from. @public */
export interface SummaryInput {
  revision: number;
  /** Milliseconds since the epoch. */
  now: number;
  entities: readonly Entity[];
  results: readonly CheckResult[];
  sources: readonly SourceStatus[];
  /** Newest first. */
  transitions: readonly Transition[];
  read(entityRef: string, signal: string): NumberReading;
}

const ROLE_ORDER = ['active', 'shared', 'passive'];

function sitesOf(entities: readonly Entity[]): Summary['sites'] {
  return entities
    .filter(isSite)
    .map(entity => ({
      name: entity.metadata.name,
      title: titleOf(entity),
      role: resilienceOf(entity)?.role,
    }))
    .sort(
      (a, b) =>
        ROLE_ORDER.indexOf(a.role ?? 'active') -
          ROLE_ORDER.indexOf(b.role ?? 'active') ||
        a.name.localeCompare(b.name),
    );
}

/** Rolls all verdicts up into the body of `GET /v1/summary`. @public */
export function summaryOf(input: SummaryInput): Summary {
  const byEntity = new Map<string, CheckResult[]>();
  for (const result of input.results) {
    const results = byEntity.get(result.entityRef);
    if (results) {
      results.push(result);
    } else {
      byEntity.set(result.entityRef, [result]);
    }
  }
  const entities = entityPostures(
    input.entities,
    ref => byEntity.get(ref) ?? [],
  );
  const blockers = blockersOf(input.results, entities);
  const matrix = postureMatrix(input.entities, entities);
  return {
    revision: input.revision,
    computedAt: new Date(input.now).toISOString(),
    headline: headlineOf(
      input.results.filter(result => result.gate).length,
      blockers,
      {
        entities: entities.length,
        unwatched: entities.filter(({ unwatched }) => unwatched).length,
      },
    ),
    score: scoreOf(input.results),
    coverage: coverageOf(input.results),
    objectives: objectivesOf(input),
    sites: sitesOf(input.entities),
    tiers: [...new Set(matrix.map(cell => cell.tier))].sort(
      (a, b) => tierIndex(a) - tierIndex(b) || a.localeCompare(b),
    ),
    matrix,
    blockers,
    transitions: [...input.transitions],
    entities,
    sources: {
      total: input.sources.length,
      failing: input.sources.filter(
        ({ state }) => state === 'failing' || state === 'misconfigured',
      ).length,
    },
  };
}
