import type {
  ResilienceHubApp,
  ResilienceHubAssessment,
  ResilienceHubDrift,
  ResilienceHubPolicy,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';

/** An app without what only a look at its policy and its assessments tells. */
export type HubApp = Pick<
  ResilienceHubApp,
  | 'appId'
  | 'name'
  | 'description'
  | 'compliance'
  | 'drift'
  | 'scorePercent'
  | 'schedule'
> & {
  /** As the hub's API names it: needed to ask further, never shown. */
  handle: string;
  /** `undefined` where the app has none. */
  policyHandle?: string;
};

/** An assessment with what is needed to ask further. */
export type HubAssessment = ResilienceHubAssessment & { handle: string };

/** Passed on to every call. */
export interface HubCall {
  signal: AbortSignal;
}

/**
 * AWS Resilience Hub in one region of one account, in the portal's own terms.
 * Everything above it knows apps, policies, estimates and assessments, and no
 * API of AWS: the next generation of the hub needs another adapter and nothing
 * else. Times are in seconds whatever the API counts in, lists are whole, and
 * what goes wrong is a `SourceFailure`.
 */
export interface ResilienceHub {
  /**
   * Apps that are not being deleted.
   * @param isWanted - by name; all without it
   */
  listApps(
    call: HubCall,
    isWanted?: (name: string) => boolean,
  ): Promise<HubApp[]>;
  describePolicy(
    policyHandle: string,
    call: HubCall,
  ): Promise<ResilienceHubPolicy>;
  /** Newest first; the consumer stops when it has seen enough. No estimates yet. */
  assessments(app: HubApp, call: HubCall): AsyncIterable<HubAssessment>;
  /** One assessment with its estimates and the policy that it was held against. */
  describeAssessment(handle: string, call: HubCall): Promise<HubAssessment>;
  listRecommendations(
    assessmentHandle: string,
    call: HubCall,
  ): Promise<ResilienceHubRecommendation[]>;
  listDrifts(
    assessmentHandle: string,
    call: HubCall,
  ): Promise<ResilienceHubDrift[]>;
  /**
   * Starts an assessment of the released version; it goes on by itself.
   * @param token - the same one never starts a second assessment
   */
  startAssessment(
    app: { handle: string },
    name: string,
    token: string,
    call: HubCall,
  ): Promise<HubAssessment>;
  close(): void;
}
