import type { EstateModel, TrafficCount } from '../../../model';
import type { Clock } from '../../clock';
import { AWS_SITES, type AwsSite } from '../../sites';

/** X-Ray answers for at most six hours at a time; the sandbox remembers less. */
const KEPT_MS = 3600_000;

interface Sample {
  at: number;
  count: TrafficCount;
}

const NOTHING: TrafficCount = { requests: 0, faults: 0, errors: 0, seconds: 0 };

/** What was traced at each site: the requests that its application really answered. */
export class Traces {
  /** Sites whose collectors send nothing. */
  readonly silent = new Set<AwsSite>();
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #samples = new Map<AwsSite, Sample[]>();

  constructor(model: EstateModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
    for (const site of AWS_SITES) {
      this.#samples.set(site, [{ at: clock.now(), count: this.#now(site) }]);
    }
  }

  /** To be called every few seconds: counts at a moment can be told later. */
  sample(): void {
    const at = this.#clock.now();
    for (const [site, samples] of this.#samples) {
      samples.push({ at, count: this.#now(site) });
      while (samples.length > 1 && samples[0].at < at - KEPT_MS) {
        samples.shift();
      }
    }
  }

  /** Requests answered between two moments, milliseconds since the epoch. */
  between(site: AwsSite, from: number, to: number): TrafficCount {
    if (this.silent.has(site)) return NOTHING;
    const before = this.#at(site, from);
    const after =
      to >= this.#clock.now() - 1000 ? this.#now(site) : this.#at(site, to);
    const grown = (key: keyof TrafficCount) =>
      Math.max(0, after[key] - before[key]);
    return {
      requests: grown('requests'),
      faults: grown('faults'),
      errors: grown('errors'),
      seconds: grown('seconds'),
    };
  }

  #now(site: AwsSite): TrafficCount {
    return { ...(this.#model.traffic.get(site)?.() ?? NOTHING) };
  }

  /** The count as it was last known at the moment, or the oldest there is. */
  #at(site: AwsSite, moment: number): TrafficCount {
    const samples = this.#samples.get(site)!;
    return (samples.findLast(({ at }) => at <= moment) ?? samples[0]).count;
  }
}
