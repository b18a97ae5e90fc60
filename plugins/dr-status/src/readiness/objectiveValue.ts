import type { ObjectiveStatus } from '@twinshore/plugin-dr-status-common';
import { formatDuration } from '@twinshore/plugin-dr-status-react';

/**
 * A value or target of an objective as a person reads it: durations in units of
 * time, ratios as a percentage with as many digits as make 99.95 % differ from
 * 99.9 %.
 */
export function objectiveValue(
  value: number,
  unit: ObjectiveStatus['unit'],
): string {
  if (unit === 's') {
    return formatDuration(value);
  }
  const percent = value * 100;
  const rounded = percent.toLocaleString(undefined, {
    maximumFractionDigits: 3,
  });
  return `${rounded} %`;
}

/** Objectives where more is better; all others are upper bounds. */
export function isLowerBound(objective: ObjectiveStatus): boolean {
  return (
    objective.id === 'availability' ||
    // Latency as a ratio is the share of requests that are fast enough.
    (objective.id === 'latency' && objective.unit === '1')
  );
}
