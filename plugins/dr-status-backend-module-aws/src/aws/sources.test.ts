import { mockServices } from '@backstage/backend-test-utils';
import type { Source } from '@twinshore/plugin-dr-status-node';
import { createServer, type AddressInfo } from 'node:net';
import { TEST_SECRET } from '@twinshore/plugin-dr-status-node/testUtils';
import { RDS_INSTANCE, RDS_REPLICA_LAG } from '../rds/signals';
import { ROUTE53_RECORDS } from '../route53/signals';
import { awsSettings } from '../testing/awsSettings';
import {
  describeDbInstances,
  FakeAws,
  metricData,
  xmlError,
} from '../testing/FakeAws';
import { RdsSource } from '../rds/RdsSource';
import { Route53Source } from '../route53/Route53Source';

let aws: FakeAws;
const sources: Source[] = [];

beforeEach(async () => {
  aws = await FakeAws.start();
});

afterEach(async () => {
  await Promise.all(sources.splice(0).map(source => source.close?.()));
  await aws.close();
});

const TIMEOUT_SECONDS = 2;

function rds(identifiers = ['db'], endpoint = aws.url) {
  const instances = identifiers.map(identifier => ({
    entityRef: `resource:default/${identifier}`,
    identifier,
  }));
  const source = new RdsSource(
    awsSettings(
      { url: endpoint },
      {
        entityRefs: instances.map(({ entityRef }) => entityRef),
        timeoutSeconds: TIMEOUT_SECONDS,
      },
    ),
    instances,
  );
  sources.push(source);
  return source;
}

function route53(records?: string[], endpoint = aws.url) {
  const source = new Route53Source(
    awsSettings(
      { url: endpoint },
      {
        region: 'us-east-1',
        entityRefs: ['resource:default/dns'],
        timeoutSeconds: TIMEOUT_SECONDS,
      },
    ),
    { hostedZone: 'example.com', records },
  );
  sources.push(source);
  return source;
}

const observe = (source: RdsSource | Route53Source) =>
  source.observe({
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    logger: mockServices.logger.mock(),
    now: Date.now,
  });

const KINDS = { rds, route53 } as const;

describe.each(['rds', 'route53'] as const)('%s', service => {
  const make = (endpoint?: string) =>
    service === 'rds'
      ? KINDS.rds(['db'], endpoint)
      : KINDS.route53([], endpoint);

  it.each<[string, number, string, string, string, RegExp]>([
    [
      'a missing grant',
      403,
      'AccessDenied',
      'not authorized',
      'unauthorized',
      /denies/,
    ],
    [
      'an unknown key',
      403,
      'InvalidClientTokenId',
      'The security token is invalid',
      'unauthorized',
      /access key/,
    ],
    [
      'a wrong secret',
      403,
      'SignatureDoesNotMatch',
      'The signature does not match',
      'unauthorized',
      /rotated/,
    ],
    [
      'an expired token',
      403,
      'ExpiredToken',
      'The token is expired',
      'unauthorized',
      /expired/,
    ],
    [
      'a wrong clock',
      403,
      'SignatureDoesNotMatch',
      'Signature expired: 2020 is now earlier',
      'unauthorized',
      /clock/,
    ],
    [
      'a wrong region',
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped to a valid region, not 'eu-west-1'",
      'misconfigured',
      /Set region/,
    ],
    ['throttling', 400, 'Throttling', 'Rate exceeded', 'throttled', /interval/],
    [
      'an error of its own',
      500,
      'InternalFailure',
      'Oh',
      'failed',
      /health dashboard/,
    ],
  ])(
    'says %s in the terms of the product',
    async (...[, status, code, message, kind, told]) => {
      aws.answer = () => xmlError(status, code, message);
      const error = await observe(make()).then(
        () => undefined,
        thrown => thrown,
      );
      expect(error).toMatchObject({ name: 'SourceFailure', kind });
      expect(`${error.message} ${error.hint}`).toMatch(told);
      expect(`${error.message} ${error.hint}`).not.toContain(TEST_SECRET);
      // One retry at most: waiting is the collector's business.
      expect(aws.requests.length).toBeLessThanOrEqual(2);
    },
  );

  it.each([
    ['a page', '<html><body>Welcome to nginx</body></html>'],
    ['JSON', '{"hello": 1}'],
    ['half of an answer', '<DescribeDBInstancesResponse><Desc'],
    ['nothing', ''],
    [
      'an answer to another question',
      '<OtherResponse><OtherResult/></OtherResponse>',
    ],
  ])('does not believe %s', async (_what, body) => {
    aws.answer = () => ({ body });
    await expect(observe(make())).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: 'malformed',
    });
  });

  it('gives a hung endpoint up within the timeout', async () => {
    await expect(observe(make())).rejects.toMatchObject({ kind: 'timed-out' });
  });

  it('says that nothing listens', async () => {
    const { url } = aws;
    await aws.close();
    await expect(observe(make(url))).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    aws = await FakeAws.start();
  });

  it('does not believe noise that is no HTTP', async () => {
    const server = createServer(socket => {
      socket.on('error', () => {});
      socket.end('\x00\x01 what?\r\n');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(
      observe(make(`http://127.0.0.1:${port}`)),
    ).rejects.toMatchObject({ name: 'SourceFailure', kind: 'malformed' });
    server.close();
  });
});

