import type { Evidence } from '@twinshore/plugin-dr-status-common';
import { formatDuration } from '../time/formatDuration';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/**
 * A reading as a person reads it. Units are UCUM-like: `s` is a duration, `By`
 * bytes, `1` a plain number.
 * @internal
 */
export function evidenceValue(
  evidence: Pick<Evidence, 'value' | 'unit'>,
  words: { yes: string; no: string; none: string },
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
      .map(
        ([key, item]) =>
          `${key}: ${evidenceValue({ value: item ?? null, unit }, words)}`,
      )
      .join(', ');
  }
  return String(value);
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
