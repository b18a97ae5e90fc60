import type { Dimension, StandardUnit } from '@aws-sdk/client-cloudwatch';

export interface MetricIdentity {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

export interface Sample {
  at: number;
  value: number;
}

export interface Series extends MetricIdentity {
  region: string;
  unit: StandardUnit;
  samples: RingBuffer;
}

/** At a sample every five seconds, some five and a half hours. */
const CAPACITY = 4096;

/** The newest samples, oldest first. */
export class RingBuffer {
  readonly #at: Float64Array;
  readonly #values: Float64Array;
  #start = 0;
  #size = 0;

  constructor(capacity = CAPACITY) {
    this.#at = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
  }

  add({ at, value }: Sample): void {
    const capacity = this.#at.length;
    const index = (this.#start + this.#size) % capacity;
    this.#at[index] = at;
    this.#values[index] = value;
    if (this.#size < capacity) this.#size++;
    else this.#start = (this.#start + 1) % capacity;
  }

  /** Samples from `from` up to, and without, `to`. */
  between(from: number, to: number): Sample[] {
    const found: Sample[] = [];
    for (let index = 0; index < this.#size; index++) {
      const place = (this.#start + index) % this.#at.length;
      const at = this.#at[place];
      if (at >= from && at < to) found.push({ at, value: this.#values[place] });
    }
    return found;
  }

  get newest(): Sample | undefined {
    if (this.#size === 0) return undefined;
    const place = (this.#start + this.#size - 1) % this.#at.length;
    return { at: this.#at[place], value: this.#values[place] };
  }
}

/**
 * Samples that were really taken, by region and metric. Where none was taken
 * there is none: a gap is an answer.
 */
export class MetricStore {
  readonly #series = new Map<string, Series>();

  record(
    region: string,
    metric: MetricIdentity,
    unit: StandardUnit,
    sample: Sample,
  ): void {
    const key = keyOf(region, metric);
    let series = this.#series.get(key);
    if (!series) {
      series = { ...metric, region, unit, samples: new RingBuffer() };
      this.#series.set(key, series);
    }
    series.samples.add(sample);
  }

  find(region: string, metric: MetricIdentity): Series | undefined {
    return this.#series.get(keyOf(region, metric));
  }

  /** Series of a region in a steady order, each with its key. */
  list(region: string): Array<{ key: string; series: Series }> {
    return [...this.#series]
      .filter(([, series]) => series.region === region)
      .map(([key, series]) => ({ key, series }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

function keyOf(region: string, metric: MetricIdentity): string {
  const dimensions = Object.entries(metric.dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [region, metric.namespace, metric.name, ...dimensions].join('\u0001');
}

export function dimensionsOf(list: Dimension[] = []): Record<string, string> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

export function dimensionList(dimensions: Record<string, string>): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