const INSTANCE = `
  <DBInstanceIdentifier>db</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus>
  <MultiAZ>true</MultiAZ><AvailabilityZone>a</AvailabilityZone><SecondaryAvailabilityZone>b</SecondaryAvailabilityZone>
  <BackupRetentionPeriod>7</BackupRetentionPeriod><LatestRestorableTime>2026-11-23T11:55:00Z</LatestRestorableTime>
  <PendingModifiedValues><MasterUserPassword>****</MasterUserPassword></PendingModifiedValues>`;
const REPLICA = `${INSTANCE.replace('>db<', '>replica<')}
  <ReadReplicaSourceDBInstanceIdentifier>arn:aws:rds:eu-central-1:111122223333:db:db</ReadReplicaSourceDBInstanceIdentifier>
  <StatusInfos><DBInstanceStatusInfo><StatusType>read replication</StatusType><Normal>true</Normal><Status>replicating</Status></DBInstanceStatusInfo></StatusInfos>`;

describe('RdsSource', () => {
  it('reads instances page by page, and the lag of replicas', async () => {
    const at = Math.floor(Date.now() / 60_000) * 60_000;
    aws.answer = ({ target, body }) => {
      if (target) {
        return metricData({ m0: { value: 3.5, at } });
      }
      return body.includes('Marker=next')
        ? describeDbInstances([REPLICA])
        : describeDbInstances([INSTANCE], '<Marker>next</Marker>');
    };
    const observations = await observe(rds(['db', 'replica']));
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/db',
        signal: RDS_INSTANCE,
        value: expect.objectContaining({
          identifier: 'db',
          region: 'eu-west-1',
          status: 'available',
          multiAz: true,
          zone: 'a',
          secondaryZone: 'b',
          latestRestorableTime: '2026-11-23T11:55:00.000Z',
          pendingChanges: ['MasterUserPassword'],
          sourceIdentifier: null,
          replication: null,
        }),
      },
      {
        entityRef: 'resource:default/replica',
        signal: RDS_INSTANCE,
        value: expect.objectContaining({
          sourceIdentifier: 'arn:aws:rds:eu-central-1:111122223333:db:db',
          replication: { status: 'replicating', normal: true, message: '' },
        }),
      },
      {
        entityRef: 'resource:default/replica',
        signal: RDS_REPLICA_LAG,
        value: { value: 3.5, at: new Date(at).toISOString() },
      },
    ]);
  });

  it('says which key is wrong for an instance that is not in the region', async () => {
    aws.answer = () => describeDbInstances([]);
    await expect(observe(rds())).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'RDS in eu-west-1 has no instance called db.',
      hint: expect.stringContaining('drStatus.sources.aws[0].region'),
    });
  });

  it('reports an instance that was there and is gone', async () => {
    const source = rds();
    aws.answer = () => describeDbInstances([INSTANCE]);
    await observe(source);
    aws.answer = () => describeDbInstances([]);
    expect(await observe(source)).toEqual([
      {
        entityRef: 'resource:default/db',
        signal: RDS_INSTANCE,
        value: { identifier: 'db', region: 'eu-west-1', missing: true },
      },
    ]);
  });

  it.each([
    '{"MetricDataResults": [{"Id": 7}]}',
    '{"MetricDataResults": [{"Id": "m0", "Values": 7, "Timestamps": "a"}]}',
  ])('does not stumble over %s', async body => {
    aws.answer = ({ target }) =>
      target ? { body } : describeDbInstances([REPLICA]);
    await expect(observe(rds(['replica']))).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: 'malformed',
    });
  });

  it.each([
    ['is not there', '"Values": []'],
    ['is no number', '"Values": ["NaN"], "Timestamps": [1764000000]'],
    [
      'could not be counted',
      '"Values": [0], "Timestamps": [1764000000], "StatusCode": "InternalError"',
    ],
  ])('tells a metric that %s from one that is zero', async (_, result) => {
    aws.answer = ({ target }) =>
      target
        ? { body: `{"MetricDataResults": [{"Id": "m0", ${result}}]}` }
        : describeDbInstances([REPLICA]);
    expect(await observe(rds(['replica']))).toContainEqual({
      entityRef: 'resource:default/replica',
      signal: RDS_REPLICA_LAG,
      value: null,
    });
  });
});

