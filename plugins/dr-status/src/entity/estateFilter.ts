import type { FilterPredicate } from '@backstage/filter-predicates';

/**
 * Entities that belong to an estate: they stand for a row of its design, or say
 * how they are protected. A predicate rather than a function, so that an admin
 * can override it in configuration.
 */
export const estateFilter: FilterPredicate = {
  $any: [
    { 'metadata.annotations.twinshore.io/design': { $exists: true } },
    { 'spec.resilience': { $exists: true } },
  ],
};
