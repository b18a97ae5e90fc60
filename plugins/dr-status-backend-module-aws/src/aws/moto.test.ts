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
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { RDS_REPLICA_LAG } from '../rds/signals';
import { AwsClients } from './clients';
import { RdsSource } from '../rds/RdsSource';
import { Route53Source } from '../route53/Route53Source';

/** Against moto, which others wrote: what we read must not fit our own fake only. */

jest.setTimeout(90_000);

const installed =
  spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
if (!installed) {
  process.stderr.write('Skipped AWS tests against moto: no moto_server\n');
}
const describeIfInstalled = installed ? describe : describe.skip;

const REGION = 'eu-west-1';
let moto: ChildProcess | undefined;
let endpoint: string;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

beforeAll(async () => {
  if (!installed) {
    return;
  }
  const port = await freePort();
  endpoint = `http://127.0.0.1:${port}`;
  moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const deadline = Date.now() + 60_000;
  for (;;) {
    const up = await fetch(`${endpoint}/moto-api/data.json`).then(
      response => response.ok,
      () => false,
    );
    if (up) {
      return;
    }
    if (Date.now() > deadline || moto.exitCode !== null) {
      throw new Error('moto_server did not start');
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
});

afterAll(async () => {
  if (moto && moto.exitCode === null) {
    const exited = new Promise(resolve => moto!.once('exit', resolve));
    moto.kill('SIGKILL');
    await exited;
  }
});

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const common = (name: string) => ({
  id: `aws-x:${name}`,
  kind: 'aws-x',
  name,
  title: name,
  key: 'drStatus.sources.aws[0]',
  intervalSeconds: 30,
  timeoutSeconds: 20,
  endpoint,
  clients: new AwsClients({
    access: { credentials, endpoint },
    manager: () => {
      throw new Error('Not needed');
    },
    timeoutSeconds: 20,
  }),
});
const context = () => ({
  signal: AbortSignal.timeout(20_000),
  logger: mockServices.logger.mock(),
  now: Date.now,
});

describeIfInstalled('AWS sources against moto', () => {
  it('reads RDS instances and a replica without lag metrics', async () => {
    const client = new RDSClient({ region: REGION, endpoint, credentials });
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
      {
        ...common('rds'),
        region: REGION,
        entityRefs: instances.map(({ entityRef }) => entityRef),
      },
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
    const client = new Route53Client({
      region: 'us-east-1',
      endpoint,
      credentials,
    });
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
      {
        ...common('route53'),
        region: 'us-east-1',
        entityRefs: ['resource:default/dns'],
      },
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
