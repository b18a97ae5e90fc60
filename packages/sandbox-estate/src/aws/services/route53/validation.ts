import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { isIPv4, isIPv6 } from 'node:net';
import { canonicalName, isDomainName, isWithin } from './names';

/** What is wrong with a record set by itself; undefined when nothing is. */
export function validateRecordSet(
  record: ResourceRecordSet,
  zone: string,
  healthCheckExists: (id: string) => boolean,
): string | undefined {
  const {
    Name = '',
    Type,
    AliasTarget,
    ResourceRecords,
    SetIdentifier,
  } = record;
  const name = `[name='${Name}', type='${Type}']`;
  if (!isDomainName(Name)) return `Invalid domain name ${name}`;
  if (!isWithin(Name, zone)) {
    return `RRSet with DNS name ${Name} is not permitted in zone ${zone}`;
  }
  if (Type === 'CNAME' && Name === canonicalName(zone)) {
    return `RRSet of type CNAME with DNS name ${Name} is not permitted at apex in zone ${zone}`;
  }
  if (AliasTarget && (ResourceRecords?.length || record.TTL !== undefined)) {
    return `Invalid request: ${name} is an alias and must not have a TTL or resource records`;
  }
  if (!AliasTarget && !ResourceRecords?.length) {
    return `Invalid request: ${name} expects exactly one of [AliasTarget, all of [TTL, and ResourceRecords]], but found none`;
  }
  if (!AliasTarget && record.TTL === undefined) {
    return `Invalid request: Missing field 'TTL' in Change with ${name}`;
  }
  if (record.TTL !== undefined && (record.TTL < 0 || record.TTL > 2147483647)) {
    return `Invalid TTL ${record.TTL} in ${name}`;
  }
  const policies = [
    record.Failover,
    record.Weight,
    record.Region,
    record.GeoLocation,
    record.MultiValueAnswer,
  ].filter(value => value !== undefined);
  if (policies.length > 1) {
    return `Invalid request: ${name} has more than one routing policy`;
  }
  if (policies.length === 1 && !SetIdentifier) {
    return `Invalid request: Missing field 'SetIdentifier' in Change with ${name}`;
  }
  if (policies.length === 0 && SetIdentifier) {
    return `Invalid request: ${name} has a SetIdentifier but no routing policy`;
  }
  if (
    record.Weight !== undefined &&
    (record.Weight < 0 || record.Weight > 255)
  ) {
    return `Invalid Weight ${record.Weight} in ${name}`;
  }
  if (record.HealthCheckId && !healthCheckExists(record.HealthCheckId)) {
    return `The health check ${record.HealthCheckId} of ${name} does not exist`;
  }
  const bad = (ResourceRecords ?? []).find(
    ({ Value = '' }) => !validValue(Type, Value),
  );
  if (bad) {
    return `Invalid Resource Record: '${bad.Value}' is not a valid value for a record of type ${Type}`;
  }
  return Type === 'CNAME' && (ResourceRecords?.length ?? 0) > 1
    ? `Only one resource record is permitted for ${name}`
    : undefined;
}

function validValue(type: string | undefined, value: string): boolean {
  switch (type) {
    case 'A':
      return isIPv4(value);
    case 'AAAA':
      return isIPv6(value);
    case 'CNAME':
    case 'NS':
      return isDomainName(value);
    case 'TXT':
      return /^"[^]*"$/.test(value);
    default:
      return value.trim() !== '';
  }
}
