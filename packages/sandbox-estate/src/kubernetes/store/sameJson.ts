/**
 * Whether two JSON values are the same; a field that is undefined counts as
 * absent, as it is in what is sent.
 */
export function sameJson(a: any, b: any): boolean {
  if (a === b) {
    return true;
  }
  if (
    a === null ||
    b === null ||
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return false;
  }
  if (Array.isArray(a)) {
    return (
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    );
  }
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(key =>
    sameJson(a[key], b[key]),
  );
}
