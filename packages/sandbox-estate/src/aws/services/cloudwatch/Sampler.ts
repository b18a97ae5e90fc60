import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../clock';
import type { MetricIdentity, MetricStore } from './MetricStore';

/** A value just read. */
export interface Reading {
  region: string;
  metric: MetricIdentity;
  unit: StandardUnit;
  value: number;
}

/** Something that can be read for metrics; what gives no reading is left out. */
export type MetricSource = () => Promise<Reading[]> | Reading[];

/** Reads all sources at an interval and keeps what they give. */
export class Sampler {
  readonly #store: MetricStore;
  readonly #sources: readonly MetricSource[];
  readonly #clock: Clock;
  readonly #log: (message: string) => void;
  readonly #suspended = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> | undefined;

  constructor(
    store: MetricStore,
    sources: readonly MetricSource[],
    clock: Clock,
    log: (message: string) => void,
  ) {
    this.#store = store;
    this.#sources = sources;
    this.#clock = clock;
    this.#log = log;
  }

  start(intervalMs: number): void {
    this.#timer = setInterval(() => void this.sample(), intervalMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
  }

  /** Takes no samples of a region until the returned function is called. */
  suspend(region: string): () => void {
    const change = (by: number) =>
      this.#suspended.set(region, (this.#suspended.get(region) ?? 0) + by);
    change(1);
    return () => {
      change(-1);
    };
  }

  /** One round; a round that is still under way is joined. */
  sample(): Promise<void> {
    this.#busy ??= this.#round().finally(() => {
      this.#busy = undefined;
    });
    return this.#busy;
  }

  async #round(): Promise<void> {
    await Promise.all(
      this.#sources.map(async source => {
        try {
          const readings = await source();
          const at = this.#clock.now();
          for (const { region, metric, unit, value } of readings) {
            if ((this.#suspended.get(region) ?? 0) > 0) continue;
            this.#store.record(region, metric, unit, { at, value });
          }
        } catch (error) {
          this.#log(`A metric could not be read: ${error}`);
        }
      }),
    );
  }
}
