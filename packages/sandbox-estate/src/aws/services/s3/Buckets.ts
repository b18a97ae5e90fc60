import type {
  ReplicationConfiguration,
  ReplicationRule,
} from '@aws-sdk/client-s3';
import { REGIONS, type EstateModel } from '../../../model';
import { ACCOUNT_ID } from '../../account';
import type { Clock } from '../../clock';
import { AWS_SITES, type AwsSite } from '../../sites';
import { ReplicationQueue, type Flow } from './ReplicationQueue';

/** What S3 knows of a bucket besides its objects. */
export interface Bucket {
  name: string;
  site: AwsSite;
  versioning?: 'Enabled' | 'Suspended';
  replication?: ReplicationConfiguration;
  publicAccessBlocked: boolean;
}

/** Names of the document buckets: they are unique in the whole world. */
export const DOCUMENT_BUCKETS: Record<AwsSite, string> = {
  'aws-primary': 'mis-documents-eu-central-1',
  'aws-dr': 'mis-documents-eu-west-1',
};

export const RULE_ID = 'documents-to-dr';

const bucketArn = (name: string) => `arn:aws:s3:::${name}`;

/** The whole bucket, deletions included, with a time commitment and metrics. */
function seedReplication(): ReplicationConfiguration {
  return {
    Role: `arn:aws:iam::${ACCOUNT_ID}:role/mis-documents-replication`,
    Rules: [
      {
        ID: RULE_ID,
        Priority: 1,
        Status: 'Enabled',
        Filter: { Prefix: '' },
        SourceSelectionCriteria: {
          SseKmsEncryptedObjects: { Status: 'Enabled' },
        },
        DeleteMarkerReplication: { Status: 'Enabled' },
        Destination: {
          Bucket: bucketArn(DOCUMENT_BUCKETS['aws-dr']),
          Account: ACCOUNT_ID,
          StorageClass: 'STANDARD',
          EncryptionConfiguration: {
            ReplicaKmsKeyID: `arn:aws:kms:${REGIONS['aws-dr']}:${ACCOUNT_ID}:alias/mis-data`,
          },
          ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
          Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
        },
      },
    ],
  };
}

/** The document buckets of both regions, and what is on its way between them. */
export class Buckets {
  readonly #model: EstateModel;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  readonly #queues = new Map<string, ReplicationQueue>();
  /** What is wrong with replication now, as the faults have it. */
  readonly #wrong = new Set<'failing' | 'slow'>();

  constructor(model: EstateModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
    this.restore();
  }

  /** As the estate was built. */
  restore(): void {
    for (const site of AWS_SITES) {
      const name = DOCUMENT_BUCKETS[site];
      this.#buckets.set(name, {
        name,
        site,
        versioning: 'Enabled',
        replication: site === 'aws-primary' ? seedReplication() : undefined,
        publicAccessBlocked: true,
      });
    }
  }

  list(): Bucket[] {
    return [...this.#buckets.values()];
  }

  /** A bucket of the region, by name. */
  find(name: string | undefined, region: string): Bucket | undefined {
    const bucket = this.#buckets.get(name ?? '');
    return bucket && REGIONS[bucket.site] === region ? bucket : undefined;
  }

  setWrong(what: 'failing' | 'slow', wrong: boolean): void {
    if (wrong) this.#wrong.add(what);
    else this.#wrong.delete(what);
  }

  /** Enabled rules with what has become of their objects since the last time. */
  observe(): Array<{
    source: Bucket;
    destination: string;
    rule: ReplicationRule;
    queue: ReplicationQueue;
  }> {
    const now = this.#clock.now();
    return this.list().flatMap(source =>
      (source.replication?.Rules ?? [])
        .filter(({ Status }) => Status === 'Enabled')
        .map(rule => {
          const destination = (rule.Destination?.Bucket ?? '').replace(
            /^arn:aws:s3:::/,
            '',
          );
          const key = `${source.name} ${destination} ${rule.ID}`;
          const queue = this.#queues.get(key) ?? new ReplicationQueue(now);
          this.#queues.set(key, queue);
          queue.advance(now, this.#flow(source, destination));
          return { source, destination, rule, queue };
        }),
    );
  }

  #flow(source: Bucket, destination: string): Flow {
    const there = this.#buckets.get(destination);
    const { lostSites, links } = this.#model;
    if (lostSites.has(source.site)) return 'idle';
    if (
      this.#wrong.has('failing') ||
      source.versioning !== 'Enabled' ||
      there?.versioning !== 'Enabled'
    ) {
      return 'failing';
    }
    const cut =
      links.get('inter-region')?.up === false || lostSites.has(there.site);
    if (cut) return 'blocked';
    return this.#wrong.has('slow') ? 'slow' : 'flowing';
  }
}
