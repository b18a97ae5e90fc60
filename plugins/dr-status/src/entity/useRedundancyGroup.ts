import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import { useEffect, useState } from 'react';

/** The members of a redundancy group, as the catalog knows them. */
export interface RedundancyMembers {
  group: string;
  needs: number;
  members: string[];
  /** Why the members could not be read. */
  failure?: string;
}

/** Reads who else is in the entity's redundancy group; undefined when in none. */
export function useRedundancyGroup(
  entity: Entity,
): RedundancyMembers | undefined {
  const catalogApi = useApi(catalogApiRef);
  const redundancy = resilienceOf(entity)?.redundancy;
  const group = redundancy?.group;
  const needs = redundancy?.needs ?? 1;
  const [state, setState] = useState<RedundancyMembers>();

  useEffect(() => {
    let current = true;
    if (group) {
      catalogApi
        .getEntities({
          filter: { 'spec.resilience.redundancy.group': group },
          fields: ['kind', 'metadata.name', 'metadata.namespace'],
        })
        .then(({ items }) => ({
          members: items.map(item => stringifyEntityRef(item)).sort(),
        }))
        .catch(error => ({ members: [], failure: String(error?.message) }))
        .then(result => current && setState({ group, needs, ...result }));
    }
    return () => {
      current = false;
    };
  }, [catalogApi, group, needs]);

  return group === state?.group ? state : undefined;
}
