/**
 * What other modules report is read here without their types: each reader
 * gives undefined for what is not there or is something else than expected.
 */

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

export function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A list of which every item is understood. */
export function listOf<T>(
  value: unknown,
  read: (item: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const items = value.map(read);
  return items.every(item => item !== undefined) ? (items as T[]) : undefined;
}

export function recordsOf(
  value: unknown,
): Record<string, unknown>[] | undefined {
  return listOf(value, recordOf);
}

/** Sum of a number that every item must have. */
export function sumOf(
  items: Record<string, unknown>[],
  field: string,
): number | undefined {
  return items.reduce<number | undefined>((sum, item) => {
    const value = numberOf(item[field]);
    return sum === undefined || value === undefined ? undefined : sum + value;
  }, 0);
}
