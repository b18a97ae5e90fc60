import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { listed } from '../aws/viewSignal';
import { isBucket, viewBucket } from './bucketView';
import { S3_BUCKET } from './signals';

export const bucketVersioning: Check = {
  id: 'aws.s3.versioning',
  title: 'Bucket keeps versions',
  description:
    'Versioning is on: replication needs it at both ends, and it is what brings a document back that was overwritten or deleted, in both regions alike.',
  gate: false,
  weight: 3,
  threshold: { text: 'Versioning Enabled', origin: 'design 2.2, 9.2' },
  signals: [S3_BUCKET],
  remediation:
    'Turn versioning on (s3api put-bucket-versioning). Objects written meanwhile have no version: copy them with S3 Batch Replication.',
  appliesTo: (entity, estate) => isBucket(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewBucket(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { name, versioning } = view.bucket;
    const readings = [view.reading];
    switch (versioning) {
      case 'Enabled':
        return {
          verdict: 'met',
          reason: `${name} keeps versions of its objects.`,
          readings,
        };
      case 'Suspended':
        return {
          verdict: 'breached',
          reason: `Versioning of ${name} is suspended: what is written now is not replicated and cannot be brought back.`,
          readings,
        };
      case null:
        return {
          verdict: 'breached',
          reason: `Versioning of ${name} was never turned on.`,
          readings,
        };
      default:
        return {
          verdict: 'unknown',
          reason: `Versioning of ${name} is ${versioning}, which is not understood.`,
          readings,
        };
    }
  },
};

const ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'];

export const bucketProtected: Check = {
  id: 'aws.s3.protected',
  title: 'Bucket encrypted and not public',
  description:
    'Objects are encrypted at rest by default, and all four settings of the public access block are on, whatever policies and ACLs say.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Default encryption with KMS or AES-256; all public access blocked (either missing is breached)',
    origin: 'design 6.2',
  },
  signals: [S3_BUCKET],
  remediation:
    'Set the default encryption with the key of the region, and block all public access.',
  appliesTo: (entity, estate) => isBucket(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewBucket(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { name, encryption, publicAccessOpen } = view.bucket;
    const readings = [view.reading];
    const faults = [
      ...(encryption === null ? ['it has no default encryption'] : []),
      ...(publicAccessOpen === null ? ['nothing blocks public access'] : []),
      ...(publicAccessOpen?.length
        ? [`public access is not blocked by ${listed(publicAccessOpen, 4)}`]
        : []),
    ];
    if (faults.length > 0) {
      return {
        verdict: 'breached',
        reason: `${name} is not protected as designed: ${listed(faults)}.`,
        readings,
      };
    }
    return ALGORITHMS.includes(encryption!)
      ? {
          verdict: 'met',
          reason: `${name} encrypts with ${encryption}, and all public access is blocked.`,
          readings,
        }
      : {
          verdict: 'unknown',
          reason: `${name} encrypts with ${encryption}, which is not understood.`,
          readings,
        };
  },
};
