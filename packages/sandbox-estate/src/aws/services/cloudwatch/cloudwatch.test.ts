import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type CloudWatchClientConfig,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import {
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols';
import {
  clientFor,
  eventually,
  startTestEstate,
  type TestEstate,
} from '../../testEstate';
import { HEALTH_CHECK_IDS } from '../route53/estate';

const PROTOCOLS: Array<[string, CloudWatchClientConfig['protocol']]> = [
  ['JSON 1.0', AwsJson1_0Protocol],
  ['CBOR', AwsSmithyRpcV2CborProtocol],
  ['the query protocol', AwsQueryProtocol],
];

/** The last ten minutes, and the one that is under way. */
const lately = () => ({
  StartTime: new Date(Date.now() - 10 * 60_000),
  EndTime: new Date(Date.now() + 1000),
});

const stat = (
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string>,
  Stat = 'Maximum',
): MetricDataQuery => ({
  Id: 'value',
  MetricStat: {
    Metric: {
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({
        Name,
        Value,
      })),
    },
    Period: 60,
    Stat,
  },
});

const REPLICA_LAG = stat('AWS/RDS', 'ReplicaLag', {
  DBInstanceIdentifier: 'rds-replica-aws-dr',
});

describe('CloudWatch of the sandbox', () => {
  let estate: TestEstate;
  const clients: CloudWatchClient[] = [];

  beforeEach(async () => {
    estate = await startTestEstate();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await estate.part.stop();
  });

  const clientOf = (
    site: 'aws-primary' | 'aws-dr',
    region?: string,
    protocol?: CloudWatchClientConfig['protocol'],
  ) => {
    const client = new CloudWatchClient({
      ...clientFor(estate, site, region),
      ...(protocol && { protocol }),
    });
    clients.push(client);
    return client;
  };
  const values = async (client: CloudWatchClient, query: MetricDataQuery) => {
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({ ...lately(), MetricDataQueries: [query] }),
    );
    expect(MetricDataResults![0]).toMatchObject({
      Id: 'value',
      StatusCode: 'Complete',
    });
    return MetricDataResults![0].Values!;
  };

  describe.each(PROTOCOLS)('in %s', (_name, protocol) => {
    it('gives the lag of the replica, at the start of the minute', async () => {
      const client = clientOf('aws-dr', undefined, protocol);
      const { MetricDataResults } = await client.send(
        new GetMetricDataCommand({
          ...lately(),
          MetricDataQueries: [REPLICA_LAG],
        }),
      );
      const [{ Values, Timestamps, Label }] = MetricDataResults!;
      expect(Label).toBe('ReplicaLag');
      expect(Values).toContain(0.7);
      expect(Timestamps![0]).toBeInstanceOf(Date);
      expect(Timestamps![0].getTime() % 60_000).toBe(0);
      expect(Date.now() - Timestamps![0].getTime()).toBeLessThan(61_000);
    });

    it('gives statistics', async () => {
      const { Label, Datapoints } = await clientOf(
        'aws-dr',
        undefined,
        protocol,
      ).send(
        new GetMetricStatisticsCommand({
          ...lately(),
          Namespace: 'AWS/RDS',
          MetricName: 'ReplicaLag',
          Dimensions: [
            { Name: 'DBInstanceIdentifier', Value: 'rds-replica-aws-dr' },
          ],
          Period: 60,
          Statistics: ['Average', 'SampleCount'],
          ExtendedStatistics: ['p99'],
        }),
      );
      expect(Label).toBe('ReplicaLag');
      const newest = Datapoints![Datapoints!.length - 1];
      expect(newest).toMatchObject({
        Unit: 'Seconds',
        ExtendedStatistics: { p99: 0.7 },
      });
      expect(newest.Average).toBeCloseTo(0.7);
      expect(newest.SampleCount).toBeGreaterThanOrEqual(1);
      expect(newest.Maximum).toBeUndefined();
    });

    it('says what is wrong, under the name that the service declares', async () => {
      const client = clientOf('aws-dr', undefined, protocol);
      await expect(
        client
          .send(
            new GetMetricStatisticsCommand({
              ...lately(),
              Namespace: 'AWS/RDS',
              MetricName: 'ReplicaLag',
              Period: 61,
              Statistics: ['Average'],
            }),
          )
          .then(() =>
            client.send(
              new GetMetricStatisticsCommand({
                StartTime: new Date(),
                EndTime: new Date(0),
                Namespace: 'AWS/RDS',
                MetricName: 'ReplicaLag',
                Period: 60,
                Statistics: ['Average'],
              }),
            ),
          ),
      ).rejects.toMatchObject({
        name: 'InvalidParameterCombinationException',
        message: expect.stringContaining('StartTime must be less'),
        $metadata: {
          httpStatusCode: 400,
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      });
    });

    it('lists metrics and alarms', async () => {
      const { Metrics } = await clientOf('aws-dr', undefined, protocol).send(
        new ListMetricsCommand({ Namespace: 'AWS/RDS' }),
      );
      expect(Metrics).toEqual([
        {
          Namespace: 'AWS/RDS',
          MetricName: 'ReplicaLag',
          Dimensions: [
            { Name: 'DBInstanceIdentifier', Value: 'rds-replica-aws-dr' },
          ],
        },
      ]);
      const { MetricAlarms } = await clientOf(
        'aws-dr',
        undefined,
        protocol,
      ).send(new DescribeAlarmsCommand({}));
      expect(MetricAlarms![0]).toMatchObject({
        AlarmName: 'rds-replica-aws-dr-replica-lag',
        StateValue: 'OK',
        Threshold: 450,
      });
      expect(MetricAlarms![0].StateUpdatedTimestamp).toBeInstanceOf(Date);
    });
  });

  it('follows the lag, and raises the alarm over it', async () => {
    const client = clientOf('aws-dr');
    estate.replica.ageSeconds = 900;
    await eventually(
      () => values(client, REPLICA_LAG),
      all => all.includes(900),
    );
    const { MetricAlarms } = await client.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM' }),
    );
    expect(MetricAlarms).toHaveLength(1);
  });

  it('leaves a gap where there is no sample: silent replica, promoted replica', async () => {
    await estate.part.stop();
    estate = await startTestEstate({}, model => {
      const replica = model.databases.get('rds-replica-aws-dr')!;
      replica.replayAgeSeconds = async () => undefined;
    });
    const client = clientOf('aws-dr');
    expect(await values(client, REPLICA_LAG)).toEqual([]);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms![0].StateValue).toBe('INSUFFICIENT_DATA');
    expect(
      (await client.send(new ListMetricsCommand({ MetricName: 'ReplicaLag' })))
        .Metrics,
    ).toEqual([]);
  });

  it('has the metrics of links where the links end', async () => {
    const client = clientOf('aws-primary');
    const tunnel = stat(
      'AWS/VPN',
      'TunnelState',
      { VpnId: 'vpn-0a1b2c3d4e5f60718' },
      'Minimum',
    );
    const connection = stat(
      'AWS/DX',
      'ConnectionState',
      { ConnectionId: 'dxcon-fg5mis01' },
      'Minimum',
    );
    expect(await values(client, tunnel)).toContain(1);
    expect(await values(client, connection)).toContain(1);
    estate.model.links.get('direct-connect')!.up = false;
    await eventually(
      () => values(client, connection),
      all => all.includes(0),
    );
    expect(await values(client, tunnel)).not.toContain(0);
  });

  it('has the metrics of health checks in us-east-1 only', async () => {
    const status = stat(
      'AWS/Route53',
      'HealthCheckStatus',
      { HealthCheckId: HEALTH_CHECK_IDS['aws-primary'] },
      'Minimum',
    );
    const share = stat(
      'AWS/Route53',
      'HealthCheckPercentageHealthy',
      { HealthCheckId: HEALTH_CHECK_IDS['aws-primary'] },
      'Minimum',
    );
    const global = clientOf('aws-dr', 'us-east-1');
    await eventually(
      () => values(global, status),
      all => all.includes(1),
    );
    expect(await values(global, share)).toContain(100);
    expect(await values(clientOf('aws-primary'), status)).toEqual([]);
    estate.model.endpointsHealthy.set('aws-primary', false);
    await eventually(
      () => values(global, share),
      all => all.includes(0),
    );
    expect(await values(global, status)).toContain(0);
  });

  it('pages through data, metric after metric', async () => {
    const client = clientOf('aws-primary');
    const queries = ['203.0.113.17', '203.0.113.18', '203.0.113.19'].map(
      (address, index) => ({
        ...stat('AWS/VPN', 'TunnelState', { TunnelIpAddress: address }),
        Id: `tunnel${index}`,
      }),
    );
    const seen: string[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          ...lately(),
          MetricDataQueries: queries,
          MaxDatapoints: 1,
          NextToken,
        }),
      );
      for (const { Id, Values } of page.MetricDataResults!) {
        seen.push(`${Id}:${Values!.length > 0}`);
      }
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken && pages < 10);
    expect(pages).toBeGreaterThan(1);
    expect(seen).toEqual(
      expect.arrayContaining(['tunnel0:true', 'tunnel1:true', 'tunnel2:false']),
    );
    await expect(
      client.send(
        new GetMetricDataCommand({
          ...lately(),
          MetricDataQueries: queries,
          NextToken: 'mine',
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  it('computes no expressions, and says so', async () => {
    await expect(
      clientOf('aws-dr').send(
        new GetMetricDataCommand({
          ...lately(),
          MetricDataQueries: [{ Id: 'a', Expression: 'b * 2' }],
        }),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('no expressions'),
    });
  });
});
