/** What a disruption takes away, by AWS Resilience Hub's names. @public */
export type ResilienceHubDisruption = 'AZ' | 'Hardware' | 'Region' | 'Software';

/** The four disruptions, from the smallest to the largest. @public */
export const RESILIENCE_HUB_DISRUPTIONS: readonly ResilienceHubDisruption[] = [
  'Software',
  'Hardware',
  'AZ',
  'Region',
];

/** A daily schedule makes estimates no older than this. @public */
export const RESILIENCE_HUB_ASSESSED_WITHIN_SECONDS = 86_400;

/**
 * Estimates that are older say nothing of now: a day, and an hour in which the
 * next assessment is late.
 * @public
 */
export const RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS = 90_000;

/** Something for each disruption that is spoken of. @public */
export type PerDisruption<T> = Partial<Record<ResilienceHubDisruption, T>>;

/** What a policy wants of one disruption. @public */
export type ResilienceHubTarget = {
  rtoSeconds: number | null;
  rpoSeconds: number | null;
};

/** The targets that an app is held to. @public */
export interface ResilienceHubPolicy {
  name: string;
  /** As the hub names it, for example `MissionCritical`. */
  tier: string | null;
  targets: PerDisruption<ResilienceHubTarget>;
}

/**
 * Whether estimates keep within a policy. `unrecognised` is a status that this
 * portal does not know: it is never taken for good news.
 * @public
 */
export type ResilienceHubCompliance =
  | 'met'
  | 'breached'
  | 'not-applicable'
  | 'missing-policy'
  | 'unrecognised';

/** As {@link ResilienceHubCompliance}, and what an app may say besides. @public */
export type ResilienceHubAppCompliance =
  | ResilienceHubCompliance
  | 'not-assessed'
  | 'changes-detected';

/** Whether an app has moved away from what was assessed. @public */
export type ResilienceHubDriftStatus =
  | 'not-checked'
  | 'not-detected'
  | 'detected'
  | 'unrecognised';

/**
 * What the hub takes a recovery to cost. Derived from configuration, never
 * measured: it stands beside measured lag and not in its place.
 * @public
 */
export interface ResilienceHubEstimate {
  compliance: ResilienceHubCompliance;
  /** `null` where the hub gives none. */
  estimatedRtoSeconds: number | null;
  estimatedRpoSeconds: number | null;
  /** What could be reached by following the recommendations. */
  achievableRtoSeconds: number | null;
  achievableRpoSeconds: number | null;
  rtoDescription: string | null;
  rpoDescription: string | null;
}

/** How far an assessment has come. @public */
export type ResilienceHubAssessmentStatus =
  | 'pending'
  | 'in-progress'
  | 'success'
  | 'failed'
  | 'unrecognised';

/** One run of the hub over an app. @public */
export interface ResilienceHubAssessment {
  assessmentId: string;
  name: string;
  status: ResilienceHubAssessmentStatus;
  invoker: 'user' | 'system' | 'unrecognised';
  /** `null` until it has succeeded. */
  compliance: ResilienceHubCompliance | null;
  drift: ResilienceHubDriftStatus;
  /** 0 to 100; `null` where the hub gives none. */
  scorePercent: number | null;
  /** ISO 8601 UTC. */
  startedAt?: string;
  endedAt?: string;
  /** What the hub says of it, for example why it failed. */
  message?: string;
  /** Who started it in this portal. */
  startedBy?: string;
  /** The policy as it stood then; `null` where it has not been read. */
  policy: ResilienceHubPolicy | null;
  /** Empty where it has not been read. */
  disruptions: PerDisruption<ResilienceHubEstimate>;
}

/** An app as the hub sees it. @public */
export interface ResilienceHubApp {
  appId: string;
  name: string;
  description?: string;
  /** Id of the source that reads it. */
  sourceId: string;
  region: string;
  entityRefs: string[];
  compliance: ResilienceHubAppCompliance;
  drift: ResilienceHubDriftStatus;
  scorePercent: number | null;
  schedule: 'daily' | 'disabled' | 'unrecognised';
  policy: ResilienceHubPolicy | null;
  /** The newest assessment that succeeded. */
  lastSuccess: ResilienceHubAssessment | null;
  /** The newest of all, whatever became of it. */
  newest: ResilienceHubAssessment | null;
  /** ISO 8601 UTC: when the hub was asked. */
  observedAt: string;
  /** Whether an assessment can be started through this portal. */
  assessable: boolean;
}

/** Estimates of one component that differ from those before. @public */
export interface ResilienceHubDrift {
  /** The component or app that has moved. */
  component: string;
  disruption: ResilienceHubDisruption;
  before: ResilienceHubEstimate | null;
  now: ResilienceHubEstimate | null;
}

/** What the hub would change about one component. @public */
export interface ResilienceHubRecommendation {
  component: string;
  status:
    | 'met-can-improve'
    | 'breached-can-meet'
    | 'breached-unattainable'
    | 'unrecognised';
  options: Array<{
    name: string;
    description: string | null;
    /** As the hub names it, for example `LeastCost`. */
    optimisation: string;
    suggestedChanges: string[];
    expected: PerDisruption<ResilienceHubEstimate>;
  }>;
}
