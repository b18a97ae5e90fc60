import { readResources } from '../aws/resources';
import type { AwsService } from '../aws/services';
import { bucketProtected, bucketVersioning } from './s3Bucket';
import { replicationLag } from './replicationLag';
import { replicationFailures, replicationRule } from './replicationRule';
import { S3_ACTIONS, S3Source } from './S3Source';

/** Amazon S3: buckets of one account and region, and their replication. */
export const s3: AwsService = {
  id: 's3',
  title: 'S3',
  actions: S3_ACTIONS,
  checks: [
    bucketVersioning,
    bucketProtected,
    replicationRule,
    replicationFailures,
    replicationLag,
  ],
  create: (settings, item) =>
    new S3Source(settings, readResources(settings, item, 'buckets')),
};
