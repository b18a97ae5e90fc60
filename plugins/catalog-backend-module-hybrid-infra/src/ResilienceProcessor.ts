import {
  getCompoundEntityRef,
  parseEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import {
  RELATION_FAILOVER_FOR,
  RELATION_FAILS_OVER_TO,
  RELATION_HOSTS,
  RELATION_LOCATED_IN,
  RELATION_REPLICATES_TO,
  RELATION_REPLICA_OF,
  ResilienceError,
  parseResilience,
  type Resilience,
} from '@twinshore/plugin-hybrid-infra-common';

/** Targets of the block, by the relation that leads to them and the one back. */
function relationsOf(resilience: Resilience) {
  return [
    {
      forward: RELATION_LOCATED_IN,
      back: RELATION_HOSTS,
      targets: new Set([
        ...(resilience.locatedIn ? [resilience.locatedIn] : []),
        ...(resilience.zones ?? []),
      ]),
    },
    {
      forward: RELATION_REPLICATES_TO,
      back: RELATION_REPLICA_OF,
      targets: new Set(resilience.replicates?.map(({ to }) => to)),
    },
    {
      forward: RELATION_FAILS_OVER_TO,
      back: RELATION_FAILOVER_FOR,
      targets: new Set(resilience.failsOverTo),
    },
  ];
}

function sentence(problems: readonly string[]): string {
  return problems.length === 1
    ? problems[0]
    : `${problems.length} problems in spec.resilience: ${problems
        .map((problem, index) => `(${index + 1}) ${problem}`)
        .join('; ')}`;
}

/**
 * Validates `spec.resilience` and draws the relations that follow from it.
 *
 * A malformed block is emitted as one error of the entity that carries it,
 * not thrown: a thrown error is wrapped in the words of the engine, and the
 * reader has to dig. Either way the catalog keeps the last good version of the
 * entity, with its relations, and shows the error on it.
 */
export class ResilienceProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'ResilienceProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    let resilience: Resilience | undefined;
    try {
      resilience = parseResilience(entity);
    } catch (error) {
      if (!(error instanceof ResilienceError)) {
        throw error;
      }
      emit(processingResult.inputError(location, sentence(error.problems)));
      return entity;
    }
    if (resilience) {
      const self = getCompoundEntityRef(entity);
      for (const { forward, back, targets } of relationsOf(resilience)) {
        for (const ref of targets) {
          const other = parseEntityRef(ref);
          emit(
            processingResult.relation({
              source: self,
              type: forward,
              target: other,
            }),
          );
          emit(
            processingResult.relation({
              source: other,
              type: back,
              target: self,
            }),
          );
        }
      }
    }
    return entity;
  }
}
