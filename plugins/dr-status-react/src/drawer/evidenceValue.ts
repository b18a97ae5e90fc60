import type { JsonValue } from '@backstage/types';
import type { Evidence } from '@twinshore/plugin-dr-status-common';
import { formatDuration } from '../time/formatDuration';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Words for values that are none of the system's own. @internal */
export interface ValueWords {
  yes: string;
  no: string;
  none: string;
}

/**
 * A reading as a person reads it. Units are UCUM-like: `s` is a duration, `By`
 * bytes, `1` a plain number.
 * @internal
 */
export function evidenceValue(
  evidence: Pick<Evidence, 'value' | 'unit'>,
  words: ValueWords,
): string {
  const { value, unit } = evidence;
  if (value === null || value === undefined || value === '') {
    return words.none;
  }
  if (typeof value === 'boolean') {
    return value ? words.yes : words.no;
  }
  if (typeof value === 'number') {
    if (unit === 's') {
      return formatDuration(value);
    }
    if (unit === 'By') {
      return formatBytes(value);
    }
    const number = value.toLocaleString(undefined, {
      maximumSignificantDigits: 6,
    });
    return unit && unit !== '1' ? `${number} ${unit}` : number;
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? words.none
      : value
          .map(item => evidenceValue({ value: item, unit }, words))
          .join(', ');
  }
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, item]) => memberText(key, item ?? null, words))
      .join(', ');
  }
  return String(value);
}

/**
 * The name of a member of a reading, and its unit: names carry the units, as
 * everywhere in the code, and people want neither camel case nor bare seconds.
 * @internal
 */
export function memberName(key: string): { name: string; unit?: string } {
  const units: Array<[suffix: RegExp, unit: string]> = [
    [/Seconds$/, 's'],
    [/Bytes$/, 'By'],
  ];
  const [suffix, unit] = units.find(([end]) => end.test(key)) ?? [];
  const name = (suffix ? key.replace(suffix, '') : key)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return { name, unit };
}

function memberText(key: string, value: JsonValue, words: ValueWords): string {
  const { name, unit } = memberName(key);
  return `${name}: ${evidenceValue({ value, unit }, words)}`;
}

function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < BYTE_UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}
