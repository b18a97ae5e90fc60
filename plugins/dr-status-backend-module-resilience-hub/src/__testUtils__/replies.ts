import type { RecordedHub } from './RecordedHub';

const REGION = 'arn:aws:resiliencehub:eu-west-1:111122223333';
const HOUR = 3600;

/** One app with two assessments, as the first API writes them. */
export function recordApp(recorded: RecordedHub): void {
  const now = Date.now() / 1000;
  const app = {
    appArn: `${REGION}:app/app-1`,
    name: 'orders',
    policyArn: `${REGION}:resiliency-policy/p-1`,
    status: 'Active',
    complianceStatus: 'PolicyMet',
    driftStatus: 'NotDetected',
    resiliencyScore: 0.8,
    assessmentSchedule: 'Daily',
  };
  const policy = {
    policyName: 'strict',
    tier: 'MissionCritical',
    policy: { Region: { rtoInSecs: 3600, rpoInSecs: 900 } },
  };
  recorded.replies = {
    '/list-apps': { body: { appSummaries: [app] } },
    '/describe-app': { body: { app } },
    '/describe-resiliency-policy': { body: { policy } },
    '/list-app-assessments': {
      body: {
        assessmentSummaries: [
          anAssessmentReply('2', 'Success', now - HOUR),
          anAssessmentReply('1', 'Success', now - 25 * HOUR),
        ],
      },
    },
    '/describe-app-assessment': {
      body: { assessment: anAssessmentReply('2', 'Success', now - HOUR) },
    },
    '/list-app-component-recommendations': {
      body: {
        componentRecommendations: [
          {
            appComponentName: 'database',
            recommendationStatus: 'MetCanImprove',
            configRecommendations: [],
          },
        ],
      },
    },
    '/list-app-assessment-compliance-drifts': {
      body: { complianceDrifts: [] },
    },
  };
}

/** The same shape serves summaries and descriptions. */
export function anAssessmentReply(
  id: string,
  status: 'Pending' | 'InProgress' | 'Success' | 'Failed',
  startTime: number,
) {
  return {
    appArn: `${REGION}:app/app-1`,
    assessmentArn: `${REGION}:app-assessment/${id}`,
    assessmentName: `Assessment-${id}`,
    assessmentStatus: status,
    invoker: 'System',
    startTime,
    ...(status === 'Success' && {
      endTime: startTime + 200,
      complianceStatus: 'PolicyMet',
      driftStatus: 'NotDetected',
      policy: {
        policyName: 'strict',
        policy: { Region: { rtoInSecs: 3600, rpoInSecs: 900 } },
      },
      compliance: {
        Region: {
          complianceStatus: 'PolicyMet',
          currentRtoInSecs: 1800,
          currentRpoInSecs: 300,
        },
      },
    }),
    ...(status === 'Failed' && {
      endTime: startTime + 10,
      message: 'No role.',
    }),
  };
}
