import { SourceFailure } from '@twinshore/plugin-dr-status-node';

/** Lists that go on for longer are taken for a defect of the endpoint. */
const MOST_PAGES = 200;

/**
 * Everything of a list that comes in pages.
 * @param ask - asks for one page; the first without a token
 * @param read - what a page holds, and the token of the next one
 * @param without - thrown when a page comes without its list
 */
export async function allPages<A, T, K = string>(
  ask: (token: K | undefined) => Promise<A>,
  read: (answer: A) => { items: T[] | undefined; next?: K },
  without: () => SourceFailure,
): Promise<T[]> {
  const all: T[] = [];
  let token: K | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next } = read(await ask(token));
    if (!Array.isArray(items)) {
      throw without();
    }
    for (const item of items) {
      all.push(item);
    }
    if (!next) {
      return all;
    }
    token = next;
  }
  throw new SourceFailure(
    'malformed',
    `AWS answered with a list that does not end within ${MOST_PAGES} pages.`,
    'Check the endpoint, and for a proxy between the portal and AWS.',
  );
}
