import {
  InvalidChangeBatch$,
  type Change,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { AwsError } from '../../server/AwsError';
import type { Clock } from '../../clock';
import { canonicalName, listingKey } from './names';
import { validateRecordSet } from './validation';

/** How long a change takes to reach all servers; on AWS usually within 60 seconds. */
export interface Propagation {
  milliseconds: number;
}

interface Version {
  at: number;
  records: readonly ResourceRecordSet[];
}

/** One change batch, as `GetChange` reports it. */
export interface SubmittedChange {
  id: string;
  submittedAt: Date;
  comment?: string;
}

/**
 * A hosted zone: what the API shows changes at once, what resolvers are told
 * when the change has propagated.
 */
export class HostedZone {
  readonly id: string;
  readonly name: string;
  readonly comment: string;
  readonly #clock: Clock;
  readonly #propagation: Propagation;
  readonly #original: readonly ResourceRecordSet[];
  #records: readonly ResourceRecordSet[];
  #published: Version[];

  constructor(options: {
    id: string;
    name: string;
    comment: string;
    records: ResourceRecordSet[];
    clock: Clock;
    propagation: Propagation;
  }) {
    this.id = options.id;
    this.name = canonicalName(options.name);
    this.comment = options.comment;
    this.#clock = options.clock;
    this.#propagation = options.propagation;
    this.#original = sorted(options.records);
    this.#records = this.#original;
    this.#published = [{ at: -Infinity, records: this.#records }];
  }

  /** As the API lists them. */
  get records(): readonly ResourceRecordSet[] {
    return this.#records;
  }

  /** As resolvers see them now. */
  published(): readonly ResourceRecordSet[] {
    const now = this.#clock.now();
    while (this.#published.length > 1 && this.#published[1].at <= now) {
      this.#published.shift();
    }
    return this.#published[0].records;
  }

  /** Applies all changes or none. */
  apply(
    changes: readonly Change[],
    healthCheckExists: (id: string) => boolean,
  ): void {
    let records = [...this.#records];
    const faults: string[] = [];
    for (const { Action, ResourceRecordSet: given } of changes) {
      const record = normalized(given);
      const problem =
        Action === 'DELETE'
          ? undefined
          : validateRecordSet(record, this.name, healthCheckExists);
      const found = records.find(other => identity(other) === identity(record));
      if (problem) {
        faults.push(problem);
      } else if (Action === 'CREATE' && found) {
        faults.push(
          `Tried to create resource record set ${label(
            record,
          )} but it already exists`,
        );
      } else if (Action === 'DELETE') {
        if (!found) {
          faults.push(
            `Tried to delete resource record set ${label(
              record,
            )} but it was not found`,
          );
        } else if (!sameValues(found, record)) {
          faults.push(
            `Tried to delete resource record set ${label(
              record,
            )} but the values provided do not match the current values`,
          );
        } else if (isApexAuthority(record, this.name)) {
          faults.push(
            `A HostedZone must contain exactly one ${record.Type} record at its apex`,
          );
        } else {
          records = records.filter(other => other !== found);
        }
      } else {
        records = [...records.filter(other => other !== found), record];
      }
    }
    faults.push(...conflicts(records));
    if (faults.length > 0) {
      throw AwsError.modeled(InvalidChangeBatch$, `[${faults.join(', ')}]`);
    }
    this.#publish(records);
  }

  /** Puts back the records that the zone began with. */
  restore(): void {
    if (this.#records !== this.#original) this.#publish(this.#original);
  }

  #publish(records: readonly ResourceRecordSet[]): void {
    this.#records = records === this.#original ? records : sorted(records);
    this.#published.push({
      at: this.#clock.now() + this.#propagation.milliseconds,
      records: this.#records,
    });
  }
}

function normalized(record: ResourceRecordSet | undefined): ResourceRecordSet {
  return {
    ...record,
    Name: canonicalName(record?.Name ?? ''),
    AliasTarget: record?.AliasTarget && {
      ...record.AliasTarget,
      DNSName: canonicalName(record.AliasTarget.DNSName ?? ''),
    },
  } as ResourceRecordSet;
}

function identity(record: ResourceRecordSet): string {
  return `${record.Name} ${record.Type} ${record.SetIdentifier ?? ''}`;
}

function label(record: ResourceRecordSet): string {
  const set = record.SetIdentifier
    ? `, set identifier='${record.SetIdentifier}'`
    : '';
  return `[name='${record.Name}', type='${record.Type}'${set}]`;
}

/** Key order of JSON objects doesn't matter to equality here: members are taken one by one. */
function sameValues(a: ResourceRecordSet, b: ResourceRecordSet): boolean {
  const values = (record: ResourceRecordSet) => [
    record.TTL ?? null,
    record.Failover ?? null,
    record.Weight ?? null,
    record.Region ?? null,
    record.HealthCheckId ?? null,
    (record.ResourceRecords ?? []).map(({ Value }) => Value).sort(),
    record.AliasTarget
      ? [
          record.AliasTarget.DNSName,
          record.AliasTarget.HostedZoneId,
          record.AliasTarget.EvaluateTargetHealth,
        ]
      : null,
  ];
  return JSON.stringify(values(a)) === JSON.stringify(values(b));
}

function isApexAuthority(record: ResourceRecordSet, zone: string): boolean {
  return (
    record.Name === zone && (record.Type === 'NS' || record.Type === 'SOA')
  );
}

type Policy =
  | 'simple'
  | 'failover'
  | 'weighted'
  | 'latency'
  | 'multivalue'
  | 'geolocation';

function policyOf(record: ResourceRecordSet): Policy {
  if (record.Failover) return 'failover';
  if (record.Weight !== undefined) return 'weighted';
  if (record.Region) return 'latency';
  if (record.MultiValueAnswer) return 'multivalue';
  if (record.GeoLocation) return 'geolocation';
  return 'simple';
}

/** What the records of one name and type may not be together. */
function conflicts(records: readonly ResourceRecordSet[]): string[] {
  const groups = new Map<string, ResourceRecordSet[]>();
  for (const record of records) {
    const key = `${record.Name} ${record.Type}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const faults: string[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const name = `[name='${first.Name}', type='${first.Type}']`;
    if (new Set(group.map(policyOf)).size > 1) {
      faults.push(
        `RRSet ${name} cannot be created as another RRSet with the same name and type has a different routing policy`,
      );
    }
    for (const role of ['PRIMARY', 'SECONDARY']) {
      if (group.filter(({ Failover }) => Failover === role).length > 1) {
        faults.push(`Failover record sets ${name} may have only one ${role}`);
      }
    }
    const others = records.some(
      ({ Name, Type }) => Name === first.Name && Type !== first.Type,
    );
    if (first.Type === 'CNAME' && others) {
      faults.push(
        `RRSet of type CNAME with DNS name ${first.Name} is not permitted as it conflicts with other records with the same DNS name`,
      );
    }
  }
  return faults;
}

function sorted(records: readonly ResourceRecordSet[]): ResourceRecordSet[] {
  return [...records].sort((a, b) => {
    const [x, y] = [recordKey(a), recordKey(b)];
    if (x === y) return 0;
    return x < y ? -1 : 1;
  });
}

/** Place of a record in the listing: name from the right, type, set identifier. */
export function recordKey(record: {
  Name?: string;
  Type?: string;
  SetIdentifier?: string;
}): string {
  return [
    listingKey(record.Name ?? ''),
    record.Type ?? '',
    record.SetIdentifier ?? '',
  ].join('\u0000');
}
