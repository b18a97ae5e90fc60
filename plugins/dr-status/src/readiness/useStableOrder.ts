import { useCallback, useMemo, useRef, useState } from 'react';
import type { FocusEvent } from 'react';

/** What a list needs to keep its order while someone reads it. */
export interface StableOrder<T> {
  items: T[];
  /** The true order differs from the one that is held. */
  outdated: boolean;
  /** Takes on the true order. */
  release(): void;
  /** Handlers of the element that contains the list. */
  handlers: {
    onPointerEnter(): void;
    onPointerLeave(): void;
    onFocus(): void;
    onBlur(event: FocusEvent): void;
  };
}

/**
 * Keeps the order of a list while the pointer or the focus is inside, so that
 * nothing moves from under a finger. Values still change in place, what is gone
 * goes, and what is new comes at the end.
 */
export function useStableOrder<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): StableOrder<T> {
  const [held, setHeld] = useState<string[]>();
  const pointerInside = useRef(false);
  const focusInside = useRef(false);

  const byKey = useMemo(
    () => new Map(items.map(item => [keyOf(item), item])),
    [items, keyOf],
  );
  const trueKeys = useMemo(() => [...byKey.keys()], [byKey]);
  const latestKeys = useRef(trueKeys);
  latestKeys.current = trueKeys;

  const keys = useMemo(() => {
    if (!held) {
      return trueKeys;
    }
    const known = new Set(held);
    return [
      ...held.filter(key => byKey.has(key)),
      ...trueKeys.filter(key => !known.has(key)),
    ];
  }, [held, trueKeys, byKey]);
  const shownKeys = useRef(keys);
  shownKeys.current = keys;

  const settle = useCallback(() => {
    const reading = pointerInside.current || focusInside.current;
    setHeld(current => (reading ? current ?? shownKeys.current : undefined));
  }, []);
  const release = useCallback(() => setHeld(latestKeys.current), []);
  const handlers = useMemo(
    () => ({
      onPointerEnter: () => {
        pointerInside.current = true;
        settle();
      },
      onPointerLeave: () => {
        pointerInside.current = false;
        settle();
      },
      onFocus: () => {
        focusInside.current = true;
        settle();
      },
      onBlur: (event: FocusEvent) => {
        focusInside.current = event.currentTarget.contains(
          event.relatedTarget as Node | null,
        );
        settle();
      },
    }),
    [settle],
  );

  return {
    items: keys.map(key => byKey.get(key)!),
    outdated: keys.some((key, index) => key !== trueKeys[index]),
    release,
    handlers,
  };
}
