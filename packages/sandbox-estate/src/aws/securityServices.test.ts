import {
  DescribeImageReplicationStatusCommand,
  DescribeImagesCommand,
  DescribeRegistryCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import {
  GetRoleCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  DescribeSecretCommand,
  ListSecretsCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetServiceGraphCommand, XRayClient } from '@aws-sdk/client-xray';
import { imageDigest } from '../kubernetes/imageDigest';
import { misWorkloads } from '../kubernetes/seed/workloads';
import type { TrafficCount } from '../model';
import type { AwsSite } from './sites';
import { clientFor, startTestEstate, type TestEstate } from './testEstate';

describe('keys, secrets, identities, images and traces of the sandbox', () => {
  let estate: TestEstate;
  let now: number;
  const traffic: TrafficCount = {
    requests: 0,
    faults: 0,
    errors: 0,
    seconds: 0,
  };

  beforeAll(async () => {
    // Whole seconds: that is what the JSON protocols keep of a time.
    now = Math.floor(Date.now() / 1000) * 1000;
    estate = await startTestEstate({ clock: { now: () => now } }, model => {
      model.traffic.set('aws-dr', () => traffic);
    });
  });

  afterAll(async () => {
    await estate.part.stop();
  });

  const on = <T>(
    Client: new (settings: ReturnType<typeof clientFor>) => T,
    site: AwsSite,
    region?: string,
  ) => new Client(clientFor(estate, site, region));
  /** Injects a fault, and gives what an interface says with it and after it. */
  const around = async <T>(
    fault: string,
    target: string | undefined,
    ask: () => Promise<T>,
  ) => {
    const clear = await estate.inject(fault, target);
    const during = await ask();
    await clear();
    return { during, after: await ask() };
  };

  describe('KMS', () => {
    const ALIAS = 'alias/mis-database';
    const key = async (site: AwsSite, KeyId: string = ALIAS) =>
      (await on(KMSClient, site).send(new DescribeKeyCommand({ KeyId })))
        .KeyMetadata!;

    it('has one key of several regions under one id', async () => {
      const primary = await key('aws-primary');
      const replica = await key('aws-dr');
      expect(primary).toMatchObject({
        KeyId: expect.stringMatching(/^mrk-[0-9a-f]{32}$/),
        KeyState: 'Enabled',
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'PRIMARY',
          ReplicaKeys: [{ Region: 'eu-west-1' }],
        },
      });
      expect(replica).toMatchObject({
        KeyId: primary.KeyId,
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'REPLICA',
          PrimaryKey: { Region: 'eu-central-1' },
        },
      });
      expect(replica.Arn).not.toBe(primary.Arn);
      expect(await key('aws-dr', replica.Arn)).toEqual(replica);
    });

    it('says in its own words that a key is not there', async () => {
      await expect(key('aws-dr', 'alias/none')).rejects.toMatchObject({
        name: 'NotFoundException',
        message: expect.stringContaining('alias/none is not found'),
      });
    });

    it('disables and deletes a key in one region alone', async () => {
      const state = async () => [
        (await key('aws-primary')).KeyState,
        (await key('aws-dr')).KeyState,
      ];
      expect(await around('disable-kms-key', `aws-dr/${ALIAS}`, state)).toEqual(
        {
          during: ['Enabled', 'Disabled'],
          after: ['Enabled', 'Enabled'],
        },
      );
      const { during } = await around('delete-kms-key', `aws-dr/${ALIAS}`, () =>
        key('aws-dr'),
      );
      expect(during).toMatchObject({
        KeyState: 'PendingDeletion',
        Enabled: false,
        DeletionDate: new Date(now + 30 * 86_400_000),
      });
    });

    it('stops the rotation in both', async () => {
      const rotated = async () =>
        Promise.all(
          (['aws-primary', 'aws-dr'] as const).map(
            async site =>
              (
                await on(KMSClient, site).send(
                  new GetKeyRotationStatusCommand({ KeyId: ALIAS }),
                )
              ).KeyRotationEnabled,
          ),
        );
      expect(await around('stop-kms-rotation', ALIAS, rotated)).toEqual({
        during: [false, false],
        after: [true, true],
      });
    });
  });

  describe('Secrets Manager', () => {
    const NAME = 'mis/database';
    const describeSecret = (site: AwsSite = 'aws-primary') =>
      on(SecretsManagerClient, site).send(
        new DescribeSecretCommand({ SecretId: NAME }),
      );
    const status = async () =>
      (await describeSecret()).ReplicationStatus![0].Status;

    it('copies a new version over the link, late or not at all', async () => {
      const link = estate.model.links.get('inter-region')!;
      const primary = on(SecretsManagerClient, 'aws-primary');
      const rotate = new RotateSecretCommand({ SecretId: NAME });
      link.up = false;
      // What was copied before is there all the same.
      expect(await status()).toBe('InSync');
      now += 1000;
      await primary.send(rotate);
      expect(await status()).toBe('InProgress');
      expect((await describeSecret()).LastRotatedDate).toEqual(new Date(now));
      expect((await describeSecret('aws-dr')).LastChangedDate).not.toEqual(
        new Date(now),
      );
      now += 60_000;
      expect((await describeSecret()).ReplicationStatus).toEqual([
        {
          Region: 'eu-west-1',
          Status: 'Failed',
          StatusMessage: expect.stringContaining('did not answer'),
        },
      ]);
      link.up = true;
      expect(await status()).toBe('InSync');
      await expect(
        on(SecretsManagerClient, 'aws-dr').send(rotate),
      ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('fails to copy a version that the key in DR refuses', async () => {
      const clear = await estate.inject(
        'disable-kms-key',
        'aws-dr/alias/mis-secrets',
      );
      expect(await status()).toBe('InSync');
      now += 1000;
      await on(SecretsManagerClient, 'aws-primary').send(
        new RotateSecretCommand({ SecretId: NAME }),
      );
      expect((await describeSecret()).ReplicationStatus).toMatchObject([
        { Status: 'Failed', StatusMessage: expect.stringContaining('KMS key') },
      ]);
      await clear();
      expect(await status()).toBe('InSync');
    });

    it('lists them in pages, in both regions, as copies of one', async () => {
      const dr = on(SecretsManagerClient, 'aws-dr');
      const first = await dr.send(new ListSecretsCommand({ MaxResults: 3 }));
      const rest = await dr.send(
        new ListSecretsCommand({ NextToken: first.NextToken }),
      );
      const all = [...first.SecretList!, ...rest.SecretList!];
      expect(all.map(({ Name }) => Name)).toEqual([
        'mis/cache-auth',
        NAME,
        'mis/partner-api',
        'mis/session-key',
      ]);
      expect(all.every(each => each.PrimaryRegion === 'eu-central-1')).toBe(
        true,
      );
      expect((await describeSecret('aws-dr')).ReplicationStatus).toBe(
        undefined,
      );
      const filtered = await dr.send(
        new ListSecretsCommand({
          Filters: [{ Key: 'name', Values: ['mis/s'] }],
        }),
      );
      expect(filtered.SecretList).toHaveLength(1);
    });

    it('fails, delays and deletes', async () => {
      expect(
        await around('fail-secret-replication', NAME, status),
      ).toMatchObject({ during: 'Failed', after: 'InSync' });
      const due = async () =>
        (await describeSecret()).NextRotationDate!.getTime() > now;
      expect(await around('delay-secret-rotation', NAME, due)).toEqual({
        during: false,
        after: true,
      });
      const count = async () =>
        (
          await on(SecretsManagerClient, 'aws-dr').send(
            new ListSecretsCommand({}),
          )
        ).SecretList!.length;
      expect(await around('delete-secret', NAME, count)).toEqual({
        during: 3,
        after: 4,
      });
    });
  });

  describe('IAM', () => {
    const ROLE = 'mis-fastapi-backend';
    const iam = () => on(IAMClient, 'aws-dr', 'us-east-1');
    const policy = async () =>
      JSON.parse(
        decodeURIComponent(
          (await iam().send(new GetRoleCommand({ RoleName: ROLE }))).Role!
            .AssumeRolePolicyDocument!,
        ),
      );
    const providers = async () =>
      (
        await iam().send(new ListOpenIDConnectProvidersCommand({}))
      ).OpenIDConnectProviderList!.map(({ Arn }) => Arn!);

    it('has roles that trust the issuers of both clusters, which it knows', async () => {
      const { Statement } = await policy();
      expect(Statement.map((each: any) => each.Principal.Federated)).toEqual(
        await providers(),
      );
      expect(await providers()).toEqual([
        expect.stringContaining('oidc.eks.eu-central-1.amazonaws.com/id/'),
        expect.stringContaining('oidc.eks.eu-west-1.amazonaws.com/id/'),
      ]);
      expect(JSON.stringify(Statement[1].Condition.StringEquals)).toContain(
        'system:serviceaccount:mis:fastapi-backend',
      );
    });

    it('loses trust, narrowness and a provider', async () => {
      const dropped = await around('drop-role-trust', ROLE, policy);
      expect(dropped.during.Statement).toHaveLength(1);
      expect(dropped.after.Statement).toHaveLength(2);
      const widened = await around('widen-role-trust', ROLE, policy);
      expect(JSON.stringify(widened.during)).toContain(
        'system:serviceaccount:mis:*',
      );
      expect(JSON.stringify(widened.after)).not.toContain('*');
      const removed = await around('remove-oidc-provider', 'aws-dr', providers);
      expect(removed.during).toHaveLength(1);
      expect(removed.after).toHaveLength(2);
    });

    it('says in its own words that a role is not there', async () => {
      await expect(
        iam().send(new GetRoleCommand({ RoleName: 'none' })),
      ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    });
  });

  describe('ECR', () => {
    const REPOSITORY = 'mis/fastapi-backend';
    const images = async (site: AwsSite) =>
      (
        await on(ECRClient, site).send(
          new DescribeImagesCommand({ repositoryName: REPOSITORY }),
        )
      ).imageDetails!;
    const copies = async () => {
      const [{ imageDigest: digest }] = await images('aws-primary');
      const { replicationStatuses } = await on(ECRClient, 'aws-primary').send(
        new DescribeImageReplicationStatusCommand({
          repositoryName: REPOSITORY,
          imageId: { imageDigest: digest },
        }),
      );
      const there = await images('aws-dr');
      return [replicationStatuses![0].status, there.length];
    };

    it('has in both regions what the clusters run, by the same digest', async () => {
      const running = misWorkloads('aws-primary').find(
        ({ name }) => name === 'fastapi-backend',
      )!;
      for (const site of ['aws-primary', 'aws-dr'] as const) {
        expect(await images(site)).toEqual([
          expect.objectContaining({
            imageDigest: imageDigest(running.image),
            imageTags: [running.image.split(':')[1]],
          }),
        ]);
      }
    });

    it('has images that are missing, late and refused', async () => {
      expect(await around('lose-image', REPOSITORY, copies)).toEqual({
        during: ['COMPLETE', 0],
        after: ['COMPLETE', 1],
      });
      expect(
        (await around('delay-image-replication', REPOSITORY, copies)).during,
      ).toEqual(['IN_PROGRESS', 0]);
      expect(
        (await around('fail-image-replication', REPOSITORY, copies)).during,
      ).toEqual(['FAILED', 0]);
    });

    it('finds something critical, and loses its rule', async () => {
      const critical = async () =>
        (await images('aws-dr'))[0].imageScanFindingsSummary!
          .findingSeverityCounts!.CRITICAL;
      expect(await around('find-vulnerability', REPOSITORY, critical)).toEqual({
        during: 1,
        after: undefined,
      });
      const rules = async () =>
        (
          await on(ECRClient, 'aws-primary').send(
            new DescribeRegistryCommand({}),
          )
        ).replicationConfiguration!.rules!.length;
      expect(await around('stop-image-replication', undefined, rules)).toEqual({
        during: 0,
        after: 1,
      });
    });

    it('says in its own words that a repository is not there', async () => {
      await expect(
        on(ECRClient, 'aws-dr').send(
          new DescribeImagesCommand({ repositoryName: 'none' }),
        ),
      ).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
    });
  });

  describe('X-Ray', () => {
    const graph = async (site: AwsSite = 'aws-dr') =>
      (
        await on(XRayClient, site).send(
          new GetServiceGraphCommand({
            StartTime: new Date(now - 300_000),
            EndTime: new Date(now),
          }),
        )
      ).Services!;
    const backend = async () =>
      (await graph()).find(({ Type }) => Type !== 'client')?.SummaryStatistics;

    it('counts what the application really answered in the time', async () => {
      expect(await graph('aws-primary')).toEqual([]);
      Object.assign(traffic, { requests: 10, faults: 2, errors: 1 });
      expect(await backend()).toMatchObject({
        TotalCount: 10,
        OkCount: 7,
        FaultStatistics: { TotalCount: 2 },
        ErrorStatistics: { TotalCount: 1 },
      });
      const stopped = await around('stop-tracing', 'aws-dr', graph);
      expect(stopped.during).toEqual([]);
      expect(stopped.after).toHaveLength(2);
    });

    it('refuses a time that is too long, as it does', async () => {
      await expect(
        on(XRayClient, 'aws-dr').send(
          new GetServiceGraphCommand({
            StartTime: new Date(now - 7 * 3600_000),
            EndTime: new Date(now),
          }),
        ),
      ).rejects.toMatchObject({ name: 'InvalidRequestException' });
    });
  });
});
