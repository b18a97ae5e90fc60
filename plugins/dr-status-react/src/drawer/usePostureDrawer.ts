import { useCallback, useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';

const PARAMETER = 'entity';

/** Which posture drawer is open, and how to open another. @public */
export interface PostureDrawerControl {
  /** Entity ref of the open drawer, if any. */
  entityRef?: string;
  open(entityRef: string): void;
  close(): void;
  /** Address that opens the drawer where one is, all else of the address kept. */
  hrefOf(entityRef: string): string;
}

/**
 * The drawer's state stands in the address (`?entity=…`), so that every open
 * drawer is a link to send to someone and "back" closes it. The page draws
 * {@link PostureDrawer} once.
 * @public
 */
export function usePostureDrawer(): PostureDrawerControl {
  const [searchParams, setSearchParams] = useSearchParams();
  const { pathname, hash } = useLocation();
  const entityRef = searchParams.get(PARAMETER) || undefined;

  const open = useCallback(
    (ref: string) =>
      setSearchParams(current => {
        const next = new URLSearchParams(current);
        next.set(PARAMETER, ref);
        return next;
      }),
    [setSearchParams],
  );
  const close = useCallback(
    () =>
      setSearchParams(current => {
        const next = new URLSearchParams(current);
        next.delete(PARAMETER);
        return next;
      }),
    [setSearchParams],
  );
  const hrefOf = useCallback(
    (ref: string) => {
      const next = new URLSearchParams(searchParams);
      next.set(PARAMETER, ref);
      return `${pathname}?${next}${hash}`;
    },
    [searchParams, pathname, hash],
  );
  return useMemo(
    () => ({ entityRef, open, close, hrefOf }),
    [entityRef, open, close, hrefOf],
  );
}
