import type { ReplicationRule, ReplicationTime } from '@aws-sdk/client-s3';
import type { FaultDefinition } from '../../../part';
import type { Bucket, Buckets } from './Buckets';

/** Changes one thing about the rules, whatever other faults have changed meanwhile. */
function changeRules(
  bucket: Bucket,
  change: (rule: ReplicationRule) => ReplicationRule,
): void {
  const { replication } = bucket;
  bucket.replication = replication && {
    ...replication,
    Rules: replication.Rules?.map(change),
  };
}

/** What can go wrong with the document buckets. */
export function s3Faults(buckets: Buckets): FaultDefinition[] {
  const names = () => buckets.list().map(({ name }) => name);
  const copied = () =>
    buckets
      .list()
      .filter(({ replication }) => replication)
      .map(({ name }) => name);
  const bucketOf = (name: string | undefined) => {
    const bucket = buckets.list().find(each => each.name === name);
    if (!bucket) throw new Error(`There is no bucket ${name}`);
    return bucket;
  };
  const wrong = (
    what: 'failing' | 'slow',
    title: string,
    description: string,
  ): FaultDefinition => ({
    id: `s3-replication-${what}`,
    title,
    description,
    targets: () => [],
    async inject() {
      buckets.setWrong(what, true);
      return async () => buckets.setWrong(what, false);
    },
  });
  return [
    {
      id: 's3-replication-disabled',
      title: 'Disable the replication rule',
      description:
        'The rules of the bucket are disabled: what is written from now on is not copied, and nothing says how late it is.',
      targets: copied,
      async inject(target) {
        const bucket = bucketOf(target);
        const before = new Map(
          bucket.replication?.Rules?.map(rule => [rule.ID, rule.Status]),
        );
        changeRules(bucket, rule => ({ ...rule, Status: 'Disabled' }));
        return async () =>
          changeRules(bucket, rule => ({
            ...rule,
            Status: before.get(rule.ID) ?? rule.Status,
          }));
      },
    },
    {
      id: 's3-time-control-off',
      title: 'Turn Replication Time Control off',
      description:
        'The rules copy on, without a commitment of how long that takes.',
      targets: copied,
      async inject(target) {
        const bucket = bucketOf(target);
        const before = new Map(
          bucket.replication?.Rules?.map(rule => [
            rule.ID,
            rule.Destination?.ReplicationTime,
          ]),
        );
        const setTime = (
          timeOf: (rule: ReplicationRule) => ReplicationTime | undefined,
        ) =>
          changeRules(bucket, rule => ({
            ...rule,
            Destination: rule.Destination && {
              ...rule.Destination,
              ReplicationTime: timeOf(rule),
            },
          }));
        setTime(() => undefined);
        return async () => setTime(rule => before.get(rule.ID));
      },
    },
    wrong(
      'failing',
      'Let object replication fail',
      'The replication role has lost a grant: no object is copied, and S3 does not try again.',
    ),
    wrong(
      'slow',
      'Slow object replication down',
      'Objects are copied more slowly than they are written: the backlog and its age grow.',
    ),
    {
      id: 's3-versioning-suspended',
      title: 'Suspend versioning of a bucket',
      description:
        'The bucket keeps no versions of what is written; at the receiving end, nothing is copied to it any more.',
      targets: names,
      async inject(target) {
        const bucket = bucketOf(target);
        bucket.versioning = 'Suspended';
        return async () => {
          bucket.versioning = 'Enabled';
        };
      },
    },
    {
      id: 's3-public-access-open',
      title: 'Remove the public access block',
      description:
        'Nothing but policies and ACLs keeps the bucket from being public.',
      targets: names,
      async inject(target) {
        const bucket = bucketOf(target);
        bucket.publicAccessBlocked = false;
        return async () => {
          bucket.publicAccessBlocked = true;
        };
      },
    },
  ];
}
