import {
  DescribeAppAssessmentCommand,
  DescribeAppCommand,
  DescribeResiliencyPolicyCommand,
  ListAppAssessmentComplianceDriftsCommand,
  ListAppAssessmentsCommand,
  ListAppComponentRecommendationsCommand,
  ListAppsCommand,
  ListTagsForResourceCommand,
  ResiliencehubClient,
  StartAppAssessmentCommand,
  UpdateResiliencyPolicyCommand,
} from '@aws-sdk/client-resiliencehub';
import type { AwsSite } from '../../sites';
import {
  clientFor,
  eventually,
  startTestEstate,
  type TestEstate,
} from '../../testEstate';

describe('Resilience Hub of the sandbox', () => {
  let estate: TestEstate;
  const clients: ResiliencehubClient[] = [];

  beforeEach(async () => {
    estate = await startTestEstate({ assessmentMs: 80 });
  });

  afterEach(async () => {
    clients.splice(0).forEach(client => client.destroy());
    await estate.part.stop();
  });

  const hub = (site: AwsSite = 'aws-primary', region?: string) => {
    const client = new ResiliencehubClient(clientFor(estate, site, region));
    clients.push(client);
    return client;
  };
  const appOf = async (site: AwsSite = 'aws-primary') => {
    const { appSummaries } = await hub(site).send(new ListAppsCommand({}));
    return appSummaries![0];
  };
  const newest = async (site: AwsSite = 'aws-primary') => {
    const { assessmentSummaries } = await hub(site).send(
      new ListAppAssessmentsCommand({
        appArn: (await appOf(site)).appArn,
        reverseOrder: true,
        maxResults: 1,
      }),
    );
    return assessmentSummaries![0];
  };
  const describe_ = async (site: AwsSite = 'aws-primary') => {
    const { assessment } = await hub(site).send(
      new DescribeAppAssessmentCommand({
        assessmentArn: (await newest(site)).assessmentArn,
      }),
    );
    return assessment!;
  };
  /** Starts one and gives what became of it. */
  const assess = async (site: AwsSite = 'aws-primary') => {
    const { appArn } = await appOf(site);
    const { assessment } = await hub(site).send(
      new StartAppAssessmentCommand({
        appArn,
        appVersion: 'release',
        assessmentName: 'By-hand',
      }),
    );
    const { assessmentArn } = assessment!;
    const statuses = new Set<string>([assessment!.assessmentStatus!]);
    const ended = await eventually(
      async () => {
        const answer = await hub(site).send(
          new DescribeAppAssessmentCommand({ assessmentArn }),
        );
        statuses.add(answer.assessment!.assessmentStatus!);
        return answer.assessment!;
      },
      each => each.endTime !== undefined,
    );
    return { ended, statuses: [...statuses] };
  };

  it('has one app in each region, well and assessed within a day', async () => {
    for (const site of ['aws-primary', 'aws-dr'] as const) {
      const { appSummaries } = await hub(site).send(new ListAppsCommand({}));
      expect(appSummaries).toEqual([
        expect.objectContaining({
          name: `mis-${site}`,
          complianceStatus: 'PolicyMet',
          driftStatus: 'NotDetected',
          assessmentSchedule: 'Daily',
          resiliencyScore: expect.closeTo(0.86),
        }),
      ]);
      const [{ appArn, lastAppComplianceEvaluationTime }] = appSummaries!;
      expect(
        Date.now() - lastAppComplianceEvaluationTime!.getTime(),
      ).toBeLessThan(86_400_000);
      const { app } = await hub(site).send(new DescribeAppCommand({ appArn }));
      const { policy } = await hub(site).send(
        new DescribeResiliencyPolicyCommand({ policyArn: app!.policyArn }),
      );
      expect(policy!.policy).toMatchObject({
        Region: { rtoInSecs: 3600, rpoInSecs: 900 },
      });
      const { tags } = await hub(site).send(
        new ListTagsForResourceCommand({ resourceArn: appArn }),
      );
      expect(tags).toEqual({ system: 'mis' });
    }
  });

  it('lists assessments page by page, in either order', async () => {
    const { appArn } = await appOf();
    const seen: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await hub().send(
        new ListAppAssessmentsCommand({
          appArn,
          reverseOrder: true,
          maxResults: 20,
          nextToken,
        }),
      );
      seen.push(...page.assessmentSummaries!.map(each => +each.startTime!));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(seen).toHaveLength(46);
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    const { assessmentSummaries } = await hub().send(
      new ListAppAssessmentsCommand({
        appArn,
        assessmentStatus: ['Success'],
      }),
    );
    expect(+assessmentSummaries![0].startTime!).toBe(seen.at(-1));
  });

  it('estimates each disruption, and recommends', async () => {
    const assessment = await describe_();
    expect(assessment).toMatchObject({
      complianceStatus: 'PolicyMet',
      resiliencyScore: { score: expect.closeTo(0.86) },
      policy: { policy: { Region: { rtoInSecs: 3600 } } },
      compliance: {
        AZ: { complianceStatus: 'PolicyMet', currentRtoInSecs: 180 },
        Hardware: {},
        Region: { currentRtoInSecs: 2400, currentRpoInSecs: 600 },
        Software: {},
      },
    });
    const { componentRecommendations } = await hub().send(
      new ListAppComponentRecommendationsCommand({
        assessmentArn: assessment.assessmentArn,
      }),
    );
    expect(componentRecommendations).toHaveLength(4);
    expect(componentRecommendations![0]).toMatchObject({
      appComponentName: 'database',
      recommendationStatus: 'MetCanImprove',
    });
  });

  it('takes its time for an assessment, and only one at once', async () => {
    const running = assess();
    await eventually(
      async () => (await newest()).invoker,
      invoker => invoker === 'User',
    );
    const { appArn } = await appOf();
    const started = hub().send(
      new StartAppAssessmentCommand({
        appArn,
        appVersion: 'release',
        assessmentName: 'Another',
      }),
    );
    await expect(started).rejects.toMatchObject({ name: 'ConflictException' });
    const { ended, statuses } = await running;
    expect(statuses[0]).toBe('Pending');
    expect(ended).toMatchObject({
      assessmentStatus: 'Success',
      complianceStatus: 'PolicyMet',
    });
  });

  it.each<[string, string, (estate: TestEstate) => void, AwsSite]>([
    [
      'a link that is cut',
      'Region',
      ({ model }) => {
        model.links.get('inter-region')!.up = false;
      },
      'aws-primary',
    ],
    [
      'a killed replica',
      'Region',
      ({ replica }) => {
        replica.current = 'stopped';
      },
      'aws-primary',
    ],
    [
      'a killed database of its own',
      'Hardware',
      ({ primary }) => {
        primary.current = 'stopped';
      },
      'aws-primary',
    ],
    [
      'a lost zone',
      'AZ',
      ({ model }) => {
        model.lostZones.add('aws-dr-b');
      },
      'aws-dr',
    ],
    [
      'a lost site',
      'Region',
      ({ model }) => {
        model.lostSites.add('aws-primary');
      },
      'aws-dr',
    ],
  ])('sees %s in the next assessment', async (_, disruption, harm, site) => {
    harm(estate);
    expect((await appOf(site)).complianceStatus).toBe('PolicyMet');
    const { ended } = await assess(site);
    expect(ended.compliance![disruption as 'AZ']!.complianceStatus).toBe(
      'PolicyBreached',
    );
    expect(await appOf(site)).toMatchObject({
      complianceStatus: 'PolicyBreached',
      driftStatus: 'Detected',
    });
    const { complianceDrifts } = await hub(site).send(
      new ListAppAssessmentComplianceDriftsCommand({
        assessmentArn: ended.assessmentArn,
      }),
    );
    expect(complianceDrifts!.length).toBeGreaterThan(0);
  });

  it('lets several faults be undone at once', async () => {
    const undo = [
      await estate.inject('resilience-hub-drift', 'aws-primary'),
      await estate.inject('resilience-hub-loosen-policy', 'aws-primary'),
      await estate.inject('resilience-hub-assessments-fail', 'aws-primary'),
    ];
    await Promise.all(undo.map(each => each()));
    expect((await newest()).assessmentStatus).toBe('Success');
  });

  it('assesses anew when all is well again', async () => {
    estate.replica.current = 'stopped';
    await assess();
    await estate.part.untilWell!();
    expect((await appOf()).complianceStatus).toBe('PolicyBreached');
    estate.replica.current = 'running';
    await estate.part.untilWell!();
    expect(await appOf()).toMatchObject({
      complianceStatus: 'PolicyMet',
      driftStatus: 'NotDetected',
    });
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['loosen-policy', () => appOf(), { complianceStatus: 'ChangesDetected' }],
    ['assessments-fail', () => newest(), { assessmentStatus: 'Failed' }],
    ['not-assessed', () => appOf(), { assessmentSchedule: 'Disabled' }],
    [
      'drift',
      () => appOf(),
      { driftStatus: 'Detected', complianceStatus: 'PolicyMet' },
    ],
  ])('resilience-hub-%s, and back', async (fault, ask, shows) => {
    const clear = await estate.inject(`resilience-hub-${fault}`, 'aws-primary');
    expect(await ask()).toMatchObject(shows);
    expect(await appOf('aws-dr')).toMatchObject({
      complianceStatus: 'PolicyMet',
      driftStatus: 'NotDetected',
    });
    await clear();
    expect(await appOf()).toMatchObject({
      complianceStatus: 'PolicyMet',
      driftStatus: 'NotDetected',
      assessmentSchedule: 'Daily',
    });
    expect((await newest()).assessmentStatus).toBe('Success');
  });

  it('shows nothing newer than five days where nobody has assessed', async () => {
    await estate.inject('resilience-hub-not-assessed', 'aws-primary');
    const { startTime } = await newest();
    expect(Date.now() - +startTime!).toBeGreaterThan(5 * 86_400_000);
    // Whoever assesses now sees it.
    await assess();
    expect(Date.now() - +(await newest()).startTime!).toBeLessThan(60_000);
  });

  it('takes a policy, and holds the app to it at the next assessment', async () => {
    const app = await appOf();
    const { app: described } = await hub().send(
      new DescribeAppCommand({ appArn: app.appArn }),
    );
    const target = { rtoInSecs: 60, rpoInSecs: 60 };
    await hub().send(
      new UpdateResiliencyPolicyCommand({
        policyArn: described!.policyArn,
        policy: {
          AZ: target,
          Hardware: target,
          Region: target,
          Software: target,
        },
      }),
    );
    expect((await appOf()).complianceStatus).toBe('ChangesDetected');
    const { ended } = await assess();
    expect(ended.complianceStatus).toBe('PolicyBreached');
  });

  it.each([
    [
      'an unknown app',
      new DescribeAppCommand({ appArn: 'arn:aws:resiliencehub:x:1:app/none' }),
      'ResourceNotFoundException',
    ],
    [
      'a missing member',
      new DescribeAppCommand({ appArn: undefined }),
      'ValidationException',
    ],
    [
      'a page that is too long',
      new ListAppsCommand({ maxResults: 1000 }),
      'InvalidParameterValue',
    ],
  ])('refuses %s in the words of the service', async (_, command, name) => {
    await expect(hub().send(command as any)).rejects.toMatchObject({ name });
  });

  it('checks signatures and the region as for every service', async () => {
    await expect(
      hub('aws-primary', 'eu-west-1').send(new ListAppsCommand({})),
    ).rejects.toMatchObject({ message: expect.stringMatching(/valid region/) });
    const clear = await estate.inject('aws-wrong-credentials', 'aws-primary');
    await expect(hub().send(new ListAppsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await clear();
  });
});
