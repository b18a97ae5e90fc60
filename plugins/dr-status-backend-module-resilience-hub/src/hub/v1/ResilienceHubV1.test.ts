import { TEST_SECRET } from '@twinshore/plugin-dr-status-node/testUtils';
import { RecordedHub } from '../../__testUtils__/RecordedHub';
import type { HubAssessment } from '../ResilienceHub';
import { ResilienceHubV1 } from './ResilienceHubV1';

const APP = 'arn:aws:resiliencehub:eu-west-1:111122223333:app/app-1';
const POLICY =
  'arn:aws:resiliencehub:eu-west-1:111122223333:resiliency-policy/policy-1';
const ASSESSMENT =
  'arn:aws:resiliencehub:eu-west-1:111122223333:app-assessment/assessment-1';
const AT = Date.parse('2026-11-24T03:00:00Z');

const APP_REPLY = {
  appArn: APP,
  name: 'orders',
  description: 'Takes orders',
  policyArn: POLICY,
  creationTime: AT / 1000 - 86_400,
  status: 'Active',
  complianceStatus: 'PolicyMet',
  driftStatus: 'NotDetected',
  resiliencyScore: 0.715,
  assessmentSchedule: 'Daily',
  permissionModel: { type: 'RoleBased', invokerRoleName: 'AwsResilienceHub' },
  tags: { team: 'orders' },
};
const SUMMARY_REPLY = {
  appArn: APP,
  appVersion: 'release',
  assessmentArn: ASSESSMENT,
  assessmentName: 'Assessment-2026',
  assessmentStatus: 'Success',
  complianceStatus: 'PolicyMet',
  driftStatus: 'NotDetected',
  invoker: 'System',
  resiliencyScore: 0.715,
  startTime: AT / 1000,
  endTime: AT / 1000 + 240.5,
};
const COMPLIANCE_REPLY = {
  achievableRpoInSecs: 0,
  achievableRtoInSecs: 60,
  complianceStatus: 'PolicyMet',
  currentRpoInSecs: 0,
  currentRtoInSecs: 120,
  rtoDescription: 'Multi-AZ fail-over takes 60 to 120 seconds.',
  rtoReferenceId: 'rrh:rto',
};

let recorded: RecordedHub;
let hub: ResilienceHubV1;

beforeEach(async () => {
  recorded = await RecordedHub.start();
  hub = new ResilienceHubV1({
    region: 'eu-west-1',
    access: { endpoint: recorded.url },
    credentials: async () => async () => ({
      accessKeyId: 'AKIATEST',
      secretAccessKey: TEST_SECRET,
    }),
    timeoutSeconds: 5,
  });
});

afterEach(async () => {
  hub.close();
  await recorded.close();
});

