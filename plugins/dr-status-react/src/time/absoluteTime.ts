/**
 * A moment in the browser's locale and zone with ISO 8601 UTC beside it, for titles.
 * @param at - ISO 8601
 * @public
 */
export function absoluteTime(at: string | number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return String(at);
  }
  const local = date.toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
  return `${local} (${date.toISOString().replace(/\.\d+Z$/, 'Z')})`;
}
