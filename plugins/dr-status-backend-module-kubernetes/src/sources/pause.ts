import { setTimeout as wait } from 'node:timers/promises';

/** Waits, or returns at once when the signal is aborted. */
export async function pause(
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(error => {
    if (!signal.aborted) {
      throw error;
    }
  });
}
