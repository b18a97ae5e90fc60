import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import type { Source } from '@twinshore/plugin-dr-status-node';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws, metricData, type Answer } from '../testing/FakeAws';
import { s3 } from './index';
import {
  S3_BUCKET,
  S3_REPLICATION_METRICS,
  S3_REPLICATION_RULES,
} from './signals';

const create = (at: { url: string }) =>
  s3.create(
    awsSettings(at),
    new ConfigReader({ buckets: [{ entityRef: 'a', identifier: 'docs' }] }),
  );

testMisbehaviour('S3', create, { protocol: 'http' });

const none = (code: string): Answer => ({
  status: 404,
  body: `<Error><Code>${code}</Code><Message>There is none</Message></Error>`,
});
const REPLICATION = `<ReplicationConfiguration><Role>arn:aws:iam::1:role/r</Role>
  <Rule><ID>all</ID><Status>Enabled</Status><Filter><Prefix/></Filter><DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::docs-dr</Bucket><ReplicationTime><Status>Enabled</Status><Time><Minutes>15</Minutes></Time></ReplicationTime><Metrics><Status>Enabled</Status></Metrics></Destination></Rule>
  <Rule><ID>part</ID><Status>Disabled</Status><Filter><And><Prefix>logs/</Prefix></And></Filter><Destination><Bucket>arn:aws-us-gov:s3:::logs</Bucket></Destination></Rule>
  </ReplicationConfiguration>`;
const AT = Math.floor(Date.now() / 60_000) * 60_000;
const at = new Date(AT).toISOString();

/** By the query of a bucket, or the operation of CloudWatch. */
const ANSWERS: Record<string, Answer> = {
  versioning: {
    body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  },
  replication: { body: REPLICATION },
  encryption: {
    body: '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
  },
  publicAccessBlock: {
    body: '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>',
  },
  ListMetrics: {
    body: JSON.stringify({
      Metrics: [
        {
          Dimensions: [
            { Name: 'RuleId', Value: 'in' },
            { Name: 'SourceBucket', Value: 'elsewhere' },
            { Name: 'DestinationBucket', Value: 'docs' },
          ],
        },
      ],
    }),
  },
  GetMetricData: metricData({ m0: { value: 4, at: AT } }),
};

describe('S3Source', () => {
  let fake: FakeAws;
  let source: Source;

  beforeEach(async () => {
    fake = await FakeAws.start();
    source = create(fake);
  });

  afterEach(async () => {
    await source.close?.();
    await fake.close();
  });

  const answering = (answers: Record<string, Answer>) => {
    fake.answer = ({ path, target }) =>
      answers[
        target.split('.').pop() || /[?&](\w+)=?(&|$)/.exec(path)?.[1] || ''
      ];
  };

  it('reads a bucket, its rules and what is replicated into it', async () => {
    answering(ANSWERS);
    expect(await askOnce(source)).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: S3_BUCKET,
        value: {
          name: 'docs',
          region: 'eu-west-1',
          missing: false,
          versioning: 'Enabled',
          encryption: 'aws:kms',
          publicAccessOpen: ['BlockPublicPolicy', 'RestrictPublicBuckets'],
        },
      },
      {
        entityRef: 'resource:default/a',
        signal: S3_REPLICATION_RULES,
        value: [
          {
            id: 'all',
            enabled: true,
            destination: 'docs-dr',
            wholeBucket: true,
            timeControlMinutes: 15,
            metrics: true,
            deleteMarkers: true,
            failedLastHour: 4,
          },
          {
            id: 'part',
            enabled: false,
            destination: 'logs',
            wholeBucket: false,
            timeControlMinutes: null,
            metrics: false,
            deleteMarkers: false,
            failedLastHour: null,
          },
        ],
      },
      {
        entityRef: 'resource:default/a',
        signal: S3_REPLICATION_METRICS,
        value: [
          {
            sourceBucket: 'elsewhere',
            ruleId: 'in',
            latencySeconds: { value: 4, at },
            bytesPending: null,
            operationsPending: null,
          },
        ],
      },
      {
        entityRef: 'resource:default/a',
        signal: 'replication.lagSeconds',
        value: 4,
        unit: 's',
      },
    ]);
    const asked = fake.requests.find(each => each.includes('GetMetricData'));
    expect(asked).toContain('OperationsFailedReplication');
    expect(asked).toContain('"Stat":"Sum"');
  });

  it('takes what a bucket does not have for an answer', async () => {
    answering({
      ...ANSWERS,
      versioning: { body: '<VersioningConfiguration/>' },
      replication: none('ReplicationConfigurationNotFoundError'),
      encryption: none('ServerSideEncryptionConfigurationNotFoundError'),
      publicAccessBlock: none('NoSuchPublicAccessBlockConfiguration'),
      ListMetrics: { body: '{"Metrics": []}' },
    });
    expect((await askOnce(source)).map(({ value }) => value)).toEqual([
      expect.objectContaining({
        versioning: null,
        encryption: null,
        publicAccessOpen: null,
      }),
      [],
      [],
    ]);
    expect(
      fake.requests.filter(each => each.includes('GetMetricData')),
    ).toEqual([]);
  });

  it('tells a wrong name from a bucket that is gone', async () => {
    answering({ versioning: none('NoSuchBucket') });
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'S3 has no bucket called docs.',
      hint: expect.stringContaining('drStatus.sources.aws[0].buckets'),
    });
    answering(ANSWERS);
    await askOnce(source);
    answering({ versioning: none('NoSuchBucket') });
    expect(await askOnce(source)).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: S3_BUCKET,
        value: { name: 'docs', region: 'eu-west-1', missing: true },
      },
    ]);
  });

  it.each([
    [301, 'PermanentRedirect'],
    [400, 'AuthorizationHeaderMalformed'],
  ])('says which key is wrong when S3 answers %s', async (status, code) => {
    answering({
      versioning: {
        status,
        body: `<Error><Code>${code}</Code><Message>The bucket must be addressed elsewhere</Message></Error>`,
      },
    });
    await expect(askOnce(source)).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('drStatus.sources.aws[0].region'),
    });
  });
});
