/** The fields of an INFO answer, whatever section they stand in. */
export type RedisInfo = Map<string, string>;

/** Undefined when the text is no INFO answer. */
export function parseInfo(text: unknown): RedisInfo | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (!line.startsWith('#') && colon > 0) {
      fields.set(line.slice(0, colon), line.slice(colon + 1));
    }
  }
  return fields.size > 0 ? fields : undefined;
}

/** A whole number; null when it is missing or something else. */
export function numberOf(info: RedisInfo, field: string): number | null {
  const text = info.get(field);
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** `ip=10.0.0.1,port=6379` as a record. */
export const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(',').map(pair => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
