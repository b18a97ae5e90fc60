import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  GetChangeCommand,
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type Change,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  clientFor,
  eventually,
  startTestEstate,
  type TestEstate,
} from '../../testEstate';
import { HEALTH_CHECK_IDS, ZONE_ID } from './estate';

describe('Route 53 of the sandbox', () => {
  let estate: TestEstate;
  let client: Route53Client;

  beforeEach(async () => {
    estate = await startTestEstate();
    client = new Route53Client(clientFor(estate, 'aws-dr', 'us-east-1'));
  });

  afterEach(async () => {
    client.destroy();
    await estate.part.stop();
  });

  const change = (...changes: Change[]) =>
    client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: ZONE_ID,
        ChangeBatch: { Changes: changes },
      }),
    );
  const records = async () =>
    (
      await client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: ZONE_ID }),
      )
    ).ResourceRecordSets!;
  const usersGoTo = () => estate.model.dns!.resolve('mis.example.gov')?.site;
  const address = (Name: string, Value = '10.1.0.4'): ResourceRecordSet => ({
    Name,
    Type: 'A',
    TTL: 60,
    ResourceRecords: [{ Value }],
  });

  it('lists the zone, the same from both regions', async () => {
    const other = new Route53Client(
      clientFor(estate, 'aws-primary', 'us-east-1'),
    );
    const [a, b] = await Promise.all(
      [client, other].map(each => each.send(new ListHostedZonesCommand({}))),
    );
    other.destroy();
    expect(a.HostedZones).toEqual(b.HostedZones);
    expect(a).toMatchObject({ IsTruncated: false, MaxItems: 100 });
    expect(a.HostedZones![0]).toMatchObject({
      Id: `/hostedzone/${ZONE_ID}`,
      Name: 'mis.example.gov.',
      ResourceRecordSetCount: 6,
    });
    const byName = await client.send(
      new ListHostedZonesByNameCommand({ DNSName: 'mis.example.gov' }),
    );
    expect(byName.HostedZones).toHaveLength(1);
    const after = await client.send(
      new ListHostedZonesByNameCommand({ DNSName: 'zzz.example.gov' }),
    );
    expect(after.HostedZones).toHaveLength(0);
    const { HostedZone, DelegationSet } = await client.send(
      new GetHostedZoneCommand({ Id: a.HostedZones![0].Id }),
    );
    expect(HostedZone).toEqual(a.HostedZones![0]);
    expect(DelegationSet!.NameServers).toHaveLength(4);
  });

  it('holds fail-over records made beforehand, with health checks', async () => {
    const apex = (await records()).filter(({ Failover }) => Failover);
    expect(apex.map(it => [it.Name, it.Type, it.Failover])).toEqual([
      ['mis.example.gov.', 'A', 'SECONDARY'],
      ['mis.example.gov.', 'A', 'PRIMARY'],
      ['api.mis.example.gov.', 'CNAME', 'SECONDARY'],
      ['api.mis.example.gov.', 'CNAME', 'PRIMARY'],
    ]);
    expect(apex[1]).toMatchObject({
      SetIdentifier: 'aws-primary',
      HealthCheckId: HEALTH_CHECK_IDS['aws-primary'],
      AliasTarget: { EvaluateTargetHealth: true },
    });
    expect(apex[3].TTL).toBe(60);
  });

  it('pages through records from where the last page ended', async () => {
    const found: ResourceRecordSet[] = [];
    let start: {
      StartRecordName?: string;
      StartRecordType?: ResourceRecordSet['Type'];
      StartRecordIdentifier?: string;
    } = {};
    let pages = 0;
    for (; pages < 10; pages++) {
      const page = await client.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: ZONE_ID,
          MaxItems: 1,
          ...start,
        }),
      );
      found.push(...page.ResourceRecordSets!);
      if (!page.IsTruncated) break;
      start = {
        StartRecordName: page.NextRecordName,
        StartRecordType: page.NextRecordType,
        StartRecordIdentifier: page.NextRecordIdentifier,
      };
    }
    expect(pages).toBe(5);
    expect(found).toEqual(await records());
    await expect(
      client.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: ZONE_ID,
          StartRecordType: 'A',
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('changes what resolvers are told, once the change is in sync', async () => {
    const { ChangeInfo } = await change({
      Action: 'CREATE',
      ResourceRecordSet: address('www.mis.example.gov'),
    });
    expect(ChangeInfo!.Status).toBe('PENDING');
    const done = await eventually(
      () => client.send(new GetChangeCommand({ Id: ChangeInfo!.Id })),
      answer => answer.ChangeInfo!.Status === 'INSYNC',
    );
    expect(done.ChangeInfo!.Id).toContain(ChangeInfo!.Id!.split('/').pop());
    expect(estate.model.dns!.resolve('WWW.mis.example.gov.')).toEqual({
      values: ['10.1.0.4'],
      ttlSeconds: 60,
      setIdentifier: undefined,
    });
    await change({
      Action: 'UPSERT',
      ResourceRecordSet: address('www.mis.example.gov', '10.2.0.4'),
    });
    await eventually(
      () => estate.model.dns!.resolve('www.mis.example.gov')?.values,
      values => values?.[0] === '10.2.0.4',
    );
    await change({
      Action: 'DELETE',
      ResourceRecordSet: address('www.mis.example.gov', '10.2.0.4'),
    });
    await eventually(
      () => estate.model.dns!.resolve('www.mis.example.gov'),
      answer => answer === undefined,
    );
    await expect(
      client.send(new GetChangeCommand({ Id: 'C0000' })),
    ).rejects.toMatchObject({ name: 'NoSuchChange' });
  });

  it.each<[string, Change, RegExp]>([
    [
      'a name outside the zone',
      { Action: 'CREATE', ResourceRecordSet: address('www.example.org') },
      /not permitted in zone mis\.example\.gov\./,
    ],
    [
      'a value that is no address',
      {
        Action: 'CREATE',
        ResourceRecordSet: address('a.mis.example.gov', '10.1.0'),
      },
      /not a valid value/,
    ],
    [
      'the deletion of what is not there',
      { Action: 'DELETE', ResourceRecordSet: address('a.mis.example.gov') },
      /was not found/,
    ],
    [
      'a second PRIMARY',
      {
        Action: 'CREATE',
        ResourceRecordSet: {
          ...address('mis.example.gov'),
          Failover: 'PRIMARY',
          SetIdentifier: 'third',
        },
      },
      /may have only one PRIMARY/,
    ],
    [
      'a simple record beside fail-over records',
      { Action: 'CREATE', ResourceRecordSet: address('mis.example.gov') },
      /different routing policy/,
    ],
    [
      'a policy without a set identifier',
      {
        Action: 'CREATE',
        ResourceRecordSet: { ...address('a.mis.example.gov'), Weight: 1 },
      },
      /SetIdentifier/,
    ],
    [
      'a health check that does not exist',
      {
        Action: 'CREATE',
        ResourceRecordSet: {
          ...address('a.mis.example.gov'),
          HealthCheckId: 'missing',
        },
      },
      /health check missing/,
    ],
    [
      'a CNAME at the apex',
      {
        Action: 'CREATE',
        ResourceRecordSet: {
          Name: 'mis.example.gov',
          Type: 'CNAME',
          TTL: 60,
          ResourceRecords: [{ Value: 'a.example.org' }],
        },
      },
      /not permitted at apex/,
    ],
  ])('refuses %s, and then changes nothing', async (_what, wrong, reason) => {
    const before = await records();
    await expect(
      change(
        { Action: 'CREATE', ResourceRecordSet: address('ok.mis.example.gov') },
        wrong,
      ),
    ).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringMatching(reason),
    });
    expect(await records()).toEqual(before);
  });

  it('moves users to the second site when the first falls ill, and back', async () => {
    expect(usersGoTo()).toBe('aws-primary');
    const changes: string[] = [];
    estate.model.on('change', what => changes.push(what));
    // Away from its load balancer, only the health check can tell.
    const { ChangeInfo } = await change({
      Action: 'UPSERT',
      ResourceRecordSet: (
        await records()
      )
        .filter(it => it.SetIdentifier === 'aws-primary' && it.AliasTarget)
        .map(it => ({
          ...it,
          AliasTarget: { ...it.AliasTarget!, EvaluateTargetHealth: false },
        }))[0],
    });
    await eventually(
      () => client.send(new GetChangeCommand({ Id: ChangeInfo!.Id })),
      answer => answer.ChangeInfo!.Status === 'INSYNC',
    );
    estate.model.endpointsHealthy.set('aws-primary', false);
    await eventually(usersGoTo, site => site === 'aws-dr');
    expect(changes).toContain('dns');
    await eventually(
      async () =>
        (
          await client.send(
            new GetHealthCheckStatusCommand({
              HealthCheckId: HEALTH_CHECK_IDS['aws-primary'],
            }),
          )
        ).HealthCheckObservations!.map(it => it.StatusReport!.Status),
      all =>
        all.length === 3 &&
        all.every(it => it!.startsWith('Failure: HTTP Status Code 503')),
    );
    expect(estate.model.dns!.resolve('api.mis.example.gov')).toMatchObject({
      site: 'aws-dr',
      ttlSeconds: 60,
    });
    estate.model.endpointsHealthy.set('aws-dr', false);
    await eventually(usersGoTo, site => site === 'aws-primary');
    estate.model.endpointsHealthy.set('aws-primary', true);
    estate.model.endpointsHealthy.set('aws-dr', true);
    await eventually(usersGoTo, site => site === 'aws-primary');
  });

  it('evaluates the health of an alias target at once', async () => {
    estate.model.endpointsHealthy.set('aws-primary', false);
    expect(usersGoTo()).toBe('aws-dr');
    estate.model.endpointsHealthy.set('aws-primary', true);
    estate.model.lostSites.add('aws-primary');
    expect(usersGoTo()).toBe('aws-dr');
  });

  it('puts back the records that a drill has changed', async () => {
    const before = await records();
    await change({
      Action: 'DELETE',
      ResourceRecordSet: before.find(it => it.Failover === 'PRIMARY')!,
    });
    await eventually(usersGoTo, site => site === 'aws-dr');
    await estate.part.mend!();
    expect(await records()).toEqual(before);
    await eventually(usersGoTo, site => site === 'aws-primary');
  });

  it('lists health checks with their real interval and threshold, in pages', async () => {
    const first = await client.send(
      new ListHealthChecksCommand({ MaxItems: 1 }),
    );
    expect(first).toMatchObject({ IsTruncated: true, MaxItems: 1 });
    expect(first.HealthChecks![0].HealthCheckConfig).toMatchObject({
      RequestInterval: 10,
      FailureThreshold: 3,
      ResourcePath: '/healthz',
    });
    const second = await client.send(
      new ListHealthChecksCommand({ Marker: first.NextMarker }),
    );
    expect(second.HealthChecks!.map(({ Id }) => Id)).toEqual([
      HEALTH_CHECK_IDS['aws-dr'],
    ]);
    await expect(
      client.send(new GetHealthCheckCommand({ HealthCheckId: 'nope' })),
    ).rejects.toMatchObject({
      name: 'NoSuchHealthCheck',
      $metadata: { httpStatusCode: 404 },
    });
  });

  describe('with an endpoint of its own', () => {
    let server: Server;
    let well = true;

    beforeEach(async () => {
      well = true;
      server = createServer((_request, response) => {
        response.statusCode = well ? 200 : 500;
        response.end();
      });
      await new Promise<void>(resolve => {
        server.listen(0, '127.0.0.1', resolve);
      });
    });

    afterEach(async () => {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    });

    it('really asks the endpoint of a health check that a client creates', async () => {
      const create = new CreateHealthCheckCommand({
        CallerReference: 'one',
        HealthCheckConfig: {
          Type: 'HTTP',
          IPAddress: '127.0.0.1',
          Port: (server.address() as AddressInfo).port,
          ResourcePath: '/',
          RequestInterval: 10,
          FailureThreshold: 2,
        },
      });
      const { HealthCheck, Location } = await client.send(create);
      expect(Location).toContain(HealthCheck!.Id);
      const reports = async () =>
        (
          await client.send(
            new GetHealthCheckStatusCommand({ HealthCheckId: HealthCheck!.Id }),
          )
        ).HealthCheckObservations!.map(it => it.StatusReport!.Status);
      await eventually(
        reports,
        all =>
          all.length === 3 &&
          all.every(it => it === 'Success: HTTP Status Code 200, OK'),
      );
      well = false;
      await eventually(reports, all =>
        all.every(it => it!.startsWith('Failure: HTTP Status Code 500')),
      );
      await expect(client.send(create)).rejects.toMatchObject({
        name: 'HealthCheckAlreadyExists',
      });
    });

    it('follows the application of a site, where it has one', async () => {
      estate.model.applicationUrls.set(
        'aws-dr',
        `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      );
      estate.model.endpointsHealthy.set('aws-dr', true);
      well = false;
      const seen = await eventually(
        async () =>
          (
            await client.send(
              new GetHealthCheckStatusCommand({
                HealthCheckId: HEALTH_CHECK_IDS['aws-dr'],
              }),
            )
          ).HealthCheckObservations!.map(it => it.StatusReport!.Status),
        all =>
          all.length === 3 &&
          all.every(it => it!.startsWith('Failure: HTTP Status Code 500')),
      );
      expect(seen).toHaveLength(3);
      // The model says well, the application itself says ill: the latter is believed.
      expect(estate.model.endpointsHealthy.get('aws-dr')).toBe(true);
    });
  });

  it('refuses health checks that it could not carry out', async () => {
    await expect(
      client.send(
        new CreateHealthCheckCommand({
          CallerReference: 'two',
          HealthCheckConfig: { Type: 'HTTP', RequestInterval: 10 },
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
