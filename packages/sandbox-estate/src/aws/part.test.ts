import {
  CloudWatchClient,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  ListHostedZonesCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientFor, startTestEstate, type TestEstate } from './testEstate';

describe('the AWS endpoints of the sandbox', () => {
  let estate: TestEstate;

  beforeEach(async () => {
    estate = await startTestEstate();
  });

  afterEach(async () => {
    await estate.part.stop();
  });

  type Settings = ReturnType<typeof clientFor>;
  const settings = (
    site: 'aws-primary' | 'aws-dr' = 'aws-dr',
    region?: string,
  ) => clientFor(estate, site, region);
  const rds = (given: Settings = settings(), patienceMs = 5000) =>
    new RDSClient(given).send(new DescribeDBInstancesCommand({}), {
      abortSignal: AbortSignal.timeout(patienceMs),
    });
  const route53 = (given: Settings = settings('aws-dr', 'us-east-1')) =>
    new Route53Client(given).send(new ListHostedZonesCommand({}));
  const cloudwatch = (given: Settings = settings()) =>
    new CloudWatchClient(given).send(new ListMetricsCommand({}));
  const sts = (given: Settings = settings()) =>
    new STSClient(given).send(new GetCallerIdentityCommand({}));

  it('describes itself as estate.json wants it, on loopback', () => {
    expect(estate.part.describe()).toEqual({
      aws: {
        'aws-primary': {
          region: 'eu-central-1',
          endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
          accountId: expect.stringMatching(/^\d{12}$/),
          repositories: expect.arrayContaining(['mis/fastapi-backend']),
          accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
          secretAccessKey: expect.any(String),
        },
        'aws-dr': expect.objectContaining({ region: 'eu-west-1' }),
      },
    });
  });

  it('says who calls', async () => {
    const { accountId } = estate.aws['aws-dr'];
    expect(await sts()).toMatchObject({
      Account: accountId,
      Arn: `arn:aws:iam::${accountId}:user/twinshore-portal`,
      $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  describe('signatures', () => {
    const wrongSecret = (given: Settings): Settings => ({
      ...given,
      credentials: { ...given.credentials, secretAccessKey: 'guess' },
    });
    const unknownKey = (given: Settings): Settings => ({
      ...given,
      credentials: { ...given.credentials, accessKeyId: 'AKIANOBODY' },
    });

    it('refuses a wrong secret in every protocol', async () => {
      const refused = {
        name: 'SignatureDoesNotMatch',
        $metadata: { httpStatusCode: 403 },
      };
      await expect(rds(wrongSecret(settings()))).rejects.toMatchObject(refused);
      await expect(
        route53(wrongSecret(settings('aws-dr', 'us-east-1'))),
      ).rejects.toMatchObject(refused);
      await expect(cloudwatch(wrongSecret(settings()))).rejects.toMatchObject(
        refused,
      );
      await expect(sts(wrongSecret(settings()))).rejects.toMatchObject(refused);
    });

    it('refuses an unknown key', async () => {
      const refused = {
        name: 'InvalidClientTokenId',
        $metadata: { httpStatusCode: 403 },
      };
      await expect(rds(unknownKey(settings()))).rejects.toMatchObject(refused);
      await expect(cloudwatch(unknownKey(settings()))).rejects.toMatchObject(
        refused,
      );
    });

    it('refuses the scope of another region, and takes the global one where it belongs', async () => {
      await expect(
        rds(settings('aws-dr', 'eu-central-1')),
      ).rejects.toMatchObject({
        name: 'SignatureDoesNotMatch',
        message: expect.stringContaining("not 'eu-central-1'"),
      });
      await expect(rds(settings('aws-dr', 'us-east-1'))).rejects.toMatchObject({
        name: 'SignatureDoesNotMatch',
      });
      await expect(route53(settings('aws-dr'))).rejects.toMatchObject({
        name: 'SignatureDoesNotMatch',
      });
      await expect(
        cloudwatch(settings('aws-dr', 'us-east-1')),
      ).resolves.toBeDefined();
    });

    it('refuses a signature made long ago', async () => {
      const client = new RDSClient({
        ...settings(),
        systemClockOffset: -20 * 60_000,
      });
      await expect(
        client.send(new DescribeDBInstancesCommand({})),
      ).rejects.toMatchObject({
        name: 'SignatureDoesNotMatch',
        message: expect.stringContaining('Signature expired'),
      });
    });

    it('refuses what is not signed at all, or altered after signing', async () => {
      const { endpoint } = settings();
      const unsigned = await fetch(endpoint, {
        method: 'POST',
        body: new URLSearchParams({ Action: 'DescribeDBInstances' }),
      });
      expect(unsigned.status).toBe(403);
      expect(await unsigned.text()).toContain(
        '<Code>MissingAuthenticationToken</Code>',
      );
      const client = new RDSClient(settings());
      client.middlewareStack.add(
        next => args => {
          const request = args.request as { body: string };
          request.body = request.body.replace('2014', '2015');
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      await expect(
        client.send(new DescribeEventsCommand({})),
      ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    });

    it('refuses a body that is too large', async () => {
      const reply = await fetch(settings().endpoint, {
        method: 'POST',
        body: 'x'.repeat(1024 * 1024 + 1),
      });
      expect(reply.status).toBe(413);
    });
  });

  describe('faults', () => {
    const refused = /ECONNREFUSED/;

    it('need a site that is a region of AWS', async () => {
      const ofEndpoints = estate.part.faults.filter(({ id }) =>
        /^(aws-.*|stale-metrics)$/.test(id),
      );
      expect(ofEndpoints).toHaveLength(7);
      for (const fault of ofEndpoints) {
        expect(fault.targets()).toEqual(['aws-primary', 'aws-dr']);
        await expect(fault.inject('on-prem')).rejects.toThrow(
          /needs one of aws-primary, aws-dr; got on-prem/,
        );
      }
    });

    it('aws-access-denied denies all but the question who one is', async () => {
      const clear = await estate.inject('aws-access-denied', 'aws-dr');
      const denied = {
        name: 'AccessDenied',
        $metadata: { httpStatusCode: 403 },
      };
      await expect(rds()).rejects.toMatchObject({
        ...denied,
        message: expect.stringContaining('rds:DescribeDBInstances'),
      });
      await expect(cloudwatch()).rejects.toMatchObject(denied);
      await expect(route53()).rejects.toMatchObject(denied);
      await expect(sts()).resolves.toBeDefined();
      await expect(rds(settings('aws-primary'))).resolves.toBeDefined();
      await clear();
      await expect(rds()).resolves.toBeDefined();
    });

    it('aws-throttle refuses as throttled', async () => {
      const clear = await estate.inject('aws-throttle', 'aws-dr');
      for (const call of [rds, cloudwatch, route53]) {
        await expect(call()).rejects.toMatchObject({
          name: 'Throttling',
          message: 'Rate exceeded',
        });
      }
      await clear();
      await expect(cloudwatch()).resolves.toBeDefined();
    });

    it('aws-hang never answers, and lets go when it is cleared', async () => {
      const clear = await estate.inject('aws-hang', 'aws-dr');
      await expect(rds(settings(), 200)).rejects.toMatchObject({
        name: 'AbortError',
      });
      const waiting = rds().catch(error => error);
      await clear();
      // Either it came too late to be left hanging, or its connection is cut.
      await waiting;
      await expect(rds()).resolves.toBeDefined();
    });

    it('aws-refuse closes the port and opens the same one again', async () => {
      const { endpoint } = settings();
      const clear = await estate.inject('aws-refuse', 'aws-dr');
      await expect(rds()).rejects.toThrow(refused);
      await expect(
        route53(settings('aws-primary', 'us-east-1')),
      ).resolves.toBeDefined();
      await clear();
      await expect(rds()).resolves.toBeDefined();
      expect(settings().endpoint).toBe(endpoint);
    });

    it('aws-garbage answers what nobody can read', async () => {
      const clear = await estate.inject('aws-garbage', 'aws-dr');
      for (const call of [rds, cloudwatch, route53]) {
        const outcome = await call().then(
          ({ $metadata: _metadata, ...rest }) => rest,
          (error: Error) => error,
        );
        // Nothing that could be taken for the estate comes through.
        expect(JSON.stringify(outcome)).not.toMatch(/rds-replica|mis\.example/);
      }
      await clear();
      await expect(rds()).resolves.toBeDefined();
    });

    it('aws-wrong-credentials refuses the key of the site, and only that', async () => {
      const clear = await estate.inject('aws-wrong-credentials', 'aws-dr');
      await expect(rds()).rejects.toMatchObject({
        name: 'SignatureDoesNotMatch',
      });
      await expect(rds(settings('aws-primary'))).resolves.toBeDefined();
      await clear();
      await expect(rds()).resolves.toBeDefined();
    });

    it('a fault that is injected twice lasts until both are cleared', async () => {
      const first = await estate.inject('aws-throttle', 'aws-dr');
      const second = await estate.inject('aws-throttle', 'aws-dr');
      await first();
      await expect(rds()).rejects.toMatchObject({ name: 'Throttling' });
      await second();
      await expect(rds()).resolves.toBeDefined();
    });

    it('a lost region refuses while Route 53 is answered from the other', async () => {
      await estate.model.setSiteLost('aws-primary', true);
      await expect(rds(settings('aws-primary'))).rejects.toThrow(refused);
      await expect(route53()).resolves.toBeDefined();
      const clear = await estate.inject('aws-refuse', 'aws-primary');
      await estate.model.setSiteLost('aws-primary', false);
      await expect(rds(settings('aws-primary'))).rejects.toThrow(refused);
      await clear();
      await expect(rds(settings('aws-primary'))).resolves.toBeDefined();
      await estate.model.setSiteLost('on-prem', true);
      await expect(rds(settings('aws-primary'))).resolves.toBeDefined();
    });
  });
});
