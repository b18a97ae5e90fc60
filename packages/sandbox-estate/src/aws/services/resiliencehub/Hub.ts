import { randomUUID } from 'node:crypto';
import type { EstateModel } from '../../../model';
import type { Clock } from '../../clock';
import { AwsError } from '../../server/AwsError';
import type { AwsSite } from '../../sites';
import { ACCOUNT_ID } from '../../account';
import {
  DISRUPTIONS,
  idOf,
  regionOf,
  STRICT,
  type AppDeclaration,
  type PerDisruption,
  type Recovery,
} from './estate';
import { estimate, meets, worstOf, type ComponentEstimate } from './estimate';

const DAY_MS = 86_400_000;
/** Assessments that lie behind us when the sandbox starts, one a day. */
const DAYS_BEHIND = 45;
/** Hour of the day, UTC, at which apps are assessed by themselves. */
const DAILY_HOUR = 3;
const PENDING_SHARE = 0.25;

export const CONFLICT = [
  -3,
  'com.amazonaws.resiliencehub',
  'ConflictException',
  { error: 'client', httpError: 409 },
  [],
  [],
] as unknown as Parameters<typeof AwsError.modeled>[0];

const NOTHING_AMISS = {
  lostSites: new Set(),
  lostZones: new Set(),
  links: new Map(),
  databases: new Map(),
} as unknown as EstateModel;

export interface Assessment {
  id: string;
  name: string;
  invoker: 'System' | 'User';
  status: 'Pending' | 'InProgress' | 'Success' | 'Failed';
  startedAt: number;
  endedAt?: number;
  message?: string;
  clientToken?: string;
  /** Set when it has succeeded. */
  result?: {
    policy: PerDisruption<Recovery>;
    components: ComponentEstimate[];
    met: boolean;
    /** The result that it was compared with, if it is worse than that. */
    driftedFrom?: ComponentEstimate[];
    score: number;
  };
}

/** One app of one region: its policy, its assessments, and what makes them fail. */
export class App {
  readonly declaration: AppDeclaration;
  readonly arn: string;
  readonly policyArn: string;
  readonly policyName: string;
  readonly createdAt: number;
  policy: PerDisruption<Recovery> = STRICT;
  schedule: 'Daily' | 'Disabled' = 'Daily';
  /** Components that were changed for the worse: factors on their recovery time. */
  readonly slower = new Map<string, number>();
  /** Why assessments fail, while they do. */
  failing?: string;
  /** What started in between is not there, as if nobody had assessed. */
  hidden?: { from: number; to: number };
  /** Oldest first. */
  readonly #assessments: Assessment[] = [];
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #assessmentMs: number;
  readonly #running = new Map<Assessment, () => void>();
  #daily?: NodeJS.Timeout;
  #stopped = false;

  constructor(
    declaration: AppDeclaration,
    options: { model: EstateModel; clock: Clock; assessmentMs: number },
  ) {
    const { site, name } = declaration;
    this.declaration = declaration;
    this.#model = options.model;
    this.#clock = options.clock;
    this.#assessmentMs = options.assessmentMs;
    const region = regionOf(site);
    const arn = (kind: string, id: string) =>
      `arn:aws:resiliencehub:${region}:${ACCOUNT_ID}:${kind}/${id}`;
    this.arn = arn('app', idOf('app', name));
    this.policyName = `${name}-policy`;
    this.policyArn = arn('resiliency-policy', idOf('policy', name));
    const last = lastDaily(options.clock.now());
    this.createdAt = last - (DAYS_BEHIND + 30) * DAY_MS;
    for (let day = DAYS_BEHIND; day >= 0; day -= 1) {
      this.#seed(last - day * DAY_MS, day);
    }
    this.#planDaily();
  }

  get site(): AwsSite {
    return this.declaration.site;
  }

