import type {
  App,
  AppAssessment,
  AppAssessmentSummary,
  ComplianceDrift,
  ComponentRecommendation,
  DisruptionCompliance,
  ResiliencyPolicy,
} from '@aws-sdk/client-resiliencehub';
import {
  RESILIENCE_HUB_DISRUPTIONS,
  type PerDisruption,
  type ResilienceHubAppCompliance,
  type ResilienceHubAssessmentStatus,
  type ResilienceHubCompliance,
  type ResilienceHubDrift,
  type ResilienceHubDriftStatus,
  type ResilienceHubEstimate,
  type ResilienceHubPolicy,
  type ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import type { HubApp, HubAssessment } from '../ResilienceHub';

/*
 * From the words of the first API into the portal's own. What the API may say
 * one day and does not say yet becomes `unrecognised`; what it leaves out
 * becomes null.
 */

const COMPLIANCE: Record<string, ResilienceHubCompliance> = {
  PolicyMet: 'met',
  PolicyBreached: 'breached',
  NotApplicable: 'not-applicable',
  MissingPolicy: 'missing-policy',
};

const APP_COMPLIANCE: Record<string, ResilienceHubAppCompliance> = {
  ...COMPLIANCE,
  NotAssessed: 'not-assessed',
  ChangesDetected: 'changes-detected',
};

const DRIFT: Record<string, ResilienceHubDriftStatus> = {
  NotChecked: 'not-checked',
  NotDetected: 'not-detected',
  Detected: 'detected',
};

const STATUS: Record<string, ResilienceHubAssessmentStatus> = {
  Pending: 'pending',
  InProgress: 'in-progress',
  Success: 'success',
  Failed: 'failed',
};

const SCHEDULE: Record<string, HubApp['schedule']> = {
  Daily: 'daily',
  Disabled: 'disabled',
};

const INVOKER: Record<string, HubAssessment['invoker']> = {
  User: 'user',
  System: 'system',
};

const RECOMMENDATION: Record<string, ResilienceHubRecommendation['status']> = {
  BreachedCanMeet: 'breached-can-meet',
  BreachedUnattainable: 'breached-unattainable',
  MetCanImprove: 'met-can-improve',
};

function inOurTerms<T extends string>(
  terms: Record<string, T>,
  theirs: unknown,
): T | 'unrecognised' {
  return typeof theirs === 'string' && Object.hasOwn(terms, theirs)
    ? terms[theirs]
    : 'unrecognised';
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : null;
}

/** The API gives shares of one, the console percent. */
function percentOf(share: unknown): number | null {
  return typeof share === 'number' && Number.isFinite(share)
    ? Math.round(share * 1000) / 10
    : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function timeOf(value: unknown): string | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime())
    ? value.toISOString()
    : undefined;
}

/** `app/1a2b…` of an ARN without what stands before the slash. */
function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function perDisruption<A, B>(
  theirs: Partial<Record<string, A>> | undefined,
  toOurs: (value: A) => B,
): PerDisruption<B> {
  const ours: PerDisruption<B> = {};
  for (const disruption of RESILIENCE_HUB_DISRUPTIONS) {
    const value = theirs?.[disruption];
    if (value !== undefined && value !== null) {
      ours[disruption] = toOurs(value);
    }
  }
  return ours;
}

function toEstimate(compliance: DisruptionCompliance): ResilienceHubEstimate {
  return {
    compliance: inOurTerms(COMPLIANCE, compliance.complianceStatus),
    estimatedRtoSeconds: secondsOf(compliance.currentRtoInSecs),
    estimatedRpoSeconds: secondsOf(compliance.currentRpoInSecs),
    achievableRtoSeconds: secondsOf(compliance.achievableRtoInSecs),
    achievableRpoSeconds: secondsOf(compliance.achievableRpoInSecs),
    rtoDescription: textOf(compliance.rtoDescription),
    rpoDescription: textOf(compliance.rpoDescription),
  };
}

