import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { secretsmanager } from './index';
import { SECRETS } from './signals';

testMisbehaviour(
  'Secrets Manager',
  at => secretsmanager.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const at = (text: string) => Date.parse(text) / 1000;

describe('SecretsManagerSource', () => {
  it('reads all pages, copies of originals, and when rotation is due', async () => {
    const { observations, operations } = await askAgainst(
      secretsmanager,
      { prefix: 'shop/' },
      {
        ListSecrets: ({ NextToken, Filters, IncludePlannedDeletion }) => {
          expect(Filters).toEqual([{ Key: 'name', Values: ['shop/'] }]);
          expect(IncludePlannedDeletion).toBe(true);
          return NextToken
            ? {
                SecretList: [
                  {
                    Name: 'shop/copy',
                    PrimaryRegion: 'eu-central-1',
                    DeletedDate: at('2026-11-20T08:00:00Z'),
                  },
                  { Name: 'shop/alone' },
                ],
              }
            : {
                SecretList: [
                  {
                    ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:shop/db',
                    Name: 'shop/db',
                    Description: 'not for the portal',
                    PrimaryRegion: 'eu-west-1',
                    RotationEnabled: true,
                    LastRotatedDate: at('2026-10-01T00:00:00Z'),
                    // Moved on by a rotation that failed.
                    NextRotationDate: at('2026-12-01T00:00:00Z'),
                    RotationRules: { AutomaticallyAfterDays: 30 },
                  },
                ],
                NextToken: 'more',
              };
        },
        DescribeSecret: ({ SecretId }) =>
          SecretId === 'shop/alone'
            ? { Name: SecretId }
            : {
                Name: 'shop/db',
                PrimaryRegion: 'eu-west-1',
                ReplicationStatus: [
                  {
                    Region: 'eu-central-1',
                    Status: 'Failed',
                    StatusMessage: 'x'.repeat(1000),
                  },
                ],
              },
      },
    );
    expect(operations).toEqual([
      'ListSecrets',
      'ListSecrets',
      'DescribeSecret',
      'DescribeSecret',
    ]);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: SECRETS,
        value: {
          region: 'eu-west-1',
          secrets: [
            {
              name: 'shop/db',
              primaryRegion: 'eu-west-1',
              replication: [
                {
                  region: 'eu-central-1',
                  status: 'Failed',
                  message: 'x'.repeat(200),
                },
              ],
              rotation: {
                lastAt: '2026-10-01T00:00:00.000Z',
                dueAt: '2026-10-31T00:00:00.000Z',
              },
              deletedAt: null,
            },
            {
              name: 'shop/copy',
              primaryRegion: 'eu-central-1',
              replication: [],
              rotation: null,
              deletedAt: '2026-11-20T08:00:00.000Z',
            },
            expect.objectContaining({
              name: 'shop/alone',
              primaryRegion: null,
            }),
          ],
        },
      },
    ]);
  });

  it('reckons from the making of a secret that was never rotated', async () => {
    const { observations } = await askAgainst(
      secretsmanager,
      {},
      {
        DescribeSecret: { Name: 'a' },
        ListSecrets: ({ Filters }) => {
          expect(Filters).toBeUndefined();
          return {
            SecretList: [
              {
                Name: 'a',
                RotationEnabled: true,
                CreatedDate: at('2026-11-01T00:00:00Z'),
                RotationRules: { AutomaticallyAfterDays: 7 },
              },
            ],
          };
        },
      },
    );
    expect(observations[0].value).toMatchObject({
      secrets: [
        { rotation: { lastAt: null, dueAt: '2026-11-08T00:00:00.000Z' } },
      ],
    });
  });

  it('tells secrets that are gone, all of them, from a wrong prefix', async () => {
    const fake = await FakeAws.start();
    const source = secretsmanager.create(
      awsSettings(fake),
      new ConfigReader({}),
    );
    let list = [{ Name: 'a', PrimaryRegion: 'elsewhere' }];
    fake.answer = () => ({ body: JSON.stringify({ SecretList: list }) });
    await askOnce(source);
    list = [];
    expect((await askOnce(source))[0].value).toMatchObject({ secrets: [] });
    await source.close?.();
    await fake.close();
  });

  it('says which key to change where there are none, or too many', async () => {
    await expect(
      askAgainst(
        secretsmanager,
        { prefix: 'x/' },
        { ListSecrets: { SecretList: [] } },
      ),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message:
        'Secrets Manager in eu-west-1 shows no secrets that begin with x/.',
      hint: expect.stringContaining('drStatus.sources.aws[0].prefix'),
    });
    await expect(
      askAgainst(
        secretsmanager,
        {},
        {
          ListSecrets: {
            SecretList: Array.from({ length: 100 }, () => ({ Name: 'a' })),
            NextToken: 'more',
          },
        },
      ),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('more than 200 secrets'),
    });
  });

  it('does not believe a description of nothing', async () => {
    await expect(
      askAgainst(
        secretsmanager,
        {},
        {
          ListSecrets: {
            SecretList: [{ Name: 'a', PrimaryRegion: 'eu-west-1' }],
          },
          DescribeSecret: {},
        },
      ),
    ).rejects.toMatchObject({ kind: 'malformed' });
  });
});
