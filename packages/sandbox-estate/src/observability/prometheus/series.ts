export interface Series {
  labels: Record<string, string>;
  /** Oldest first; time in milliseconds. */
  samples: Array<{ at: number; value: number }>;
}

export interface VectorSample {
  labels: Record<string, string>;
  value: number;
}

/** What queries are asked of. */
export interface SeriesStore {
  /** All series of the metric. */
  series(metric: string): Series[];
  /** Time of the first sample of all, in milliseconds. */
  readonly since: number;
}

export type Vector = VectorSample[];

export interface Matcher {
  label: string;
  operator: string;
  value: string;
}

/** The same for the same labels, whatever their order. */
export const keyOf = (labels: Record<string, string>) =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

export function matches(
  labels: Record<string, string>,
  matcher: Matcher,
): boolean {
  const value = labels[matcher.label] ?? '';
  switch (matcher.operator) {
    case '=':
      return value === matcher.value;
    case '!=':
      return value !== matcher.value;
    case '=~':
      return new RegExp(`^(?:${matcher.value})$`).test(value);
    default:
      return !new RegExp(`^(?:${matcher.value})$`).test(value);
  }
}

/** How much a counter grew within the time, over its resets, for each second of it. */
export function growth(
  { samples }: Series,
  from: number,
  to: number,
): number | undefined {
  const within = samples.filter(({ at }) => at > from && at <= to);
  if (within.length < 2) return undefined;
  let sum = 0;
  for (let index = 1; index < within.length; index += 1) {
    const { value } = within[index];
    const before = within[index - 1].value;
    sum += value >= before ? value - before : value;
  }
  return sum / ((within.at(-1)!.at - within[0].at) / 1000);
}

/** Between the bounds of histogram buckets, by interpolation. */
export function quantile(q: number, buckets: Vector): number {
  const sorted = buckets
    .map(({ labels, value }) => ({
      bound: labels.le === '+Inf' ? Infinity : Number(labels.le),
      value,
    }))
    .sort((a, b) => a.bound - b.bound);
  const total = sorted.at(-1)?.value ?? 0;
  if (total === 0) return NaN;
  const rank = q * total;
  const index = sorted.findIndex(({ value }) => value >= rank);
  const { bound, value } = sorted[index];
  const lower = sorted[index - 1] ?? { bound: 0, value: 0 };
  return bound === Infinity
    ? lower.bound
    : lower.bound +
        ((bound - lower.bound) * (rank - lower.value)) / (value - lower.value);
}
