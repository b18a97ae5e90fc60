import type {
  ResilienceHubDrift,
  ResilienceHubPolicy,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import { inBatches } from './inBatches';
import type {
  HubApp,
  HubAssessment,
  HubCall,
  ResilienceHub,
} from './ResilienceHub';

/** An assessment with all that the hub says of it. */
export interface AssessmentReading {
  assessment: HubAssessment;
  recommendations: ResilienceHubRecommendation[];
  drifts: ResilienceHubDrift[];
}

/** What the hub says of one app at a moment. */
export interface AppReading {
  app: HubApp;
  policy: ResilienceHubPolicy | null;
  newest: HubAssessment | null;
  /** The newest one that succeeded, in full. */
  lastSuccess: AssessmentReading | null;
  /** All that were looked at, newest first; those before are known already. */
  assessments: HubAssessment[];
}

/** What of an app is looked at the first time; a daily schedule fills it in four years. */
const MOST_ASSESSMENTS = 1500;

/** Whether nothing will change about it any more. */
export function hasEnded({ status }: Pick<HubAssessment, 'status'>): boolean {
  return status === 'success' || status === 'failed';
}

/**
 * Reads apps of one hub. What has ended does not change, so that it is asked
 * for once: a round costs three calls an app and no more, however long its
 * history is.
 */
export class AppReader {
  readonly #hub: ResilienceHub;
  readonly #known = new Map<string, Set<string>>();
  readonly #successes = new Map<string, AssessmentReading>();

  constructor(hub: ResilienceHub) {
    this.#hub = hub;
  }

  async readAll(
    call: HubCall,
    isWanted?: (name: string) => boolean,
  ): Promise<AppReading[]> {
    const apps = await this.#hub.listApps(call, isWanted);
    const policies = new Map<string, Promise<ResilienceHubPolicy>>();
    const policyOf = async ({ policyHandle }: HubApp) => {
      if (policyHandle === undefined) {
        return null;
      }
      let policy = policies.get(policyHandle);
      if (!policy) {
        policy = this.#hub.describePolicy(policyHandle, call);
        policies.set(policyHandle, policy);
      }
      return policy;
    };
    return inBatches(apps, async app => {
      const { newest, lastSuccess, assessments } = await this.#assessmentsOf(
        app,
        call,
      );
      return {
        app,
        policy: await policyOf(app),
        newest,
        lastSuccess:
          lastSuccess && (await this.#inFull(app, lastSuccess, call)),
        assessments,
      };
    });
  }

  /** One assessment with its estimates, recommendations and drifts. */
  async read(handle: string, call: HubCall): Promise<AssessmentReading> {
    const [assessment, recommendations, drifts] = await Promise.all([
      this.#hub.describeAssessment(handle, call),
      this.#hub.listRecommendations(handle, call),
      this.#hub.listDrifts(handle, call),
    ]);
    return { assessment, recommendations, drifts };
  }

  async #assessmentsOf(app: HubApp, call: HubCall) {
    const known = this.#known.get(app.handle);
    const assessments: HubAssessment[] = [];
    let lastSuccess: HubAssessment | null = null;
    for await (const assessment of this.#hub.assessments(app, call)) {
      assessments.push(assessment);
      if (!lastSuccess && assessment.status === 'success') {
        lastSuccess = assessment;
      }
      if (
        (lastSuccess && known?.has(assessment.handle)) ||
        assessments.length >= MOST_ASSESSMENTS
      ) {
        break;
      }
    }
    this.#known.set(
      app.handle,
      new Set(assessments.filter(hasEnded).map(({ handle }) => handle)),
    );
    return { newest: assessments[0] ?? null, lastSuccess, assessments };
  }

  async #inFull(
    app: HubApp,
    { handle }: HubAssessment,
    call: HubCall,
  ): Promise<AssessmentReading> {
    const before = this.#successes.get(app.handle);
    if (before?.assessment.handle === handle) {
      return before;
    }
    const reading = await this.read(handle, call);
    this.#successes.set(app.handle, reading);
    return reading;
  }
}
