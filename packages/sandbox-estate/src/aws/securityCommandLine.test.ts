import { awsCommand, describeWithAws } from './awsCommand';
import type { AwsSite } from './sites';
import { startTestEstate, type TestEstate } from './testEstate';

// It starts an interpreter for each call.
jest.setTimeout(60_000);

describeWithAws(
  'the aws command line asks for keys, secrets, roles, images and traces',
  () => {
    let estate: TestEstate;
    let answered = 0;

    beforeAll(async () => {
      estate = await startTestEstate({}, model => {
        model.traffic.set('aws-dr', () => ({
          requests: answered,
          faults: answered / 4,
          errors: 0,
          seconds: 0.4,
        }));
      });
    });

    afterAll(async () => {
      await estate.part.stop();
    });

    const aws = (site: AwsSite, command: string, region?: string) =>
      awsCommand(estate, site, command.split(' '), { region });

    it('reads KMS', async () => {
      const { KeyMetadata } = await aws(
        'aws-dr',
        'kms describe-key --key-id alias/mis-secrets',
      );
      expect(KeyMetadata).toMatchObject({
        KeyState: 'Enabled',
        MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA' },
      });
      expect(
        await aws(
          'aws-dr',
          `kms get-key-rotation-status --key-id ${KeyMetadata.KeyId}`,
        ),
      ).toMatchObject({ KeyRotationEnabled: true });
      expect(
        await aws('aws-dr', 'kms describe-custom-key-stores'),
      ).toMatchObject({ CustomKeyStores: [] });
      const { Aliases } = await aws('aws-dr', 'kms list-aliases --page-size 2');
      expect(Aliases).toHaveLength(3);
      await expect(
        aws('aws-dr', 'kms describe-key --key-id alias/none'),
      ).rejects.toThrow(/\(NotFoundException\).*alias\/none/s);
    });

    it('reads Secrets Manager', async () => {
      const { SecretList } = await aws(
        'aws-primary',
        'secretsmanager list-secrets --include-planned-deletion --filters Key=name,Values=mis/ --page-size 2',
      );
      expect(SecretList).toHaveLength(4);
      expect(
        await aws(
          'aws-primary',
          `secretsmanager describe-secret --secret-id ${SecretList[1].ARN}`,
        ),
      ).toMatchObject({
        Name: 'mis/database',
        RotationEnabled: true,
        ReplicationStatus: [{ Region: 'eu-west-1', Status: 'InSync' }],
      });
      await expect(
        aws(
          'aws-primary',
          'secretsmanager get-secret-value --secret-id mis/database',
        ),
      ).rejects.toThrow(/does not serve/);
    });

    it('reads IAM', async () => {
      const { Role } = await aws(
        'aws-dr',
        'iam get-role --role-name mis-fastapi-backend',
        'us-east-1',
      );
      // The command line takes the URL encoding off.
      expect(Role.AssumeRolePolicyDocument.Statement).toHaveLength(2);
      const { OpenIDConnectProviderList } = await aws(
        'aws-dr',
        'iam list-open-id-connect-providers',
        'us-east-1',
      );
      expect(OpenIDConnectProviderList).toHaveLength(2);
      const { Roles } = await aws(
        'aws-dr',
        'iam list-roles --page-size 1',
        'us-east-1',
      );
      expect(Roles).toHaveLength(2);
      await expect(
        aws('aws-dr', 'iam get-role --role-name none', 'us-east-1'),
      ).rejects.toThrow(/\(NoSuchEntity\)/);
    });

    it('reads ECR', async () => {
      const registry = await aws('aws-primary', 'ecr describe-registry');
      expect(registry.replicationConfiguration.rules).toMatchObject([
        { destinations: [{ region: 'eu-west-1' }] },
      ]);
      const { repositories } = await aws(
        'aws-primary',
        'ecr describe-repositories --page-size 2',
      );
      expect(repositories.length).toBeGreaterThan(4);
      const { imageDetails } = await aws(
        'aws-dr',
        'ecr describe-images --repository-name mis/react-spa --filter tagStatus=TAGGED',
      );
      expect(imageDetails).toMatchObject([
        { imageScanStatus: { status: 'COMPLETE' } },
      ]);
      expect(
        await aws(
          'aws-primary',
          `ecr describe-image-replication-status --repository-name mis/react-spa --image-id imageDigest=${imageDetails[0].imageDigest}`,
        ),
      ).toMatchObject({ replicationStatuses: [{ status: 'COMPLETE' }] });
    });

    it('reads X-Ray', async () => {
      answered = 4;
      const seconds = Math.floor(Date.now() / 1000) + 1;
      const { Services } = await aws(
        'aws-dr',
        `xray get-service-graph --start-time ${
          seconds - 300
        } --end-time ${seconds}`,
      );
      expect(Services[1]).toMatchObject({
        Name: 'fastapi-backend',
        SummaryStatistics: {
          TotalCount: 4,
          FaultStatistics: { TotalCount: 1 },
        },
      });
    });
  },
);
