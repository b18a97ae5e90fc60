import {
  AuthorizeResult,
  type Permission,
} from '@backstage/plugin-permission-common';
import type {
  Page,
  ResilienceHubApp,
  ResilienceHubAssessment,
  ResilienceHubDrift,
  ResilienceHubEstimate,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import type { ResilienceHubApi } from '../api/ResilienceHubClient';

/** One moment for all: what is drawn to scale must not depend on the clock. */
const NOW = Date.now();

export function hoursAgo(hours: number): string {
  return new Date(NOW - hours * 3_600_000).toISOString();
}

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

export function anAssessment(
  id: string,
  hours: number,
  change: Partial<ResilienceHubAssessment> = {},
): ResilienceHubAssessment {
  return {
    assessmentId: id,
    name: `Daily-${id}`,
    status: 'success',
    invoker: 'system',
    compliance: 'met',
    drift: 'not-detected',
    scorePercent: 86,
    startedAt: hoursAgo(hours),
    endedAt: hoursAgo(hours),
    policy: null,
    disruptions: {
      Software: anEstimate(1500, 600),
      Hardware: anEstimate(120, 0),
      AZ: anEstimate(180, 0),
      Region: anEstimate(2400, 600),
    },
    ...change,
  };
}

/** An app that is well. */
export function anApp(
  change: Partial<ResilienceHubApp> = {},
): ResilienceHubApp {
  const lastSuccess = anAssessment('1', 2);
  return {
    appId: 'app-1',
    name: 'orders',
    description: 'Takes orders',
    sourceId: 'resilience-hub:here',
    region: 'eu-west-1',
    entityRefs: ['resource:default/hub'],
    compliance: 'met',
    drift: 'not-detected',
    scorePercent: 86,
    schedule: 'daily',
    policy: {
      name: 'strict',
      tier: 'MissionCritical',
      targets: {
        Software: { rtoSeconds: 3600, rpoSeconds: 900 },
        Hardware: { rtoSeconds: 900, rpoSeconds: 300 },
        AZ: { rtoSeconds: 900, rpoSeconds: 300 },
        Region: { rtoSeconds: 3600, rpoSeconds: 900 },
      },
    },
    lastSuccess,
    newest: lastSuccess,
    observedAt: hoursAgo(0),
    assessable: true,
    ...change,
  };
}

/** Answers from what a test puts into it. */
export class FakeResilienceHubApi implements ResilienceHubApi {
  apps: ResilienceHubApp[] = [anApp()];
  assessments: ResilienceHubAssessment[] = [
    anAssessment('1', 2),
    anAssessment('0', 26),
  ];
  totalItems?: number;
  drifts: ResilienceHubDrift[] = [];
  recommendations: ResilienceHubRecommendation[] = [];
  error?: Error;
  refusal?: Error;
  hang = false;
  readonly started: string[] = [];

  async getApps() {
    return this.#answer(this.apps);
  }

  async getRecommendations() {
    return this.#answer(this.recommendations);
  }

  async getDrifts() {
    return this.#answer(this.drifts);
  }

  async getAssessments(): Promise<Page<ResilienceHubAssessment>> {
    return this.#answer({
      items: this.assessments,
      totalItems: this.totalItems ?? this.assessments.length,
    });
  }

  async startAssessment(appId: string) {
    if (this.refusal) {
      throw this.refusal;
    }
    this.started.push(appId);
    const running = anAssessment('2', 0, {
      status: 'pending',
      compliance: null,
      endedAt: undefined,
      startedBy: 'user:default/otto',
    });
    this.change({ newest: running });
    return running;
  }

  /** Changes the first app. */
  change(change: Partial<ResilienceHubApp>) {
    this.apps = [{ ...this.apps[0], ...change }, ...this.apps.slice(1)];
  }

  async #answer<T>(value: T): Promise<T> {
    if (this.hang) {
      return new Promise(() => {});
    }
    if (this.error) {
      throw this.error;
    }
    return value;
  }
}

/** Lets do whatever its name is not in the list of. */
export function permissionsBut(...denied: string[]) {
  return {
    authorize: async ({ permission }: { permission: Permission }) =>
      ({
        result: denied.includes(permission.name)
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      } as any),
  };
}
