import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  GetChangeCommand,
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  GetHostedZoneCommand,
  HealthCheckAlreadyExists$,
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  NoSuchChange$,
  NoSuchHealthCheck$,
  NoSuchHostedZone$,
  type HostedZone as HostedZoneShape,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { randomUUID } from 'node:crypto';
import type { EstateModel } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize } from '../../server/paginate';
import { operation, operations, type Service } from '../../server/service';
import { NAME_SERVERS } from './estate';
import {
  invalid,
  validateHealthCheck,
  withDefaults,
} from './healthCheckConfig';
import type { HealthCheckRecord } from './HealthChecks';
import { recordKey, type HostedZone, type SubmittedChange } from './HostedZone';
import { listingKey } from './names';
import type { Zones } from './Zones';

export { Zones } from './Zones';

const HUNDRED = { min: 1, max: 100, standard: 100 };
const RECORDS = { min: 1, max: 300, standard: 300 };

/** Route 53: global, so that every region's endpoint serves the same zones. */
export function route53Service(zones: Zones, model: EstateModel): Service {
  const zoneOf = (id: string | undefined) => {
    const found = zones.zone(bare(id));
    if (found) return found;
    throw AwsError.modeled(
      NoSuchHostedZone$,
      `No hosted zone found with ID: ${bare(id)}`,
    );
  };
  const checkOf = (id: string | undefined) => {
    const found = zones.health.get(bare(id));
    if (found) return found;
    throw AwsError.modeled(
      NoSuchHealthCheck$,
      `A health check with id ${bare(id)} does not exist.`,
    );
  };
  const changeInfo = (change: SubmittedChange) => ({
    Id: `/change/${change.id}`,
    Status: zones.inSync(change) ? ('INSYNC' as const) : ('PENDING' as const),
    SubmittedAt: change.submittedAt,
    Comment: change.comment,
  });

  return {
    signingName: 'route53',
    actionPrefix: 'route53',
    apiVersion: '2013-04-01',
    xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/',
    shapeNamespace: 'com.amazonaws.route53',
    protocols: ['rest-xml'],
    regions: () => ['us-east-1'],
    operations: operations([
      operation(ListHostedZonesCommand, input => {
        const limit = pageSize(input.MaxItems, 'MaxItems', HUNDRED);
        const byId = [...zones.zones].sort((a, b) => (a.id < b.id ? -1 : 1));
        const { items, next } = from(byId, limit, zone =>
          input.Marker ? zone.id >= bare(input.Marker) : true,
        );
        return {
          HostedZones: items.map(describeZone),
          Marker: input.Marker,
          IsTruncated: next !== undefined,
          NextMarker: next?.id,
          MaxItems: limit,
        };
      }),

      operation(ListHostedZonesByNameCommand, input => {
        const limit = pageSize(input.MaxItems, 'MaxItems', HUNDRED);
        if (input.HostedZoneId && !input.DNSName) {
          throw invalid('HostedZoneId may only be given with DNSName');
        }
        const { items, next } = from(zones.zones, limit, zone =>
          input.DNSName
            ? listingKey(zone.name) >= listingKey(input.DNSName)
            : true,
        );
        return {
          HostedZones: items.map(describeZone),
          DNSName: input.DNSName,
          HostedZoneId: input.HostedZoneId,
          IsTruncated: next !== undefined,
          NextDNSName: next?.name,
          NextHostedZoneId: next?.id,
          MaxItems: limit,
        };
      }),

      operation(GetHostedZoneCommand, input => ({
        HostedZone: describeZone(zoneOf(input.Id)),
        DelegationSet: { NameServers: NAME_SERVERS },
      })),

      operation(ListResourceRecordSetsCommand, input => {
        const zone = zoneOf(input.HostedZoneId);
        const limit = pageSize(input.MaxItems, 'MaxItems', RECORDS);
        if (input.StartRecordType && !input.StartRecordName) {
          throw invalid(
            'StartRecordType may only be given with StartRecordName',
          );
        }
        if (input.StartRecordIdentifier && !input.StartRecordType) {
          throw invalid(
            'StartRecordIdentifier may only be given with StartRecordType',
          );
        }
        const start = recordKey({
          Name: input.StartRecordName,
          Type: input.StartRecordType,
          SetIdentifier: input.StartRecordIdentifier,
        });
        const { items, next } = from(zone.records, limit, record =>
          input.StartRecordName ? recordKey(record) >= start : true,
        );
        return {
          ResourceRecordSets: items.map(written),
          IsTruncated: next !== undefined,
          MaxItems: limit,
          NextRecordName: next && written(next).Name,
          NextRecordType: next?.Type,
          NextRecordIdentifier: next?.SetIdentifier,
        };
      }),

      operation(ChangeResourceRecordSetsCommand, input => {
        const zone = zoneOf(input.HostedZoneId);
        const changes = input.ChangeBatch?.Changes ?? [];
        if (changes.length === 0) {
          throw invalid('The change batch has no changes');
        }
        zone.apply(changes, id => zones.health.get(id) !== undefined);
        const change = zones.submitted(input.ChangeBatch?.Comment);
        model.changed('dns');
        return { ChangeInfo: changeInfo(change) };
      }),

      operation(GetChangeCommand, input => {
        const change = zones.change(bare(input.Id));
        if (!change) {
          throw AwsError.modeled(
            NoSuchChange$,
            `Could not find resource with ID: ${bare(input.Id)}`,
          );
        }
        return { ChangeInfo: changeInfo(change) };
      }),

      operation(ListHealthChecksCommand, input => {
        const limit = pageSize(input.MaxItems, 'MaxItems', HUNDRED);
        const { items, next } = from(zones.health.list(), limit, check =>
          input.Marker ? check.id >= input.Marker : true,
        );
        return {
          HealthChecks: items.map(describeCheck),
          Marker: input.Marker ?? '',
          IsTruncated: next !== undefined,
          NextMarker: next?.id,
          MaxItems: limit,
        };
      }),

      operation(GetHealthCheckCommand, input => ({
        HealthCheck: describeCheck(checkOf(input.HealthCheckId)),
      })),

      operation(GetHealthCheckStatusCommand, input => {
        const check = checkOf(input.HealthCheckId);
        if (check.config.Type === 'CALCULATED') {
          throw invalid(
            'GetHealthCheckStatus cannot be asked of a calculated health check',
          );
        }
        return {
          HealthCheckObservations: check.checkers.flatMap(({ region, last }) =>
            last
              ? [
                  {
                    Region: region as 'eu-west-1',
                    IPAddress: '127.0.0.1',
                    StatusReport: {
                      Status: last.status,
                      CheckedTime: last.at,
                    },
                  },
                ]
              : [],
          ),
        };
      }),

      operation(CreateHealthCheckCommand, input => {
        const reference = input.CallerReference ?? '';
        const config = input.HealthCheckConfig ?? { Type: undefined };
        const same = zones.health
          .list()
          .find(({ callerReference }) => callerReference === reference);
        if (same) {
          throw AwsError.modeled(
            HealthCheckAlreadyExists$,
            `A health check with CallerReference ${reference} exists already: ${same.id}`,
          );
        }
        validateHealthCheck(config, id => zones.health.get(id) !== undefined);
        const id = randomUUID();
        zones.health.add(id, reference, withDefaults(config));
        return {
          HealthCheck: describeCheck(checkOf(id)),
          Location: `https://route53.amazonaws.com/2013-04-01/healthcheck/${id}`,
        };
      }),
    ]),
  };
}

/** Ids come bare or with their kind before them: `/hostedzone/Z…`. */
function bare(id: string | undefined): string {
  return (id ?? '').replace(/^\/?(hostedzone|change|healthcheck)\//, '');
}

/** Route 53's markers name the first item of the next page. */
function from<T>(
  list: readonly T[],
  limit: number,
  reached: (item: T) => boolean,
): { items: T[]; next?: T } {
  const start = list.findIndex(reached);
  if (start === -1) return { items: [] };
  return { items: list.slice(start, start + limit), next: list[start + limit] };
}

function describeZone(zone: HostedZone): HostedZoneShape {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: `twinshore-${zone.id}`,
    Config: { Comment: zone.comment, PrivateZone: false },
    ResourceRecordSetCount: zone.records.length,
  };
}

/** Route 53 writes the asterisk of a wildcard in octal. */
function written(record: ResourceRecordSet): ResourceRecordSet {
  return { ...record, Name: record.Name?.replace('*', '\\052') };
}

function describeCheck({ id, callerReference, config }: HealthCheckRecord) {
  return {
    Id: id,
    CallerReference: callerReference,
    HealthCheckConfig: config,
    HealthCheckVersion: 1,
  };
}