const ZONES = `<ListHostedZonesByNameResponse><HostedZones>
  <HostedZone><Id>/hostedzone/PRIVATE</Id><Name>example.com.</Name><CallerReference>p</CallerReference><Config><PrivateZone>true</PrivateZone></Config></HostedZone>
  <HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>c</CallerReference></HostedZone>
  </HostedZones><IsTruncated>false</IsTruncated><MaxItems>10</MaxItems></ListHostedZonesByNameResponse>`;
const record = (inner: string) =>
  `<ResourceRecordSet><Name>www.example.com.</Name><Type>CNAME</Type>${inner}</ResourceRecordSet>`;
const records = (sets: string, more = '<IsTruncated>false</IsTruncated>') =>
  `<ListResourceRecordSetsResponse><ResourceRecordSets>${sets}</ResourceRecordSets>${more}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`;
const PRIMARY = record(
  '<SetIdentifier>p</SetIdentifier><Failover>PRIMARY</Failover><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>a.example.net</Value></ResourceRecord></ResourceRecords><HealthCheckId>hc-1</HealthCheckId>',
);
const SECONDARY = record(
  '<SetIdentifier>s</SetIdentifier><Failover>SECONDARY</Failover><AliasTarget><HostedZoneId>Z</HostedZoneId><DNSName>DR.example.net.</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget><HealthCheckId>hc-gone</HealthCheckId>',
);
const HEALTH_CHECKS = `<ListHealthChecksResponse><HealthChecks><HealthCheck><Id>hc-1</Id><CallerReference>c</CallerReference><HealthCheckConfig><Type>HTTPS</Type><FullyQualifiedDomainName>a.example.net</FullyQualifiedDomainName><ResourcePath>/h</ResourcePath><RequestInterval>10</RequestInterval><FailureThreshold>3</FailureThreshold><Disabled>true</Disabled></HealthCheckConfig><HealthCheckVersion>1</HealthCheckVersion></HealthCheck></HealthChecks><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHealthChecksResponse>`;

