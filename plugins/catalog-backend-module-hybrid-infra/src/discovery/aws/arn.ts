function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) {
    return 'aws-us-gov';
  }
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** An ARN of a region, or the beginning of one. */
export function arn(
  service: string,
  where: { region: string; accountId: string },
  resource: string,
): string {
  const { region, accountId } = where;
  return `arn:${partitionOf(
    region,
  )}:${service}:${region}:${accountId}:${resource}`;
}

/** Buckets have neither region nor account in theirs. */
export function bucketArn(region: string, name: string): string {
  return `arn:${partitionOf(region)}:s3:::${name}`;
}
