import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import type { EstateModel } from '../../../model';
import type { Clock } from '../../clock';
import { probe, type ProbeResult } from './probe';

/** A checker's view from one region. */
export interface Checker {
  region: string;
  /** Healthy or not after the threshold of consecutive answers; undefined before the first. */
  healthy?: boolean;
  consecutive: number;
  last?: ProbeResult & { at: Date };
}

export interface HealthCheckRecord {
  id: string;
  callerReference: string;
  config: HealthCheckConfig;
  checkers: Checker[];
}

/** Route 53 takes an endpoint for healthy when more than 18 % of its checkers do. */
const HEALTHY_SHARE = 0.18;

/** Route 53 checks from fifteen locations and more; three are enough to disagree. */
const CHECKER_REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-1'];

/**
 * Health checks that really check. `speed` shortens the request interval: at
 * 10, a check declared for every 10 seconds asks every second.
 */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheckRecord>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #speed: number;

  constructor(model: EstateModel, clock: Clock, speed: number) {
    this.#model = model;
    this.#clock = clock;
    this.#speed = speed;
  }

  /** By id, the order in which Route 53 lists them. */
  list(): HealthCheckRecord[] {
    return [...this.#checks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get(id: string): HealthCheckRecord | undefined {
    return this.#checks.get(id);
  }

  add(id: string, callerReference: string, config: HealthCheckConfig): void {
    const checked = config.Type !== 'CALCULATED';
    const record: HealthCheckRecord = {
      id,
      callerReference,
      config,
      checkers: checked
        ? CHECKER_REGIONS.map(region => ({ region, consecutive: 0 }))
        : [],
    };
    this.#checks.set(id, record);
    if (!checked) return;
    const everyMs = ((config.RequestInterval ?? 30) * 1000) / this.#speed;
    let turn = 0;
    const timer = setInterval(() => {
      void this.#check(
        record,
        record.checkers[turn++ % record.checkers.length],
      );
    }, everyMs / record.checkers.length);
    timer.unref();
    this.#timers.set(id, timer);
  }

  /** Whether the endpoint is taken for healthy; undefined before there is an answer. */
  healthy(id: string): boolean | undefined {
    const record = this.#checks.get(id);
    if (!record) return undefined;
    const { config } = record;
    // What is disabled counts as healthy: so it is documented, and so it misleads.
    if (config.Disabled) return !config.Inverted;
    let healthy: boolean | undefined;
    if (config.Type === 'CALCULATED') {
      const children = config.ChildHealthChecks ?? [];
      const well = children.filter(child => this.healthy(child) !== false);
      healthy = well.length >= (config.HealthThreshold ?? children.length);
    } else {
      const share = this.healthyShare(id);
      healthy = share === undefined ? undefined : share > HEALTHY_SHARE;
    }
    return healthy === undefined ? undefined : healthy !== !!config.Inverted;
  }

  /** Share of the checkers that take the endpoint for healthy. */
  healthyShare(id: string): number | undefined {
    const checkers = this.#checks.get(id)?.checkers ?? [];
    const known = checkers.filter(({ healthy }) => healthy !== undefined);
    if (known.length === 0) return undefined;
    return known.filter(({ healthy }) => healthy).length / known.length;
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearInterval(timer);
    this.#timers.clear();
  }

  async #check(record: HealthCheckRecord, checker: Checker): Promise<void> {
    const result = await probe(record.config, this.#model);
    if (!result) return;
    const before = this.healthy(record.id);
    const changed = checker.last?.success !== result.success;
    checker.consecutive = changed ? 1 : checker.consecutive + 1;
    checker.last = { ...result, at: new Date(this.#clock.now()) };
    const threshold = record.config.FailureThreshold ?? 3;
    // The first answer counts at once: until then nothing is known at all.
    if (checker.healthy === undefined || checker.consecutive >= threshold) {
      checker.healthy = result.success;
    }
    if (this.healthy(record.id) !== before) this.#model.changed('dns');
  }
}
