/** Waits for a condition, bounded; fails with what the last look said. */
export async function until<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  milliseconds = 8000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (seen) {
        return seen;
      }
      last = seen;
    } catch (error) {
      last = error;
    }
    await new Promise(resolve => setImmediate(resolve));
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Error(`Not within ${milliseconds} ms; last: ${last}`);
}
