import { useCallback, useEffect, useMemo, useState } from 'react';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useSummary } from '@twinshore/plugin-dr-status-react';
import { EstateModel } from '@twinshore/plugin-hybrid-infra-common';
import { toEstateItems } from '../model/EstateItem';
import { replicationHops } from '../model/replication';

// The structure changes when somebody merges a change: a minute is soon enough.
const STRUCTURE_INTERVAL_MS = 60_000;

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.type',
  'spec.owner',
  'spec.system',
  'spec.resilience',
  'relations',
];

/**
 * The declared estate joined with the live posture. Either may fail alone: the
 * last known structure stays, and without posture everything is unknown.
 */
export function useEstate() {
  const catalog = useApi(catalogApiRef);
  const posture = useSummary();
  const [entities, setEntities] = useState<Entity[]>();
  const [error, setError] = useState<Error>();
  // Counts requests, so that an answer which was overtaken is dropped.
  const [attempts] = useState(() => ({ latest: 0 }));

  const reload = useCallback(async () => {
    const mine = ++attempts.latest;
    try {
      const { items } = await catalog.getEntities({
        filter: { 'spec.resilience.site': CATALOG_FILTER_EXISTS },
        fields: FIELDS,
      });
      if (mine === attempts.latest) {
        setEntities(items);
        setError(undefined);
      }
    } catch (cause) {
      if (mine === attempts.latest) {
        setError(cause instanceof Error ? cause : new Error(String(cause)));
      }
    }
  }, [catalog, attempts]);

  useEffect(() => {
    reload();
    const timer = setInterval(reload, STRUCTURE_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      // An answer that is still on its way belongs to nobody any more.
      attempts.latest++;
    };
  }, [reload, attempts]);

  const { summary } = posture;
  const model = useMemo(
    () => entities && EstateModel.fromEntities(entities),
    [entities],
  );
  const items = useMemo(
    () => model && toEstateItems(model, summary),
    [model, summary],
  );
  const hops = useMemo(
    () => (items ? replicationHops(items, summary) : []),
    [items, summary],
  );
  return {
    items,
    hops,
    /** Entities whose block cannot be read, and which are not on the map. */
    rejected: model?.rejected ?? [],
    error,
    reload,
    posture,
  };
}
