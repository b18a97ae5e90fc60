/** As many calls at once as an API with low limits takes well. */
const AT_ONCE = 4;

/** Does something for each item, a few at a time; the results keep the order. */
export async function inBatches<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(
      ...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))),
    );
  }
  return results;
}
