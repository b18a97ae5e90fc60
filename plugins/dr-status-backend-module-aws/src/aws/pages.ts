import type { SourceFailure } from '@twinshore/plugin-dr-status-node';

/**
 * Everything of a list that comes in pages.
 * @param ask - asks for one page; the first without a token
 * @param read - what a page holds, and the token of the next one
 * @param without - thrown when a page comes without its list
 */
export async function allPages<A, T>(
  ask: (token: string | undefined) => Promise<A>,
  read: (answer: A) => { items: T[] | undefined; next?: string },
  without: () => SourceFailure,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = read(await ask(token));
    if (!Array.isArray(items)) {
      throw without();
    }
    all.push(...items);
    token = next || undefined;
  } while (token);
  return all;
}
