import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst, jsonError, type Answers } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { ecr } from './index';
import { ECR_REGISTRY } from './signals';

testMisbehaviour(
  'ECR',
  at => ecr.create(awsSettings(at), new ConfigReader({ repositories: ['a'] })),
  { protocol: 'http' },
);

const REGISTRY = {
  registryId: '111122223333',
  replicationConfiguration: {
    rules: [
      {
        destinations: [{ region: 'eu-central-1', registryId: '111122223333' }],
        repositoryFilters: [{ filter: 'shop/', filterType: 'PREFIX_MATCH' }],
      },
    ],
  },
};
const image = (index: number, more: object = {}) => ({
  imageDigest: `sha256:${index}`,
  imageTags: [`1.${index}`],
  imagePushedAt: 1_700_000_000 + index,
  ...more,
});
const images = (list: object[]): Answers => ({
  DescribeRegistry: REGISTRY,
  DescribeImages: { imageDetails: list } as any,
  DescribeImageReplicationStatus: {
    replicationStatuses: [{ region: 'eu-central-1', status: 'COMPLETE' }],
  },
});

describe('EcrSource', () => {
  it('reads rules, images over pages, scans and copies', async () => {
    const { observations, operations } = await askAgainst(
      ecr,
      { repositories: ['shop/api', 'none'] },
      {
        ...images([]),
        DescribeImages: ({ repositoryName, nextToken }) => {
          if (repositoryName === 'none') {
            return jsonError('RepositoryNotFoundException', 'No such thing');
          }
          return nextToken
            ? {
                imageDetails: [
                  image(2, {
                    imageScanStatus: { status: 'COMPLETE' },
                    imageScanFindingsSummary: {
                      findingSeverityCounts: { CRITICAL: 1, HIGH: 3, LOW: 9 },
                    },
                  }),
                ],
              }
            : { imageDetails: [image(1)], nextToken: 'more' };
        },
      } as Answers,
    );
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: ECR_REGISTRY,
        value: {
          region: 'eu-west-1',
          registryId: '111122223333',
          rules: [{ regions: ['eu-central-1'], prefixes: ['shop/'] }],
          repositories: [
            {
              name: 'shop/api',
              missing: false,
              more: false,
              images: [
                expect.objectContaining({
                  digest: 'sha256:2',
                  tags: ['1.2'],
                  scan: {
                    status: 'COMPLETE',
                    counted: true,
                    critical: 1,
                    high: 3,
                  },
                  replication: [
                    {
                      region: 'eu-central-1',
                      status: 'COMPLETE',
                      failureCode: null,
                    },
                  ],
                }),
                expect.objectContaining({ digest: 'sha256:1', scan: null }),
              ],
            },
            { name: 'none', missing: true },
          ],
        },
      },
    ]);
    expect(operations).toHaveLength(6);
  });

  it('keeps the newest of many images, and follows few of them', async () => {
    const { observations, operations } = await askAgainst(
      ecr,
      { repositories: ['shop/api'] },
      images(Array.from({ length: 80 }, (_, index) => image(index))),
    );
    const [repository] = (observations[0].value as any).repositories;
    expect(repository.images).toHaveLength(50);
    expect(repository.images[0].digest).toBe('sha256:79');
    expect(repository.more).toBe(true);
    expect(
      operations.filter(each => each === 'DescribeImageReplicationStatus'),
    ).toHaveLength(3);
  });

  it('keeps images that have lost their tag, after those that have one', async () => {
    const { observations } = await askAgainst(
      ecr,
      { repositories: ['shop/api'] },
      images([image(1), image(2, { imageTags: undefined }), image(3)]),
    );
    expect(observations[0].value).toMatchObject({
      repositories: [
        {
          more: false,
          images: [
            { digest: 'sha256:3' },
            { digest: 'sha256:1' },
            { digest: 'sha256:2', tags: [] },
          ],
        },
      ],
    });
  });

  it('asks for no copies where nothing is copied', async () => {
    const { operations } = await askAgainst(
      ecr,
      { repositories: ['shop/api'] },
      { ...images([image(1)]), DescribeRegistry: { registryId: '1' } },
    );
    expect(operations).not.toContain('DescribeImageReplicationStatus');
  });

  it('bears an image that goes between two calls', async () => {
    const { observations } = await askAgainst(
      ecr,
      { repositories: ['shop/api'] },
      {
        ...images([image(1)]),
        DescribeImageReplicationStatus: jsonError(
          'ImageNotFoundException',
          'Gone',
        ),
      },
    );
    expect(observations[0].value).toMatchObject({
      repositories: [{ images: [{ digest: 'sha256:1', replication: null }] }],
    });
  });

  it('gives up a repository without end', async () => {
    await expect(
      askAgainst(
        ecr,
        { repositories: ['shop/api'] },
        {
          ...images([]),
          DescribeImages: {
            imageDetails: Array.from({ length: 1000 }, (_, i) => image(i)),
            nextToken: 'more',
          } as any,
        },
      ),
    ).rejects.toMatchObject({
      message: expect.stringContaining('more than 10000 images'),
    });
  });

  it('tells repositories that are gone, all of them, from wrong names', async () => {
    const fake = await FakeAws.start();
    const source = ecr.create(
      awsSettings(fake),
      new ConfigReader({ repositories: ['a'] }),
    );
    let gone = false;
    fake.answer = ({ target }) => {
      if (target.endsWith('DescribeRegistry')) {
        return { body: JSON.stringify({ registryId: '111122223333' }) };
      }
      return gone
        ? jsonError('RepositoryNotFoundException', 'None')
        : { body: JSON.stringify({ imageDetails: [] }) };
    };
    await askOnce(source);
    gone = true;
    expect((await askOnce(source))[0].value).toMatchObject({
      repositories: [{ name: 'a', missing: true }],
    });
    await source.close?.();
    await fake.close();
  });

  it('takes it for a wrong configuration when none of the repositories is there', async () => {
    await expect(
      askAgainst(
        ecr,
        { repositories: ['a'] },
        {
          ...images([]),
          DescribeImages: jsonError('RepositoryNotFoundException', 'None'),
        },
      ),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('drStatus.sources.aws[0].repositories'),
    });
  });

  it('does not believe images without their list', async () => {
    await expect(
      askAgainst(
        ecr,
        { repositories: ['a'] },
        { ...images([]), DescribeImages: {} },
      ),
    ).rejects.toMatchObject({ kind: 'malformed' });
  });
});
