import { mockServices } from '@backstage/backend-test-utils';
import {
  CreateDBInstanceCommand,
  CreateDBInstanceReadReplicaCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { RDS_REPLICA_LAG } from '../rds/signals';
import { RdsSource } from '../rds/RdsSource';
import { Route53Source } from '../route53/Route53Source';
import { awsSettings } from '../testing/awsSettings';
import { describeWithMoto } from '../testing/moto';

jest.setTimeout(90_000);

const REGION = 'eu-west-1';

const context = () => ({
  signal: AbortSignal.timeout(20_000),
  logger: mockServices.logger.mock(),
  now: Date.now,
});

describeWithMoto('AWS sources against moto', moto => {
  const settings = (options: Parameters<typeof awsSettings>[1]) =>
    awsSettings({ url: moto.endpoint() }, { timeoutSeconds: 20, ...options });

  it('reads RDS instances and a replica without lag metrics', async () => {
    const client = moto.client(RDSClient, REGION);
    await client.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'db',
        DBInstanceClass: 'db.m5.large',
        Engine: 'postgres',
        AllocatedStorage: 20,
        MasterUsername: 'u',
        MasterUserPassword: 'password-1',
        MultiAZ: true,
        BackupRetentionPeriod: 7,
      }),
    );
    await client.send(
      new CreateDBInstanceReadReplicaCommand({
        DBInstanceIdentifier: 'replica',
        SourceDBInstanceIdentifier: 'db',
      }),
    );
    client.destroy();
    const instances = ['db', 'replica'].map(identifier => ({
      entityRef: `resource:default/${identifier}`,
      identifier,
    }));
    const source = new RdsSource(
      settings({
        region: REGION,
        entityRefs: instances.map(({ entityRef }) => entityRef),
      }),
      instances,
    );
    const observations = await source.observe(context());
    await source.close();
    expect(observations[0].value).toMatchObject({
      identifier: 'db',
      status: 'available',
      multiAz: true,
      backupRetentionDays: 7,
      sourceIdentifier: null,
    });
    expect(observations[1].value).toMatchObject({
      identifier: 'replica',
      sourceIdentifier: expect.stringContaining('db'),
    });
    expect(observations[2]).toMatchObject({
      signal: RDS_REPLICA_LAG,
      value: null,
    });
  });

  it('reads fail-over records and their health check', async () => {
    const client = moto.client(Route53Client, 'us-east-1');
    const { HostedZone } = await client.send(
      new CreateHostedZoneCommand({
        Name: 'example.com',
        CallerReference: 'a',
      }),
    );
    const { HealthCheck } = await client.send(
      new CreateHealthCheckCommand({
        CallerReference: 'b',
        HealthCheckConfig: {
          Type: 'HTTPS',
          FullyQualifiedDomainName: 'a.example.net',
          ResourcePath: '/h',
          RequestInterval: 10,
          FailureThreshold: 3,
        },
      }),
    );
    await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: HostedZone!.Id,
        ChangeBatch: {
          Changes: (['PRIMARY', 'SECONDARY'] as const).map(Failover => ({
            Action: 'CREATE',
            ResourceRecordSet: {
              Name: 'www.example.com',
              Type: 'CNAME',
              TTL: 60,
              SetIdentifier: Failover.toLowerCase(),
              Failover,
              ...(Failover === 'PRIMARY' && { HealthCheckId: HealthCheck!.Id }),
              ResourceRecords: [{ Value: 'a.example.net' }],
            },
          })),
        },
      }),
    );
    client.destroy();
    const source = new Route53Source(
      settings({
        region: 'us-east-1',
        entityRefs: ['resource:default/dns'],
      }),
      { hostedZone: 'example.com' },
    );
    const [records, healthChecks] = await source.observe(context());
    await source.close();
    expect(records.value).toEqual([
      {
        name: 'www.example.com',
        type: 'CNAME',
        members: expect.arrayContaining([
          expect.objectContaining({
            failover: 'PRIMARY',
            healthCheckId: HealthCheck!.Id,
            ttlSeconds: 60,
          }),
          expect.objectContaining({ failover: 'SECONDARY' }),
        ]),
      },
    ]);
    expect(healthChecks.value).toEqual([
      expect.objectContaining({
        id: HealthCheck!.Id,
        missing: false,
        target: 'a.example.net/h',
        detectSeconds: 30,
        status: null,
      }),
    ]);
  });
});
