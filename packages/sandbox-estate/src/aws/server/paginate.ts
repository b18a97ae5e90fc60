import { AwsError } from './AwsError';

export interface Page<T> {
  items: T[];
  /** Opaque place of the next page; undefined on the last. */
  next?: string;
}

/**
 * One page of a list that is ordered by `key`. The marker names the last item
 * that was shown, so that a list which changes between two pages neither
 * repeats nor skips the others.
 */
export function paginate<T>(
  list: readonly T[],
  key: (item: T) => string,
  limit: number,
  marker?: string,
): Page<T> {
  let start = 0;
  if (marker) {
    const after = Buffer.from(marker, 'base64url').toString('utf8');
    if (!after.startsWith('after:')) {
      throw AwsError.common(
        'InvalidParameterValue',
        `'${marker.slice(0, 40)}' is not a marker that this service gave`,
      );
    }
    const last = after.slice('after:'.length);
    const found = list.findIndex(item => key(item) > last);
    start = found === -1 ? list.length : found;
  }
  const items = list.slice(start, start + limit);
  const more = start + limit < list.length;
  return {
    items,
    next: more
      ? Buffer.from(`after:${key(items[items.length - 1])}`).toString(
          'base64url',
        )
      : undefined,
  };
}

/** A page size within what the service allows. */
export function pageSize(
  value: number | undefined,
  name: string,
  { min, max, standard }: { min: number; max: number; standard: number },
): number {
  if (value === undefined) return standard;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw AwsError.common(
      'InvalidParameterValue',
      `Invalid value ${value} for ${name}. Must be between ${min} and ${max}`,
    );
  }
  return value;
}