describe('Route53Source', () => {
  const at = Math.floor(Date.now() / 60_000) * 60_000;
  beforeEach(() => {
    aws.answer = ({ path, target }) => {
      if (target) {
        return metricData({
          m0: { value: 1, at },
          m2: { value: 80, at },
        });
      }
      if (path.includes('hostedzonesbyname')) {
        return { body: ZONES };
      }
      if (path.includes('healthcheck')) {
        return { body: HEALTH_CHECKS };
      }
      return path.includes('name=www.example.com')
        ? { body: records(SECONDARY) }
        : {
            body: records(
              `${PRIMARY}<ResourceRecordSet><Name>plain.example.com.</Name><Type>A</Type><TTL>300</TTL></ResourceRecordSet>`,
              '<IsTruncated>true</IsTruncated><NextRecordName>www.example.com.</NextRecordName><NextRecordType>CNAME</NextRecordType><NextRecordIdentifier>s</NextRecordIdentifier>',
            ),
          };
    };
  });

  it('reads the routed records of the public zone over pages, with their health checks', async () => {
    const [recordsRead, checks] = await observe(route53());
    expect(recordsRead).toEqual({
      entityRef: 'resource:default/dns',
      signal: ROUTE53_RECORDS,
      value: [
        {
          name: 'www.example.com',
          type: 'CNAME',
          members: [
            expect.objectContaining({
              setIdentifier: 'p',
              failover: 'PRIMARY',
              healthCheckId: 'hc-1',
              ttlSeconds: 60,
              values: ['a.example.net'],
              alias: null,
            }),
            expect.objectContaining({
              failover: 'SECONDARY',
              alias: { target: 'dr.example.net', evaluateTargetHealth: true },
              ttlSeconds: null,
            }),
          ],
        },
      ],
    });
    expect(checks.value).toEqual([
      {
        id: 'hc-1',
        missing: false,
        type: 'HTTPS',
        target: 'a.example.net/h',
        disabled: true,
        inverted: false,
        detectSeconds: 30,
        status: { value: 1, at: new Date(at).toISOString() },
        percentHealthy: { value: 80, at: new Date(at).toISOString() },
      },
      expect.objectContaining({
        id: 'hc-gone',
        missing: true,
        status: null,
        percentHealthy: null,
      }),
    ]);
    expect(aws.requests.some(each => each.includes('/Z1/'))).toBe(true);
    expect(aws.requests.some(each => each.includes('PRIVATE'))).toBe(false);
  });

  it('takes the names that it was given, routed or not', async () => {
    const [recordsRead] = await observe(route53(['plain.example.com']));
    expect(recordsRead.value).toEqual([
      expect.objectContaining({ name: 'plain.example.com', type: 'A' }),
    ]);
  });

  it('tells a name that was never there from one that is gone', async () => {
    const source = route53(['www.example.com', 'plain.example.com']);
    await observe(source);
    const { answer } = aws;
    aws.answer = request =>
      request.path.includes('rrset')
        ? { body: records(PRIMARY) }
        : answer(request);
    const [recordsRead] = await observe(source);
    expect(recordsRead.value).toEqual([
      expect.objectContaining({ name: 'www.example.com' }),
      { name: 'plain.example.com', type: 'A', members: [] },
    ]);
    await expect(observe(route53(['wrong.example.com']))).rejects.toMatchObject(
      {
        kind: 'misconfigured',
        message:
          'Route 53 has no address and no CNAME record for wrong.example.com.',
      },
    );
  });

  it('does not pass a part of many names for all', async () => {
    const { answer } = aws;
    const routed = (index: number) => SECONDARY.replace('www', `www-${index}`);
    aws.answer = request =>
      request.path.includes('rrset')
        ? {
            body: records(
              Array.from({ length: 201 }, (_, i) => routed(i)).join(''),
            ),
          }
        : answer(request);
    await expect(observe(route53())).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('drStatus.sources.aws[0].records'),
    });
  });

  it('says which key is wrong for a zone that is not in the account', async () => {
    aws.answer = () => ({
      body: ZONES.replace(/example\.com\./g, 'example.org.'),
    });
    await expect(observe(route53())).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('drStatus.sources.aws[0].hostedZone'),
    });
  });
});
