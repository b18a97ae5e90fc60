/** Names and shapes of what the source reports on an entity: one entry for each app. */

import type {
  PerDisruption,
  ResilienceHubApp,
  ResilienceHubAssessment,
  ResilienceHubEstimate,
  ResilienceHubPolicy,
} from '@twinshore/plugin-dr-status-common';

export const HUB_ASSESSMENTS = 'resilience-hub.assessments';
export const HUB_COMPLIANCE = 'resilience-hub.compliance';
export const HUB_ESTIMATES = 'resilience-hub.estimates';
export const HUB_POLICIES = 'resilience-hub.policies';
export const HUB_DRIFT = 'resilience-hub.drift';

/** What every entry says. */
type OfApp = {
  app: string;
  /** ISO 8601 UTC: end of the newest assessment that succeeded. */
  lastSuccessAt: string | null;
};

export type AppAssessments = OfApp & {
  schedule: ResilienceHubApp['schedule'];
  newest: {
    status: ResilienceHubAssessment['status'];
    startedAt: string | null;
    message: string | null;
  } | null;
};

export type AppCompliance = OfApp & {
  compliance: ResilienceHubApp['compliance'];
  scorePercent: number | null;
};

export type AppEstimates = OfApp & {
  /** What the hub derives from configuration; nothing of it is measured. */
  estimates: PerDisruption<
    Pick<
      ResilienceHubEstimate,
      'compliance' | 'estimatedRtoSeconds' | 'estimatedRpoSeconds'
    >
  >;
  /** Of the policy as it stands now. */
  targets: ResilienceHubPolicy['targets'] | null;
};

export type AppPolicy = {
  app: string;
  policy: Pick<ResilienceHubPolicy, 'name' | 'targets'> | null;
};

export type AppDrift = OfApp & {
  drift: ResilienceHubApp['drift'];
  /** Components whose estimates differ from those before. */
  components: string[];
};