/** @returns undefined for an answer without the members that are required */
export function toApp(app: App): HubApp | undefined {
  if (!app.appArn || !app.name) {
    return undefined;
  }
  return {
    handle: app.appArn,
    appId: idOf(app.appArn),
    name: app.name,
    description: textOf(app.description) ?? undefined,
    compliance: inOurTerms(APP_COMPLIANCE, app.complianceStatus),
    drift: inOurTerms(DRIFT, app.driftStatus),
    scorePercent: percentOf(app.resiliencyScore),
    schedule: inOurTerms(SCHEDULE, app.assessmentSchedule),
    policyHandle: textOf(app.policyArn) ?? undefined,
  };
}

/** @returns undefined for an answer without the members that are required */
export function toPolicy(
  policy: ResiliencyPolicy,
): ResilienceHubPolicy | undefined {
  if (!policy.policyName || !policy.policy) {
    return undefined;
  }
  return {
    name: policy.policyName,
    tier: textOf(policy.tier),
    targets: perDisruption(policy.policy, target => ({
      rtoSeconds: secondsOf(target.rtoInSecs),
      rpoSeconds: secondsOf(target.rpoInSecs),
    })),
  };
}

/** @returns undefined for an answer without the members that are required */
export function toAssessment(
  assessment: AppAssessment | AppAssessmentSummary,
): HubAssessment | undefined {
  const { assessmentArn, resiliencyScore, complianceStatus } = assessment;
  if (!assessmentArn || !assessment.assessmentStatus) {
    return undefined;
  }
  // The summary has the bare score, the description one for each part as well.
  const score =
    typeof resiliencyScore === 'object'
      ? resiliencyScore?.score
      : resiliencyScore;
  return {
    handle: assessmentArn,
    assessmentId: idOf(assessmentArn),
    name: assessment.assessmentName ?? idOf(assessmentArn),
    status: inOurTerms(STATUS, assessment.assessmentStatus),
    invoker: inOurTerms(INVOKER, assessment.invoker),
    compliance:
      complianceStatus === undefined || complianceStatus === null
        ? null
        : inOurTerms(COMPLIANCE, complianceStatus),
    drift: assessment.driftStatus
      ? inOurTerms(DRIFT, assessment.driftStatus)
      : 'not-checked',
    scorePercent: percentOf(score),
    startedAt: timeOf(assessment.startTime),
    endedAt: timeOf(assessment.endTime),
    message: textOf(assessment.message) ?? undefined,
    policy:
      ('policy' in assessment &&
        assessment.policy &&
        toPolicy(assessment.policy)) ||
      null,
    disruptions:
      'compliance' in assessment
        ? perDisruption(assessment.compliance, toEstimate)
        : {},
  };
}

export function toRecommendation(
  recommendation: ComponentRecommendation,
): ResilienceHubRecommendation {
  return {
    component: recommendation.appComponentName ?? '?',
    status: inOurTerms(RECOMMENDATION, recommendation.recommendationStatus),
    options: (recommendation.configRecommendations ?? []).map(option => ({
      name: option.name ?? option.referenceId ?? '?',
      description: textOf(option.description),
      optimisation: option.optimizationType ?? '?',
      suggestedChanges: option.suggestedChanges ?? [],
      expected: perDisruption(option.recommendationCompliance, expected => ({
        compliance: inOurTerms(COMPLIANCE, expected.expectedComplianceStatus),
        estimatedRtoSeconds: secondsOf(expected.expectedRtoInSecs),
        estimatedRpoSeconds: secondsOf(expected.expectedRpoInSecs),
        achievableRtoSeconds: null,
        achievableRpoSeconds: null,
        rtoDescription: textOf(expected.expectedRtoDescription),
        rpoDescription: textOf(expected.expectedRpoDescription),
      })),
    })),
  };
}

/** One drift of the API speaks of all disruptions; ours of one each that differs. */
export function toDrifts(drift: ComplianceDrift): ResilienceHubDrift[] {
  const before = perDisruption(drift.expectedValue, toEstimate);
  const now = perDisruption(drift.actualValue, toEstimate);
  return RESILIENCE_HUB_DISRUPTIONS.filter(
    disruption =>
      JSON.stringify(before[disruption]) !== JSON.stringify(now[disruption]),
  ).map(disruption => ({
    component: drift.entityId ?? drift.appId ?? '?',
    disruption,
    before: before[disruption] ?? null,
    now: now[disruption] ?? null,
  }));
}
