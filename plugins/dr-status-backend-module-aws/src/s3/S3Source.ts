import {
  GetBucketEncryptionCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { REPLICATION_LAG_SIGNAL } from '@twinshore/plugin-dr-status-common';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { hourlyTotals } from '../aws/metrics';
import type { NamedResource } from '../aws/resources';
import { Sightings } from '../aws/Sightings';
import {
  receivedReplication,
  replicationLagSeconds,
} from './replicationMetrics';
import * as signals from './signals';

export const S3_ACTIONS = [
  's3:GetBucketVersioning',
  's3:GetEncryptionConfiguration',
  's3:GetBucketPublicAccessBlock',
  's3:GetReplicationConfiguration',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
] as const;

/** How S3 says that a bucket is in another region than the one that was asked. */
const ELSEWHERE = ['PermanentRedirect', 'AuthorizationHeaderMalformed'];
const BUCKETS_AT_ONCE = 4;
const BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

type Asking = { client: S3Client; context: SourceContext; asked: AskedService };

/** The answer, or undefined where S3 says by an error of its own that there is none. */
async function unlessNone<T>(none: string, ask: Promise<T>) {
  try {
    return await ask;
  } catch (error) {
    if ((error as Error).name === none) {
      return undefined;
    }
    throw error;
  }
}

function isWhole({ Filter, Prefix }: ReplicationRule): boolean {
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '';
  return prefix === '' && !Filter?.Tag && !Filter?.And?.Tags?.length;
}

function toRule(rule: ReplicationRule): signals.S3ReplicationRule {
  const { Destination } = rule;
  const control = Destination?.ReplicationTime;
  return {
    id: rule.ID ?? '',
    enabled: rule.Status === 'Enabled',
    destination: (Destination?.Bucket ?? '').replace(/^arn:[^:]+:s3:::/, ''),
    wholeBucket: isWhole(rule),
    timeControlMinutes:
      control?.Status === 'Enabled' ? control.Time?.Minutes ?? 15 : null,
    metrics: Destination?.Metrics?.Status === 'Enabled',
    deleteMarkers: rule.DeleteMarkerReplication?.Status === 'Enabled',
    failedLastHour: null,
  };
}

/**
 * Asks S3 of one account and region for its buckets and their replication
 * rules, and CloudWatch for what is still to be copied into them: S3 writes
 * those metrics in the region of the destination, so that they can be read
 * when the source's is lost.
 */
export class S3Source extends AwsSource {
  readonly #buckets: NamedResource[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, buckets: NamedResource[]) {
    super(settings, `S3 in ${settings.region}`, S3_ACTIONS);
    this.#buckets = buckets;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('s3', this.region);
    const observed = await concurrently(this.#buckets, BUCKETS_AT_ONCE, named =>
      this.#observe(named, { client, context, asked }),
    );
    return observed.flat();
  }

  async #observe(
    { entityRef, identifier: name }: NamedResource,
    asking: Asking,
  ): Promise<ObservationInput[]> {
    const { region, key } = this;
    const { client, context } = asking;
    const options = { abortSignal: context.signal };
    const Bucket = name;
    const versioning = await unlessNone(
      'NoSuchBucket',
      client.send(new GetBucketVersioningCommand({ Bucket }), options),
    ).catch(error => {
      throw ELSEWHERE.includes((error as Error).name)
        ? new SourceFailure(
            'misconfigured',
            `The bucket ${name} is in another region than ${region}.`,
            `Correct ${key}.region.`,
          )
        : error;
    });
    this.#sightings.confirm(
      name,
      versioning !== undefined,
      () =>
        new SourceFailure(
          'misconfigured',
          `S3 has no bucket called ${name}.`,
          `Correct ${key}.buckets: by default a bucket is called like its entity.`,
        ),
    );
    if (!versioning) {
      return [
        {
          entityRef,
          signal: signals.S3_BUCKET,
          value: { name, region, missing: true },
        },
      ];
    }
    const rules = await this.#rules(name, asking);
    const received = await receivedReplication(
      await this.clients.get('cloudwatch', region),
      name,
      this.#metricOptions(asking),
    );
    const lagSeconds = replicationLagSeconds(received, context.now());
    return [
      {
        entityRef,
        signal: signals.S3_BUCKET,
        value: {
          name,
          region,
          missing: false,
          versioning: versioning.Status ?? null,
          encryption: await this.#encryption(name, asking),
          publicAccessOpen: await this.#publicAccess(name, asking),
        },
      },
      { entityRef, signal: signals.S3_REPLICATION_RULES, value: rules },
      {
        entityRef,
        signal: signals.S3_REPLICATION_METRICS,
        value: received,
      },
      ...(lagSeconds === undefined
        ? []
        : [
            {
              entityRef,
              signal: REPLICATION_LAG_SIGNAL,
              value: lagSeconds,
              unit: 's',
            },
          ]),
    ];
  }

  async #rules(
    bucket: string,
    asking: Asking,
  ): Promise<signals.S3ReplicationRule[]> {
    const { client, context, asked } = asking;
    const answer = await unlessNone(
      'ReplicationConfigurationNotFoundError',
      client.send(new GetBucketReplicationCommand({ Bucket: bucket }), {
        abortSignal: context.signal,
      }),
    );
    if (!answer) {
      return [];
    }
    const configured = answer.ReplicationConfiguration?.Rules;
    if (!Array.isArray(configured)) {
      throw malformed(asked, 'without replication rules');
    }
    const rules = configured.map(toRule);
    const totals = await hourlyTotals(
      await this.clients.get('cloudwatch', this.region),
      rules.map(({ id, destination }) => ({
        namespace: 'AWS/S3',
        name: 'OperationsFailedReplication',
        dimension: [
          { name: 'SourceBucket', value: bucket },
          { name: 'DestinationBucket', value: destination },
          { name: 'RuleId', value: id },
        ],
      })),
      this.#metricOptions(asking),
    );
    return rules.map((rule, index) => ({
      ...rule,
      failedLastHour: totals[index],
    }));
  }

  async #encryption(
    Bucket: string,
    { client, context, asked }: Asking,
  ): Promise<string | null> {
    const answer = await unlessNone(
      'ServerSideEncryptionConfigurationNotFoundError',
      client.send(new GetBucketEncryptionCommand({ Bucket }), {
        abortSignal: context.signal,
      }),
    );
    if (answer && !answer.ServerSideEncryptionConfiguration) {
      throw malformed(asked, 'without an encryption configuration');
    }
    return (
      answer?.ServerSideEncryptionConfiguration?.Rules?.[0]
        ?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? null
    );
  }

  async #publicAccess(
    Bucket: string,
    { client, context, asked }: Asking,
  ): Promise<string[] | null> {
    const answer = await unlessNone(
      'NoSuchPublicAccessBlockConfiguration',
      client.send(new GetPublicAccessBlockCommand({ Bucket }), {
        abortSignal: context.signal,
      }),
    );
    if (!answer) {
      return null;
    }
    const block = answer.PublicAccessBlockConfiguration;
    if (!block) {
      throw malformed(asked, 'without a public access block');
    }
    return BLOCKS.filter(setting => block[setting] !== true);
  }

  #metricOptions({ context, asked }: Asking) {
    return {
      now: context.now(),
      signal: context.signal,
      asked: { ...asked, name: `CloudWatch in ${this.region}` },
    };
  }
}
