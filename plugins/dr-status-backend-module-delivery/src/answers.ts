/** Reads single fields of answers, none of which can be relied on. */

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** A moment as ISO 8601, from text or from milliseconds since the epoch. */
export function timeOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return null;
  }
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Seconds from a moment until now. */
export const ageSeconds = (at: string, now: number): number =>
  (now - Date.parse(at)) / 1000;

const AHEAD_SECONDS = 3600;

/** Whether an age is that of a moment to come: clocks differ by less, so the moment is wrong. */
export const isAhead = (age: number): boolean => age < -AHEAD_SECONDS;

/** Names for a sentence: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  return rest > 0
    ? `${names.slice(0, most).join(', ')} and ${rest} more`
    : names.join(', ');
}
