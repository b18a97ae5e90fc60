const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'm', seconds: 60 },
  { name: 's', seconds: 1 },
] as const;

/**
 * A duration as people say it: the two largest units that matter, "3 m 12 s".
 * Below a second in milliseconds. Never a bare number.
 * @param seconds - finite, may be negative
 * @public
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) {
    return '?';
  }
  if (seconds < 0) {
    return `−${formatDuration(-seconds)}`;
  }
  if (seconds > 0 && seconds < 0.9995) {
    return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  }
  if (seconds < 10 && !Number.isInteger(seconds)) {
    const tenths = Math.round(seconds * 10) / 10;
    return `${tenths} s`;
  }
  let rest = Math.round(seconds);
  // Two units are kept, so what is smaller is rounded before it is split.
  if (rest >= 86_400) {
    rest = Math.round(rest / 3_600) * 3_600;
  } else if (rest >= 3_600) {
    rest = Math.round(rest / 60) * 60;
  }
  const parts: string[] = [];
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) {
      parts.push(`${count} ${unit.name}`);
    }
  }
  return parts.length > 0 ? parts.join(' ') : '0 s';
}
