import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';

/** A cell of the matrix. */
export interface CellRef {
  site: string;
  tier: string;
}

/** The selected cell of the matrix, kept in the address (`?site=…&tier=…`). */
export function useCellSelection(): {
  selected?: CellRef;
  hrefOf(cell: CellRef | undefined): string;
} {
  const [searchParams] = useSearchParams();
  const { pathname } = useLocation();
  const site = searchParams.get('site');
  const tier = searchParams.get('tier');
  const hrefOf = useCallback(
    (cell: CellRef | undefined) => {
      const next = new URLSearchParams(searchParams);
      next.delete('site');
      next.delete('tier');
      if (cell) {
        next.set('site', cell.site);
        next.set('tier', cell.tier);
      }
      const query = next.toString();
      return query ? `${pathname}?${query}` : pathname;
    },
    [searchParams, pathname],
  );
  return { selected: site && tier ? { site, tier } : undefined, hrefOf };
}
