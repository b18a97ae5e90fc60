import { ConfigReader } from '@backstage/config';
import type { JsonObject, JsonValue } from '@backstage/types';
import {
  ECRClient,
  CreateRepositoryCommand,
  PutImageCommand,
  PutReplicationConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { askOnce } from '@twinshore/plugin-dr-status-node/testUtils';
import { ecr } from '../ecr';
import { iam } from '../iam';
import { kms } from '../kms';
import { secretsmanager } from '../secretsmanager';
import { awsSettings } from '../testing/awsSettings';
import { describeWithMoto } from '../testing/moto';
import { xray } from '../xray';
import type { AwsService } from './services';

jest.setTimeout(90_000);

const HERE = 'eu-central-1';
const THERE = 'eu-west-1';

describeWithMoto('keys, secrets, roles and images against moto', moto => {
  const read = async (
    service: AwsService,
    region: string,
    item: JsonObject,
  ): Promise<JsonValue> => {
    const source = service.create(
      awsSettings({ url: moto.endpoint() }, { region, timeoutSeconds: 20 }),
      new ConfigReader(item),
    );
    try {
      const [{ value }] = await askOnce(source);
      return value;
    } finally {
      await source.close?.();
    }
  };

  it('reads a multi-Region key with its replica, and keys that cannot be used', async () => {
    const here = moto.client(KMSClient, HERE);
    const there = moto.client(KMSClient, THERE);
    const make = async (name: string, MultiRegion = false) => {
      const { KeyMetadata } = await here.send(
        new CreateKeyCommand({ MultiRegion }),
      );
      const TargetKeyId = KeyMetadata!.KeyId!;
      await here.send(
        new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId }),
      );
      return TargetKeyId;
    };
    const data = await make('data', true);
    await here.send(new EnableKeyRotationCommand({ KeyId: data }));
    await here.send(
      new ReplicateKeyCommand({ KeyId: data, ReplicaRegion: THERE }),
    );
    const off = await make('off');
    await here.send(new DisableKeyCommand({ KeyId: off }));
    const going = await make('going');
    await here.send(new ScheduleKeyDeletionCommand({ KeyId: going }));
    here.destroy();
    there.destroy();

    expect(
      await read(kms, HERE, {
        keys: ['alias/data', 'alias/off', 'alias/going', 'alias/none'],
      }),
    ).toMatchObject({
      keys: [
        {
          id: data,
          state: 'Enabled',
          multiRegion: 'PRIMARY',
          replicaRegions: [THERE],
          rotation: { enabled: true },
        },
        { state: 'Disabled', rotation: { enabled: false } },
        { state: 'PendingDeletion', deletionDate: expect.any(String) },
        { name: 'alias/none', missing: true },
      ],
    });
    expect(await read(kms, THERE, { keys: [data] })).toMatchObject({
      keys: [{ id: data, state: 'Enabled', multiRegion: 'REPLICA' }],
    });
  });

  it('reads secrets with their copies, and one that is marked for deletion', async () => {
    const client = moto.client(SecretsManagerClient, HERE);
    for (const Name of ['shop/db', 'shop/old', 'other']) {
      await client.send(
        new CreateSecretCommand({
          Name,
          SecretString: 'nobody asks for it',
          ...(Name === 'shop/db' && {
            AddReplicaRegions: [{ Region: THERE }],
          }),
        }),
      );
    }
    await client.send(new DeleteSecretCommand({ SecretId: 'shop/old' }));
    client.destroy();

    expect(await read(secretsmanager, HERE, { prefix: 'shop/' })).toEqual({
      region: HERE,
      secrets: expect.arrayContaining([
        expect.objectContaining({
          name: 'shop/db',
          replication: [
            {
              region: THERE,
              status: 'InSync',
              message: 'Replication succeeded',
            },
          ],
          deletedAt: null,
        }),
        expect.objectContaining({
          name: 'shop/old',
          deletedAt: expect.any(String),
        }),
      ]),
    });
    expect(await read(secretsmanager, THERE, {})).toMatchObject({
      secrets: [{ name: 'shop/db', primaryRegion: HERE, replication: [] }],
    });
  });

  it('reads whom a role trusts, and the issuer of a cluster', async () => {
    const eks = moto.client(EKSClient, THERE);
    const { cluster } = await eks.send(
      new CreateClusterCommand({
        name: 'shop',
        roleArn: 'arn:aws:iam::123456789012:role/cluster',
        resourcesVpcConfig: {},
      }),
    );
    eks.destroy();
    const issuer = cluster!.identity!.oidc!.issuer!;
    const host = issuer.replace('https://', '');
    const client = moto.client(IAMClient, 'us-east-1');
    await client.send(
      new CreateOpenIDConnectProviderCommand({
        Url: issuer,
        ThumbprintList: ['0'.repeat(40)],
        ClientIDList: ['sts.amazonaws.com'],
      }),
    );
    await client.send(
      new CreateRoleCommand({
        RoleName: 'shop-api',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: {
                Federated: `arn:aws:iam::123456789012:oidc-provider/${host}`,
              },
              Action: 'sts:AssumeRoleWithWebIdentity',
              Condition: {
                StringLike: {
                  [`${host}:sub`]: 'system:serviceaccount:shop:*',
                },
              },
            },
          ],
        }),
      }),
    );
    client.destroy();

    expect(
      await read(iam, THERE, {
        cluster: 'shop',
        roles: [{ name: 'shop-api' }, { name: 'none' }],
      }),
    ).toMatchObject({
      issuer: host,
      registered: true,
      roles: [
        {
          name: 'shop-api',
          missing: false,
          trust: [
            {
              issuer: host,
              subjects: ['system:serviceaccount:shop:*'],
              audiences: [],
            },
          ],
          notUnderstood: null,
        },
        { name: 'none', missing: true },
      ],
    });
    await expect(
      read(iam, HERE, { cluster: 'shop', roles: [{ name: 'shop-api' }] }),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: `EKS in ${HERE} has no cluster called shop.`,
    });
  });

  it('reads the images and the rules of a registry', async () => {
    const here = moto.client(ECRClient, HERE);
    const there = moto.client(ECRClient, THERE);
    for (const client of [here, there]) {
      await client.send(
        new CreateRepositoryCommand({ repositoryName: 'shop/api' }),
      );
    }
    await there.send(
      new PutImageCommand({
        repositoryName: 'shop/api',
        imageTag: '1.0',
        imageManifest: JSON.stringify({
          schemaVersion: 2,
          mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
          config: { digest: `sha256:${'1'.repeat(64)}`, size: 1 },
          layers: [],
        }),
      }),
    );
    await here.send(
      new PutReplicationConfigurationCommand({
        replicationConfiguration: {
          rules: [
            {
              destinations: [{ region: THERE, registryId: '123456789012' }],
              repositoryFilters: [
                { filter: 'shop/', filterType: 'PREFIX_MATCH' },
              ],
            },
          ],
        },
      }),
    );
    here.destroy();
    there.destroy();

    expect(
      await read(ecr, HERE, { repositories: ['shop/api', 'none'] }),
    ).toMatchObject({
      registryId: '123456789012',
      rules: [{ regions: [THERE], prefixes: ['shop/'] }],
      repositories: [
        { name: 'shop/api', missing: false, images: [], more: false },
        { name: 'none', missing: true },
      ],
    });
    // moto has no status of replications: it is not asked for without a rule.
    expect(
      await read(ecr, THERE, { repositories: ['shop/api'] }),
    ).toMatchObject({
      rules: [],
      repositories: [
        {
          images: [
            {
              digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
              tags: ['1.0'],
              replication: null,
            },
          ],
        },
      ],
    });
  });

  it('reads a service graph without services', async () => {
    expect(await read(xray, THERE, {})).toMatchObject({ services: [] });
  });
});
