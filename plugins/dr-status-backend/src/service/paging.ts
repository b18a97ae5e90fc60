import { InputError } from '@backstage/errors';
import type { Page } from '@twinshore/plugin-dr-status-common';

export const DEFAULT_LIMIT = 200;

export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @throws InputError when it is none of ours */
export function decodeCursor<T>(
  cursor: string | undefined,
  isValid: (value: unknown) => value is T,
): T | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  if (!isValid(value)) {
    throw new InputError(
      'The cursor is not one that this list has given out; start without one',
    );
  }
  return value;
}

/** A page of a list that is ordered by its ids; the cursor is the last id. */
export function pageById<T extends { id: string }>(
  items: readonly T[],
  query: { limit?: number; cursor?: string },
): Page<T> {
  const after = decodeCursor(
    query.cursor,
    (value): value is string => typeof value === 'string',
  );
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rest =
    after === undefined ? items : items.filter(item => item.id > after);
  const page = rest.slice(0, limit);
  return {
    items: page,
    totalItems: items.length,
    ...(rest.length > limit && {
      nextCursor: encodeCursor(page[page.length - 1].id),
    }),
  };
}
