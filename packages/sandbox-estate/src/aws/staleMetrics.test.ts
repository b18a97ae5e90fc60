import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  clientFor,
  eventually,
  startTestEstate,
  type TestEstate,
} from './testEstate';

describe('stale-metrics', () => {
  let estate: TestEstate;
  let client: CloudWatchClient;

  beforeEach(async () => {
    estate = await startTestEstate({ sampleIntervalMs: 20 });
    client = new CloudWatchClient(clientFor(estate, 'aws-dr'));
  });

  afterEach(async () => {
    client.destroy();
    await estate.part.stop();
  });

  const samples = async () => {
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/RDS',
        MetricName: 'ReplicaLag',
        Dimensions: [
          { Name: 'DBInstanceIdentifier', Value: 'rds-replica-aws-dr' },
        ],
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 1000),
        Period: 60,
        Statistics: ['SampleCount', 'Maximum'],
      }),
    );
    return {
      count: Datapoints!.reduce((sum, it) => sum + it.SampleCount!, 0),
      maximum: Math.max(...Datapoints!.map(it => it.Maximum!)),
    };
  };

  it('takes no new samples, keeps the old, and goes on when cleared', async () => {
    const elsewhere = await estate.inject('stale-metrics', 'aws-primary');
    const before = await samples();
    await eventually(samples, ({ count }) => count > before.count);
    const clear = await estate.inject('stale-metrics', 'aws-dr');
    estate.replica.ageSeconds = 600;
    const asked = jest.spyOn(estate.replica, 'replayAgeSeconds');
    const frozen = await samples();
    // Rounds go on underneath: the servers are asked, the answers not kept.
    await eventually(
      () => asked.mock.calls.length,
      calls => calls > 5,
    );
    expect(await samples()).toEqual(frozen);
    expect(frozen.maximum).toBeLessThan(600);
    await clear();
    await eventually(samples, ({ maximum }) => maximum === 600);
    await elsewhere();
  });
});
