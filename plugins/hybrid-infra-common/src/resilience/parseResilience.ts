import {
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { Resilience } from '../estate';
import {
  normaliseResilienceRef,
  validateResilience,
} from './validateResilience';

/**
 * A `spec.resilience` block that cannot be understood.
 * @public
 */
export class ResilienceError extends Error {
  /** One sentence each, with path and expectation. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ResilienceError';
    this.problems = problems;
  }
}

/**
 * Reads an entity's `spec.resilience`, with every ref in full and lower case.
 *
 * @returns undefined when the entity has no such block
 * @throws {@link ResilienceError} when the block is malformed
 * @public
 */
export function parseResilience(entity: Entity): Resilience | undefined {
  const block: unknown = entity.spec?.resilience;
  if (block === undefined) {
    return undefined;
  }
  const namespace = entity.metadata.namespace ?? DEFAULT_NAMESPACE;
  const problems = validateResilience(block, {
    ref: stringifyEntityRef(entity),
    namespace,
  });
  if (problems.length > 0) {
    throw new ResilienceError(problems);
  }
  const full = (ref: string) => normaliseResilienceRef(ref, namespace);
  const valid = block as Resilience;
  return {
    ...valid,
    ...(valid.zones && { zones: valid.zones.map(full) }),
    ...(valid.locatedIn && { locatedIn: full(valid.locatedIn) }),
    ...(valid.failsOverTo && { failsOverTo: valid.failsOverTo.map(full) }),
    ...(valid.replicates && {
      replicates: valid.replicates.map(({ to, mode, over }) => ({
        to: full(to),
        mode,
        ...(over && { over: full(over) }),
      })),
    }),
  };
}