const call = () => ({ signal: AbortSignal.timeout(5000) });
const app = { handle: APP } as Parameters<ResilienceHubV1['assessments']>[0];

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('ResilienceHubV1', () => {
  it('lists apps over pages, with what only their description says', async () => {
    recorded.replies = {
      '/list-apps': [
        {
          body: {
            appSummaries: [
              { ...APP_REPLY, name: 'orders' },
              { ...APP_REPLY, name: 'going', status: 'Deleting' },
            ],
            nextToken: 'more',
          },
        },
        { body: { appSummaries: [{ ...APP_REPLY, name: 'ignored' }] } },
      ],
      '/describe-app': { body: { app: APP_REPLY } },
    };
    const apps = await hub.listApps(call(), name => name !== 'ignored');
    expect(apps).toEqual([
      {
        handle: APP,
        appId: 'app-1',
        name: 'orders',
        description: 'Takes orders',
        compliance: 'met',
        drift: 'not-detected',
        scorePercent: 71.5,
        schedule: 'daily',
        policyHandle: POLICY,
      },
    ]);
    expect(recorded.asked('/list-apps').map(({ query }) => query)).toEqual([
      { maxResults: '100' },
      { maxResults: '100', nextToken: 'more' },
    ]);
    expect(recorded.requests[0].authorization).toContain(
      '/eu-west-1/resiliencehub/aws4_request',
    );
  });

  it('takes what it does not know for neither good nor bad', async () => {
    recorded.replies = {
      '/list-apps': { body: { appSummaries: [{ appArn: APP, name: 'a' }] } },
      '/describe-app': {
        body: {
          app: {
            appArn: APP,
            name: 'a',
            complianceStatus: 'constructor',
            driftStatus: 'Drifting',
            assessmentSchedule: 'Hourly',
          },
        },
      },
    };
    expect(await hub.listApps(call())).toEqual([
      {
        handle: APP,
        appId: 'app-1',
        name: 'a',
        description: undefined,
        compliance: 'unrecognised',
        drift: 'unrecognised',
        scorePercent: null,
        schedule: 'unrecognised',
        policyHandle: undefined,
      },
    ]);
  });

  it('reads the targets of a policy, each disruption that it speaks of', async () => {
    recorded.replies['/describe-resiliency-policy'] = {
      body: {
        policy: {
          policyArn: POLICY,
          policyName: 'critical',
          tier: 'MissionCritical',
          policy: {
            AZ: { rtoInSecs: 900, rpoInSecs: 300 },
            Hardware: { rtoInSecs: 900, rpoInSecs: -1 },
            Cosmic: { rtoInSecs: 1, rpoInSecs: 1 },
          },
        },
      },
    };
    expect(await hub.describePolicy(POLICY, call())).toEqual({
      name: 'critical',
      tier: 'MissionCritical',
      targets: {
        AZ: { rtoSeconds: 900, rpoSeconds: 300 },
        Hardware: { rtoSeconds: 900, rpoSeconds: null },
      },
    });
  });

  it('lists assessments newest first, as far as it is asked to', async () => {
    const page = (nextToken?: string) => ({
      body: { assessmentSummaries: [SUMMARY_REPLY], nextToken },
    });
    recorded.replies['/list-app-assessments'] = [page('a'), page('b'), page()];
    for await (const assessment of hub.assessments(app, call())) {
      expect(assessment).toEqual({
        handle: ASSESSMENT,
        assessmentId: 'assessment-1',
        name: 'Assessment-2026',
        status: 'success',
        invoker: 'system',
        compliance: 'met',
        drift: 'not-detected',
        scorePercent: 71.5,
        startedAt: '2026-11-24T03:00:00.000Z',
        endedAt: '2026-11-24T03:04:00.500Z',
        message: undefined,
        policy: null,
        disruptions: {},
      } satisfies HubAssessment);
      break;
    }
    expect(recorded.requests.map(({ query }) => query)).toEqual([
      { appArn: APP, maxResults: '100', reverseOrder: 'true' },
    ]);
    expect(await all(hub.assessments(app, call()))).toHaveLength(2);
  });

  it('describes an assessment with its estimates and the policy of then', async () => {
    recorded.replies['/describe-app-assessment'] = {
      body: {
        assessment: {
          ...SUMMARY_REPLY,
          resiliencyScore: { score: 0.5, disruptionScore: { AZ: 0.5 } },
          policy: {
            policyName: 'then',
            policy: { AZ: { rtoInSecs: 60, rpoInSecs: 0 } },
          },
          compliance: {
            AZ: COMPLIANCE_REPLY,
            Region: { complianceStatus: 'NotApplicable' },
          },
        },
      },
    };
    expect(await hub.describeAssessment(ASSESSMENT, call())).toMatchObject({
      scorePercent: 50,
      policy: { name: 'then', targets: { AZ: { rtoSeconds: 60 } } },
      disruptions: {
        AZ: {
          compliance: 'met',
          estimatedRtoSeconds: 120,
          estimatedRpoSeconds: 0,
          achievableRtoSeconds: 60,
          rtoDescription: 'Multi-AZ fail-over takes 60 to 120 seconds.',
          rpoDescription: null,
        },
        Region: { compliance: 'not-applicable', estimatedRtoSeconds: null },
      },
    });
  });

  it('reads recommendations and drifts, one for each disruption that moved', async () => {
    recorded.replies = {
      '/list-app-component-recommendations': {
        body: {
          componentRecommendations: [
            {
              appComponentName: 'database',
              recommendationStatus: 'BreachedUnattainable',
              configRecommendations: [
                {
                  name: 'Replicate',
                  optimizationType: 'LeastCost',
                  referenceId: 'r',
                  suggestedChanges: ['Add a replica'],
                  cost: { amount: 9, currency: 'USD', frequency: 'Monthly' },
                  recommendationCompliance: {
                    Region: {
                      expectedComplianceStatus: 'PolicyMet',
                      expectedRtoInSecs: 600,
                    },
                  },
                },
              ],
            },
          ],
        },
      },
      '/list-app-assessment-compliance-drifts': {
        body: {
          complianceDrifts: [
            {
              entityId: 'database',
              driftType: 'ApplicationCompliance',
              expectedValue: {
                AZ: COMPLIANCE_REPLY,
                Region: COMPLIANCE_REPLY,
              },
              actualValue: {
                AZ: { ...COMPLIANCE_REPLY, complianceStatus: 'PolicyBreached' },
                Region: COMPLIANCE_REPLY,
              },
            },
          ],
        },
      },
    };
    expect(await hub.listRecommendations(ASSESSMENT, call())).toEqual([
      {
        component: 'database',
        status: 'breached-unattainable',
        options: [
          {
            name: 'Replicate',
            description: null,
            optimisation: 'LeastCost',
            suggestedChanges: ['Add a replica'],
            expected: {
              Region: expect.objectContaining({
                compliance: 'met',
                estimatedRtoSeconds: 600,
                estimatedRpoSeconds: null,
              }),
            },
          },
        ],
      },
    ]);
    expect(await hub.listDrifts(ASSESSMENT, call())).toEqual([
      {
        component: 'database',
        disruption: 'AZ',
        before: expect.objectContaining({ compliance: 'met' }),
        now: expect.objectContaining({ compliance: 'breached' }),
      },
    ]);
  });

  it('starts an assessment of what is released', async () => {
    recorded.replies['/start-app-assessment'] = {
      body: {
        assessment: {
          assessmentArn: ASSESSMENT,
          assessmentStatus: 'Pending',
          invoker: 'User',
          startTime: AT / 1000,
        },
      },
    };
    expect(
      await hub.startAssessment({ handle: APP }, 'Now', 'token-1', call()),
    ).toMatchObject({ status: 'pending', invoker: 'user', compliance: null });
    expect(recorded.requests[0].body).toEqual({
      appArn: APP,
      appVersion: 'release',
      assessmentName: 'Now',
      clientToken: 'token-1',
    });
  });

  it('tells a second assessment from a failure', async () => {
    recorded.replies['/start-app-assessment'] = {
      status: 409,
      type: 'ConflictException',
      body: { message: 'Another assessment is in progress' },
    };
    await expect(
      hub.startAssessment({ handle: APP }, 'Now', 'token', call()),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('is in progress'),
    });
    recorded.replies['/start-app-assessment'] = {
      status: 403,
      type: 'AccessDeniedException',
      body: { message: 'not authorized to perform: StartAppAssessment' },
    };
    await expect(
      hub.startAssessment({ handle: APP }, 'Now', 'token', call()),
    ).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: 'unauthorized',
      message: expect.stringContaining('StartAppAssessment'),
    });
  });

  it('does not stumble over options that are no list', async () => {
    recorded.replies['/list-app-component-recommendations'] = {
      body: { componentRecommendations: [{ configRecommendations: 7 }] },
    };
    await expect(
      hub.listRecommendations(ASSESSMENT, call()),
    ).rejects.toMatchObject({ name: 'SourceFailure', kind: 'malformed' });
  });

  it('ends a list that goes round in a circle', async () => {
    recorded.replies['/list-app-component-recommendations'] = {
      body: { componentRecommendations: [], nextToken: 'again' },
    };
    await expect(
      hub.listRecommendations(ASSESSMENT, call()),
    ).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('with a list that does not end'),
    });
    expect(recorded.requests).toHaveLength(2);
  });
});
