/** Where the part reads the time, so that tests can move it. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * What `ask` yields, or undefined when it fails or takes too long: a database
 * that hangs must not hang the control plane over it.
 */
export async function within<T>(
  milliseconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([ask().catch(() => undefined), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