  /** What can be seen, oldest first. */
  get assessments(): Assessment[] {
    const { hidden } = this;
    return hidden
      ? this.#assessments.filter(
          ({ startedAt }) => startedAt < hidden.from || startedAt > hidden.to,
        )
      : this.#assessments;
  }

  assessmentArn({ id }: Assessment): string {
    return this.arn.replace(/:app\/.*$/, `:app-assessment/${id}`);
  }

  get lastSuccess(): Assessment | undefined {
    return this.assessments.findLast(({ status }) => status === 'Success');
  }

  complianceStatus(): string {
    const last = this.lastSuccess?.result;
    if (!last) return 'NotAssessed';
    if (!same(last.policy, this.policy)) return 'ChangesDetected';
    return last.met ? 'PolicyMet' : 'PolicyBreached';
  }

  driftStatus(): 'NotChecked' | 'Detected' | 'NotDetected' {
    const last = this.lastSuccess?.result;
    if (!last) return 'NotChecked';
    return last.driftedFrom ? 'Detected' : 'NotDetected';
  }

  /** Hides what was assessed within the last days. */
  hideDays(days: number): void {
    const to = this.#clock.now();
    this.hidden = { from: to - days * DAY_MS, to };
  }

  get isWell(): boolean {
    return (
      this.complianceStatus() === 'PolicyMet' &&
      this.driftStatus() === 'NotDetected' &&
      this.assessments.at(-1)?.status === 'Success'
    );
  }

  /** Whether the next assessment would be a good one, while the last was not. */
  get hasRecovered(): boolean {
    if (this.isWell || this.failing || this.hidden) return false;
    const worst = worstOf(estimate(this.#model, this.declaration, this.slower));
    return (
      this.slower.size === 0 &&
      DISRUPTIONS.every(each => meets(worst[each], this.policy[each]))
    );
  }

  /** Starts one; its end comes by itself. */
  start(
    name: string,
    invoker: Assessment['invoker'],
    clientToken?: string,
  ): Assessment {
    const again =
      clientToken !== undefined &&
      this.#assessments.find(each => each.clientToken === clientToken);
    if (again) return again;
    if (this.#running.size > 0) {
      throw AwsError.modeled(
        CONFLICT,
        `Another assessment of the app ${this.declaration.name} is in progress`,
      );
    }
    const assessment: Assessment = {
      id: randomUUID(),
      name,
      invoker,
      status: 'Pending',
      startedAt: this.#clock.now(),
      clientToken,
    };
    this.#assessments.push(assessment);
    this.#run(assessment);
    return assessment;
  }

  /** Assesses now, and resolves when that has ended. */
  async assess(name: string): Promise<void> {
    // Several may wait for the same one, and only one of them is next.
    while (this.#running.size > 0) {
      await Promise.all(
        [...this.#running.keys()].map(each => this.#ended(each)),
      );
    }
    if (!this.#stopped) await this.#ended(this.start(name, 'System'));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#daily);
    for (const end of this.#running.values()) end();
    this.#running.clear();
  }

  #ended(assessment: Assessment): Promise<void> {
    const end = this.#running.get(assessment);
    if (!end) return Promise.resolve();
    return new Promise(resolve => {
      this.#running.set(assessment, () => {
        end();
        resolve();
      });
    });
  }

  #run(assessment: Assessment): void {
    const timers = [
      setTimeout(() => {
        assessment.status = 'InProgress';
      }, this.#assessmentMs * PENDING_SHARE),
      setTimeout(() => {
        this.#finish(assessment);
        this.#running.get(assessment)?.();
        this.#running.delete(assessment);
      }, this.#assessmentMs),
    ];
    this.#running.set(assessment, () => timers.forEach(clearTimeout));
  }

  #finish(assessment: Assessment): void {
    assessment.endedAt = this.#clock.now();
    if (this.failing) {
      assessment.status = 'Failed';
      assessment.message = this.failing;
      return;
    }
    assessment.status = 'Success';
    this.#conclude(
      assessment,
      estimate(this.#model, this.declaration, this.slower),
    );
  }

  #conclude(assessment: Assessment, components: ComponentEstimate[]): void {
    const worst = worstOf(components);
    const met = DISRUPTIONS.filter(disruption =>
      meets(worst[disruption], this.policy[disruption]),
    );
    const before = this.#assessments.findLast(
      ({ result }) => result?.met && !result.driftedFrom,
    )?.result?.components;
    assessment.result = {
      policy: this.policy,
      components,
      met: met.length === DISRUPTIONS.length,
      driftedFrom: before && isSlower(components, before) ? before : undefined,
      // Alarms and drills that are recommended and not set up cost the rest.
      score: 0.86 - 0.15 * (DISRUPTIONS.length - met.length),
    };
  }

  /** A day of the past: all was well, but for one at which a zone was short. */
  #seed(startedAt: number, daysAgo: number): void {
    const assessment: Assessment = {
      id: idOf('assessment', this.declaration.name, String(startedAt)),
      name: dailyName(startedAt),
      invoker: 'System',
      status: 'Success',
      startedAt,
      endedAt: startedAt + 212_000,
    };
    this.#assessments.push(assessment);
    const slower = new Map<string, number>(
      daysAgo === 17 ? [['compute', 6]] : [],
    );
    this.#conclude(
      assessment,
      estimate(NOTHING_AMISS, this.declaration, slower),
    );
  }

  #planDaily(): void {
    const now = this.#clock.now();
    const next = lastDaily(now) + DAY_MS;
    this.#daily = setTimeout(() => {
      if (this.schedule === 'Daily' && this.#running.size === 0) {
        this.start(dailyName(next), 'System');
      }
      this.#planDaily();
    }, next - now);
    this.#daily.unref();
  }
}

function lastDaily(now: number): number {
  const today = new Date(now).setUTCHours(DAILY_HOUR, 0, 0, 0);
  return today <= now ? today : today - DAY_MS;
}

function dailyName(at: number): string {
  return `Daily-${new Date(at).toISOString().slice(0, 10)}`;
}

function same(a: PerDisruption<Recovery>, b: PerDisruption<Recovery>): boolean {
  return DISRUPTIONS.every(
    disruption =>
      a[disruption].rto === b[disruption].rto &&
      a[disruption].rpo === b[disruption].rpo,
  );
}

function isSlower(
  now: ComponentEstimate[],
  before: ComponentEstimate[],
): boolean {
  return now.some(({ component, estimates }) => {
    const old = before.find(each => each.component.name === component.name);
    return (
      old &&
      DISRUPTIONS.some(
        disruption => !meets(estimates[disruption], old.estimates[disruption]),
      )
    );
  });
}
