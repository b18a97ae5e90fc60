import type { Config } from '@backstage/config';
import type { SourceSettings } from '@twinshore/plugin-dr-status-node';

/**
 * A list of names that an item must give, without empty ones and repetitions.
 * @param what - for the message, for example `the keys to watch`
 */
export function readNames(
  settings: SourceSettings,
  item: Config,
  key: string,
  what: string,
): string[] {
  const names = item.getStringArray(key);
  if (names.length === 0 || names.some(name => name.trim() === '')) {
    throw new Error(
      `Invalid value at '${settings.key}.${key}': ${what} must be named, none of them empty`,
    );
  }
  return [...new Set(names)];
}
