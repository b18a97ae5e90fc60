import {
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { newestPoints } from '../aws/metrics';
import { allPages } from '../aws/pages';
import { Sightings } from '../aws/Sightings';
import * as signals from './signals';

export interface FollowedZone {
  /** Without the final dot. */
  hostedZone: string;
  /** Names that users follow; all with a routing policy when absent. */
  records?: string[];
}

/** Route 53 is global: it signs for this region and writes its metrics there only. */
export const GLOBAL_REGION = 'us-east-1';
export const ROUTE53_ACTIONS = [
  'route53:ListHostedZonesByName',
  'route53:ListResourceRecordSets',
  'route53:ListHealthChecks',
  'cloudwatch:GetMetricData',
] as const;
const FOLLOWED_TYPES = ['A', 'AAAA', 'CNAME'];
const MOST_GROUPS = 200;
const LISTED_VALUES = 4;

type NextRecord = Pick<
  ListResourceRecordSetsCommandInput,
  'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'
>;

const withoutDot = (name: string) => name.replace(/\.$/, '').toLowerCase();

function toMember(record: ResourceRecordSet): signals.RecordMember {
  const { AliasTarget } = record;
  return {
    setIdentifier: record.SetIdentifier ?? null,
    failover: record.Failover ?? null,
    region: record.Region ?? null,
    weight: record.Weight ?? null,
    healthCheckId: record.HealthCheckId ?? null,
    alias: AliasTarget
      ? {
          target: withoutDot(AliasTarget.DNSName ?? ''),
          evaluateTargetHealth: AliasTarget.EvaluateTargetHealth ?? false,
        }
      : null,
    ttlSeconds: record.TTL ?? null,
    values: (record.ResourceRecords ?? [])
      .slice(0, LISTED_VALUES)
      .map(({ Value }) => Value ?? ''),
  };
}

/** Asks Route 53 for the records of one zone and their health checks. */
export class Route53Source extends AwsSource {
  readonly #followed: FollowedZone;
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, followed: FollowedZone) {
    super(settings, 'Route 53', ROUTE53_ACTIONS);
    this.#followed = followed;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('route53', GLOBAL_REGION);
    const zoneId = await this.#findZone(client, context, asked);
    const groups = await this.#records(client, zoneId, context, asked);
    const ids = new Set(
      groups.flatMap(({ members }) =>
        members.flatMap(({ healthCheckId }) => healthCheckId ?? []),
      ),
    );
    const healthChecks =
      ids.size > 0 ? await this.#healthChecks(client, ids, context, asked) : [];
    const [entityRef] = this.entityRefs;
    return [
      { entityRef, signal: signals.ROUTE53_RECORDS, value: groups },
      { entityRef, signal: signals.ROUTE53_HEALTH_CHECKS, value: healthChecks },
    ];
  }

  async #findZone(
    client: Route53Client,
    context: SourceContext,
    asked: AskedService,
  ): Promise<string> {
    const { hostedZone } = this.#followed;
    const answer = await client.send(
      new ListHostedZonesByNameCommand({ DNSName: hostedZone, MaxItems: 10 }),
      { abortSignal: context.signal },
    );
    if (!Array.isArray(answer.HostedZones)) {
      throw malformed(asked, 'without a list of zones');
    }
    const zone = answer.HostedZones.find(
      ({ Name, Config }) =>
        withoutDot(Name ?? '') === hostedZone && !Config?.PrivateZone,
    );
    if (!zone?.Id) {
      throw new SourceFailure(
        'misconfigured',
        `Route 53 has no public hosted zone called ${hostedZone} in this account.`,
        `Correct ${this.key}.hostedZone or ${this.key}.accountId.`,
      );
    }
    return zone.Id.replace(/^\/hostedzone\//, '');
  }

  async #records(
    client: Route53Client,
    zoneId: string,
    context: SourceContext,
    asked: AskedService,
  ): Promise<signals.RecordGroup[]> {
    const { records } = this.#followed;
    const groups = new Map<string, signals.RecordGroup>();
    const found = await allPages(
      (from: NextRecord | undefined) =>
        client.send(
          new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...from }),
          { abortSignal: context.signal },
        ),
      answer => ({
        items: answer.ResourceRecordSets,
        next: answer.IsTruncated
          ? {
              StartRecordName: answer.NextRecordName,
              StartRecordType: answer.NextRecordType,
              StartRecordIdentifier: answer.NextRecordIdentifier,
            }
          : undefined,
      }),
      () => malformed(asked, 'without a list of records'),
    );
    for (const record of found) {
      const name = withoutDot(record.Name ?? '');
      const type = record.Type ?? '';
      const followed = records
        ? records.includes(name)
        : record.SetIdentifier !== undefined;
      if (followed && FOLLOWED_TYPES.includes(type)) {
        const group = groups.get(`${name} ${type}`) ?? {
          name,
          type,
          members: [],
        };
        group.members.push(toMember(record));
        groups.set(`${name} ${type}`, group);
      }
    }
    for (const name of records ?? []) {
      const present = [...groups.values()].some(group => group.name === name);
      this.#sightings.confirm(
        name,
        present,
        () =>
          new SourceFailure(
            'misconfigured',
            `${asked.name} has no address and no CNAME record for ${name}.`,
            `Correct ${this.key}.records or ${this.key}.hostedZone.`,
          ),
      );
      if (!present) {
        // Left out, the others would pass for all names.
        groups.set(name, { name, type: 'A', members: [] });
      }
    }
    if (groups.size > MOST_GROUPS) {
      throw new SourceFailure(
        'misconfigured',
        `${asked.name} has ${groups.size} names with a routing policy; at most ${MOST_GROUPS} are followed.`,
        `Name those that users follow at ${this.key}.records.`,
      );
    }
    return [...groups.values()];
  }

  async #healthChecks(
    client: Route53Client,
    ids: Set<string>,
    context: SourceContext,
    asked: AskedService,
  ): Promise<signals.HealthCheck[]> {
    const all = await allPages(
      Marker =>
        client.send(new ListHealthChecksCommand({ Marker }), {
          abortSignal: context.signal,
        }),
      answer => ({
        items: answer.HealthChecks,
        next: answer.IsTruncated ? answer.NextMarker : undefined,
      }),
      () => malformed(asked, 'without a list of health checks'),
    );
    const found = new Map(all.map(check => [check.Id ?? '', check]));
    const list = [...ids].sort();
    const metric = (
      name: string,
      statistic: 'Minimum' | 'Average',
      id: string,
    ) => ({
      namespace: 'AWS/Route53',
      name,
      dimension: { name: 'HealthCheckId', value: id },
      statistic,
    });
    const points = await newestPoints(
      await this.clients.get('cloudwatch', GLOBAL_REGION),
      [
        ...list.map(id => metric('HealthCheckStatus', 'Minimum', id)),
        ...list.map(id =>
          metric('HealthCheckPercentageHealthy', 'Average', id),
        ),
      ],
      {
        now: context.now(),
        signal: context.signal,
        asked: { ...asked, name: `CloudWatch in ${GLOBAL_REGION}` },
      },
    );
    return list.map((id, index): signals.HealthCheck => {
      const config = found.get(id)?.HealthCheckConfig;
      const { RequestInterval, FailureThreshold } = config ?? {};
      return {
        id,
        missing: !found.has(id),
        type: config?.Type ?? '',
        target: config
          ? `${config.FullyQualifiedDomainName ?? config.IPAddress ?? ''}${
              config.ResourcePath ?? ''
            }`
          : '',
        disabled: config?.Disabled ?? false,
        inverted: config?.Inverted ?? false,
        detectSeconds:
          RequestInterval && FailureThreshold
            ? RequestInterval * FailureThreshold
            : null,
        status: points[index],
        percentHealthy: points[list.length + index],
      };
    });
  }
}
