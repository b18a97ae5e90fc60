import { spawnSync } from 'node:child_process';
import { awsCommand, describeWithAws } from './awsCommand';
import { ZONE_ID } from './services/route53/estate';
import type { AwsSite } from './sites';
import { eventually, startTestEstate, type TestEstate } from './testEstate';

const DRIFTS = 'list-app-assessment-compliance-drifts';
/** Command lines from before August 2023, as Debian 12 has one, do not know it. */
const describeWithDrifts = /invalid choice/i.test(
  String(spawnSync('aws', ['resiliencehub', DRIFTS]).stderr),
)
  ? describe.skip
  : describe;

// It starts an interpreter for each call.
jest.setTimeout(60_000);

describeWithAws('the aws command line against the sandbox', () => {
  let estate: TestEstate;

  beforeAll(async () => {
    estate = await startTestEstate({ propagationMs: 0 });
  });

  afterAll(async () => {
    await estate.part.stop();
  });

  const aws = (
    site: AwsSite,
    args: string[],
    options?: Parameters<typeof awsCommand>[3],
  ) => awsCommand(estate, site, args, options);
  const global = { region: 'us-east-1' };

  it('reads RDS', async () => {
    const { DBInstances } = await aws('aws-dr', [
      'rds',
      'describe-db-instances',
    ]);
    expect(DBInstances).toMatchObject([
      {
        DBInstanceIdentifier: 'rds-replica-aws-dr',
        StatusInfos: [{ Status: 'replicating', Normal: true }],
        DBSubnetGroup: { Subnets: [{}, {}, {}] },
      },
    ]);
    expect(DBInstances[0].LatestRestorableTime).toMatch(/^20\d\d-/);
    const { Events } = await aws('aws-dr', ['rds', 'describe-events']);
    expect(Events[0].Message).toBe('DB instance created');
  });

  it('changes and reads Route 53', async () => {
    const record = {
      Name: 'cli.mis.example.gov.',
      Type: 'TXT',
      TTL: 30,
      ResourceRecords: [{ Value: '"a & b <c>"' }],
    };
    const batch = {
      Changes: [{ Action: 'CREATE', ResourceRecordSet: record }],
    };
    const change = [
      'route53',
      'change-resource-record-sets',
      '--hosted-zone-id',
      ZONE_ID,
      '--change-batch',
      JSON.stringify(batch),
    ];
    await aws('aws-primary', change, global);
    await expect(aws('aws-primary', change, global)).rejects.toThrow(
      /InvalidChangeBatch.*already exists/s,
    );
    const { ResourceRecordSets } = await aws(
      'aws-dr',
      [
        'route53',
        'list-resource-record-sets',
        '--hosted-zone-id',
        ZONE_ID,
        '--page-size',
        '2',
      ],
      global,
    );
    expect(ResourceRecordSets).toHaveLength(7);
    expect(ResourceRecordSets).toContainEqual(record);
    const { HostedZones } = await aws(
      'aws-dr',
      ['route53', 'list-hosted-zones-by-name', '--max-items', '1'],
      global,
    );
    expect(HostedZones).toMatchObject([{ Id: `/hostedzone/${ZONE_ID}` }]);
    const { HealthChecks } = await aws(
      'aws-dr',
      ['route53', 'list-health-checks'],
      global,
    );
    expect(HealthChecks[0].HealthCheckConfig.Type).toBeDefined();
  });

  it('reads CloudWatch', async () => {
    const args = [
      'cloudwatch',
      'get-metric-statistics',
      '--namespace',
      'AWS/RDS',
      '--metric-name',
      'ReplicaLag',
      '--dimensions',
      'Name=DBInstanceIdentifier,Value=rds-replica-aws-dr',
      '--start-time',
      new Date(Date.now() - 600_000).toISOString(),
      '--end-time',
      new Date(Date.now() + 1000).toISOString(),
      '--period',
      '60',
      '--statistics',
      'Maximum',
    ];
    const { Datapoints } = await eventually(
      () => aws('aws-dr', args),
      answer => answer.Datapoints.length > 0,
    );
    expect(Datapoints[0]).toMatchObject({ Maximum: 0.7, Unit: 'Seconds' });
    const query = {
      Id: 'lag',
      MetricStat: {
        Metric: {
          Namespace: 'AWS/RDS',
          MetricName: 'ReplicaLag',
          Dimensions: [
            { Name: 'DBInstanceIdentifier', Value: 'rds-replica-aws-dr' },
          ],
        },
        Period: 60,
        Stat: 'Maximum',
      },
    };
    const { MetricDataResults } = await aws('aws-dr', [
      'cloudwatch',
      'get-metric-data',
      '--metric-data-queries',
      JSON.stringify([query]),
      '--start-time',
      new Date(Date.now() - 600_000).toISOString(),
      '--end-time',
      new Date(Date.now() + 1000).toISOString(),
    ]);
    expect(MetricDataResults[0].Values).toContain(0.7);
    const { MetricAlarms } = await aws('aws-dr', [
      'cloudwatch',
      'describe-alarms',
    ]);
    expect(MetricAlarms[0].StateValue).toBe('OK');
  });

  it('reads Resilience Hub, and has an app assessed', async () => {
    const hub = (...args: string[]) =>
      aws('aws-primary', ['resiliencehub', ...args]);
    const { appSummaries } = await hub('list-apps');
    expect(appSummaries).toMatchObject([
      { name: 'mis-aws-primary', complianceStatus: 'PolicyMet' },
    ]);
    const app = ['--app-arn', appSummaries[0].appArn];
    const { policyArn } = (await hub('describe-app', ...app)).app;
    const { policy } = await hub(
      'describe-resiliency-policy',
      '--policy-arn',
      policyArn,
    );
    expect(policy.policy.Region).toEqual({ rtoInSecs: 3600, rpoInSecs: 900 });
    const { assessment } = await hub(
      'start-app-assessment',
      ...app,
      '--app-version',
      'release',
      '--assessment-name',
      'Command-line',
    );
    const { assessmentSummaries } = await eventually(
      () => hub('list-app-assessments', ...app, '--reverse-order'),
      answer => answer.assessmentSummaries[0].assessmentStatus === 'Success',
    );
    expect(assessmentSummaries[0].assessmentArn).toBe(assessment.assessmentArn);
    const of = ['--assessment-arn', assessment.assessmentArn];
    const described = await hub('describe-app-assessment', ...of);
    expect(described.assessment.compliance.Region.complianceStatus).toBe(
      'PolicyMet',
    );
    for (const [command, member] of [
      ['list-app-component-recommendations', 'componentRecommendations'],
      ['list-app-component-compliances', 'componentCompliances'],
      ['list-test-recommendations', 'testRecommendations'],
    ]) {
      expect((await hub(command, ...of))[member]).not.toHaveLength(0);
    }
  });

  describeWithDrifts('that knows drifts', () => {
    it('reads what has drifted', async () => {
      const hub = (...args: string[]) =>
        aws('aws-primary', ['resiliencehub', ...args]);
      const { assessmentSummaries } = await hub('list-app-assessments');
      expect(
        await hub(
          DRIFTS,
          '--assessment-arn',
          assessmentSummaries[0].assessmentArn,
        ),
      ).toMatchObject({ complianceDrifts: expect.any(Array) });
    });
  });

  it('is told in its own words what is wrong', async () => {
    await expect(
      aws('aws-dr', ['rds', 'describe-db-instances'], { secret: 'guess' }),
    ).rejects.toThrow(/\(SignatureDoesNotMatch\)/);
    await expect(
      aws('aws-dr', ['cloudwatch', 'list-metrics'], { secret: 'guess' }),
    ).rejects.toThrow(/\(SignatureDoesNotMatch\)/);
    await expect(
      aws('aws-dr', ['rds', 'describe-db-instances'], {
        region: 'eu-central-1',
      }),
    ).rejects.toThrow(/not 'eu-central-1'/);
    await expect(
      aws('aws-dr', ['rds', 'describe-db-clusters']),
    ).rejects.toThrow(/\(InvalidAction\).*does not serve/s);
  });

  it('promotes the replica', async () => {
    const { DBInstance } = await aws('aws-dr', [
      'rds',
      'promote-read-replica',
      '--db-instance-identifier',
      'rds-replica-aws-dr',
    ]);
    expect(DBInstance.DBInstanceStatus).toBe('modifying');
    await eventually(
      () => estate.replica.promotions,
      count => count === 1,
    );
  });
});
