import type {
  PerDisruption,
  ResilienceHubDrift,
  ResilienceHubEstimate,
  ResilienceHubPolicy,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import type {
  HubApp,
  HubAssessment,
  HubCall,
  ResilienceHub,
} from '../hub/ResilienceHub';

const HOUR = 3_600_000;

export const POLICY: ResilienceHubPolicy = {
  name: 'strict',
  tier: 'MissionCritical',
  targets: {
    AZ: { rtoSeconds: 900, rpoSeconds: 300 },
    Hardware: { rtoSeconds: 900, rpoSeconds: 300 },
    Region: { rtoSeconds: 3600, rpoSeconds: 900 },
    Software: { rtoSeconds: 3600, rpoSeconds: 900 },
  },
};

export function anEstimate(
  rto: number | null,
  rpo: number | null,
): ResilienceHubEstimate {
  return {
    compliance: 'met',
    estimatedRtoSeconds: rto,
    estimatedRpoSeconds: rpo,
    achievableRtoSeconds: rto,
    achievableRpoSeconds: rpo,
    rtoDescription: null,
    rpoDescription: null,
  };
}

export const ESTIMATES: PerDisruption<ResilienceHubEstimate> = {
  AZ: anEstimate(180, 0),
  Hardware: anEstimate(120, 0),
  Region: anEstimate(2400, 600),
  Software: anEstimate(1500, 600),
};

/** An assessment that succeeded so many hours ago. */
export function anAssessment(
  id: string,
  hoursAgo: number,
  change: Partial<HubAssessment> = {},
): HubAssessment {
  const endedAt = Date.now() - hoursAgo * HOUR;
  return {
    handle: `arn:aws:resiliencehub:r:1:app-assessment/${id}`,
    assessmentId: id,
    name: `Daily-${id}`,
    status: 'success',
    invoker: 'system',
    compliance: 'met',
    drift: 'not-detected',
    scorePercent: 86,
    startedAt: new Date(endedAt - 200_000).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    policy: null,
    disruptions: {},
    ...change,
  };
}

/** A hub of one app that a test changes by hand; counts what it is asked. */
export class FakeHub implements ResilienceHub {
  app: HubApp = {
    handle: 'arn:aws:resiliencehub:r:1:app/app-1',
    appId: 'app-1',
    name: 'orders',
    compliance: 'met',
    drift: 'not-detected',
    scorePercent: 86,
    schedule: 'daily',
    policyHandle: 'policy-1',
  };
  policy = POLICY;
  /** Newest first. */
  list: HubAssessment[] = [anAssessment('2', 2), anAssessment('1', 26)];
  drifts: ResilienceHubDrift[] = [];
  recommendations: ResilienceHubRecommendation[] = [
    {
      component: 'database',
      status: 'met-can-improve',
      options: [
        {
          name: 'Keep a replica',
          description: null,
          optimisation: 'LeastCost',
          suggestedChanges: ['Add a read replica.'],
          expected: {},
        },
      ],
    },
  ];
  /** Thrown by `startAssessment`. */
  refusal?: Error;
  /** Thrown by every question. */
  failure?: Error;
  readonly asked: string[] = [];
  closed = false;

  async listApps(_call: HubCall, isWanted?: (name: string) => boolean) {
    this.#ask('listApps');
    return !isWanted || isWanted(this.app.name) ? [this.app] : [];
  }

  async describePolicy() {
    this.#ask('describePolicy');
    return this.policy;
  }

  async *assessments() {
    this.#ask('assessments');
    for (const assessment of this.list) {
      this.asked.push(`assessment ${assessment.assessmentId}`);
      yield assessment;
    }
  }

  async describeAssessment(handle: string) {
    this.#ask('describeAssessment');
    const found = this.list.find(each => each.handle === handle)!;
    return found.status === 'success'
      ? { ...found, disruptions: ESTIMATES, policy: this.policy }
      : found;
  }

  async listRecommendations() {
    this.#ask('listRecommendations');
    return this.recommendations;
  }

  async listDrifts() {
    this.#ask('listDrifts');
    return this.drifts;
  }

  async startAssessment(_app: { handle: string }, name: string) {
    this.#ask('startAssessment');
    if (this.refusal) {
      throw this.refusal;
    }
    const started = anAssessment(`started-${this.list.length}`, 0, {
      name,
      status: 'pending',
      invoker: 'user',
      compliance: null,
      scorePercent: null,
      endedAt: undefined,
      startedAt: new Date().toISOString(),
    });
    this.list = [started, ...this.list];
    return started;
  }

  /** Ends the newest assessment. */
  end(status: 'success' | 'failed', change: Partial<HubAssessment> = {}) {
    const [newest, ...rest] = this.list;
    this.list = [
      {
        ...newest,
        status,
        endedAt: new Date().toISOString(),
        ...(status === 'success' && { compliance: 'met', scorePercent: 86 }),
        ...change,
      },
      ...rest,
    ];
  }

  close() {
    this.closed = true;
  }

  #ask(what: string) {
    this.asked.push(what);
    if (this.failure) {
      throw this.failure;
    }
  }
}
