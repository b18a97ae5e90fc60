import {
  DeleteBucketReplicationCommand,
  GetBucketEncryptionCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  NoSuchBucket$,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../server/AwsError';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import type { Bucket, Buckets } from './Buckets';

export { Buckets } from './Buckets';
export { s3Metrics } from './metrics';

const CREATED = new Date('2026-03-02T09:00:00Z');

/** Simple Storage Service: settings of the document buckets; their objects are not kept. */
export function s3Service(buckets: Buckets): Service {
  const find = (name: string | undefined, { region }: Call): Bucket => {
    const bucket = buckets.find(name, region);
    if (bucket) return bucket;
    throw AwsError.modeled(
      NoSuchBucket$,
      `The specified bucket does not exist: ${name}`,
    );
  };
  return {
    signingName: 's3',
    actionPrefix: 's3',
    apiVersion: '2006-03-01',
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    shapeNamespace: 'com.amazonaws.s3',
    protocols: ['rest-xml'],
    buckets: true,
    regions: region => [region],
    operations: operations([
      operation(ListBucketsCommand, (_input, { region }) => ({
        Buckets: buckets
          .list()
          .filter(({ name }) => buckets.find(name, region))
          .map(({ name }) => ({
            Name: name,
            CreationDate: CREATED,
            BucketRegion: region,
          })),
      })),

      operation(GetBucketVersioningCommand, (input, call) => ({
        Status: find(input.Bucket, call).versioning,
      })),

      operation(PutBucketVersioningCommand, (input, call) => {
        const bucket = find(input.Bucket, call);
        const status = input.VersioningConfiguration?.Status;
        if (!status) {
          throw AwsError.undeclared(
            'IllegalVersioningConfigurationException',
            400,
            'The Versioning element must be specified',
          );
        }
        if (status === 'Suspended' && bucket.replication) {
          throw AwsError.undeclared(
            'InvalidBucketState',
            409,
            'A replication configuration is present on this bucket, so the versioning state cannot be changed.',
          );
        }
        bucket.versioning = status;
        return {};
      }),

      operation(GetBucketReplicationCommand, (input, call) => {
        const { replication } = find(input.Bucket, call);
        if (!replication) {
          throw AwsError.undeclared(
            'ReplicationConfigurationNotFoundError',
            404,
            'The replication configuration was not found',
          );
        }
        return { ReplicationConfiguration: replication };
      }),

      operation(PutBucketReplicationCommand, (input, call) => {
        const bucket = find(input.Bucket, call);
        if (bucket.versioning !== 'Enabled') {
          throw AwsError.undeclared(
            'InvalidRequest',
            400,
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
          );
        }
        bucket.replication = input.ReplicationConfiguration;
        return {};
      }),

      operation(DeleteBucketReplicationCommand, (input, call) => {
        find(input.Bucket, call).replication = undefined;
        return {};
      }),

      operation(GetBucketEncryptionCommand, (input, call) => {
        find(input.Bucket, call);
        return {
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms' as const,
                  KMSMasterKeyID: `arn:aws:kms:${call.region}:${call.accountId}:alias/mis-data`,
                },
                BucketKeyEnabled: true,
              },
            ],
          },
        };
      }),

      operation(GetPublicAccessBlockCommand, (input, call) => {
        const { publicAccessBlocked } = find(input.Bucket, call);
        if (!publicAccessBlocked) {
          throw AwsError.undeclared(
            'NoSuchPublicAccessBlockConfiguration',
            404,
            'The public access block configuration was not found',
          );
        }
        return {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        };
      }),
    ]),
  };
}
