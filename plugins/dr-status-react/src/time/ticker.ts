import { useSyncExternalStore } from 'react';

/*
 * One clock for all ages on the page: hundreds of them tick together once a
 * second, and none when nothing shows an age.
 */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  for (const listener of [...listeners]) {
    listener();
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(tick, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function getNow() {
  // Between two visits of a page the clock stood still.
  if (!timer) {
    const actual = Date.now();
    if (actual - now > 1_000) {
      now = actual;
    }
  }
  return now;
}

/**
 * Milliseconds since the epoch, renewed each second.
 * @public
 */
export function useNow(): number {
  return useSyncExternalStore(subscribe, getNow, getNow);
}

/**
 * A value derived from the clock; its component is drawn again only when the
 * derived value changes, so return a string, number or boolean.
 * @public
 */
export function useFromNow<T extends string | number | boolean>(
  derive: (now: number) => T,
): T {
  return useSyncExternalStore(
    subscribe,
    () => derive(getNow()),
    () => derive(getNow()),
  );
}
