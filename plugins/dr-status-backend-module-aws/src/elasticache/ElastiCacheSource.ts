import {
  DescribeGlobalReplicationGroupsCommand,
  DescribeReplicationGroupsCommand,
  type ElastiCacheClient,
  type ReplicationGroup,
} from '@aws-sdk/client-elasticache';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { newestPoints } from '../aws/metrics';
import { allPages } from '../aws/pages';
import type { NamedResource } from '../aws/resources';
import { Sightings } from '../aws/Sightings';
import * as signals from './signals';

export const ELASTICACHE_ACTIONS = [
  'elasticache:DescribeReplicationGroups',
  'elasticache:DescribeGlobalReplicationGroups',
  'cloudwatch:GetMetricData',
] as const;

/** A replication group has at most 500 shards. */
const LISTED_SHARDS = 500;

function toGroup(
  group: ReplicationGroup,
  region: string,
): Extract<signals.ElastiCacheGroup, { missing: false }> {
  const global = group.GlobalReplicationGroupInfo;
  return {
    identifier: group.ReplicationGroupId ?? '',
    region,
    missing: false,
    status: group.Status ?? '',
    clusterMode: group.ClusterEnabled ?? false,
    automaticFailover: group.AutomaticFailover ?? '',
    multiAz: group.MultiAZ ?? '',
    nodeType: group.CacheNodeType ?? '',
    encryptedAtRest: group.AtRestEncryptionEnabled ?? null,
    encryptedInTransit: group.TransitEncryptionEnabled ?? null,
    shards: (group.NodeGroups ?? []).slice(0, LISTED_SHARDS).map(shard => ({
      id: shard.NodeGroupId ?? '',
      status: shard.Status ?? '',
      nodes: (shard.NodeGroupMembers ?? []).map(node => ({
        id: node.CacheClusterId ?? '',
        zone: node.PreferredAvailabilityZone ?? null,
      })),
    })),
    globalDatastore: global?.GlobalReplicationGroupId
      ? {
          id: global.GlobalReplicationGroupId,
          role: global.GlobalReplicationGroupMemberRole ?? '',
        }
      : null,
  };
}

/** Asks ElastiCache and CloudWatch of one account and region for its replication groups. */
export class ElastiCacheSource extends AwsSource {
  readonly #groups: NamedResource[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, groups: NamedResource[]) {
    super(settings, `ElastiCache in ${settings.region}`, ELASTICACHE_ACTIONS);
    this.#groups = groups;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region, key } = this;
    const client = await this.clients.get('elasticache', region);
    const found = await this.#describe(client, context, asked);
    const wanted = this.#groups.map(({ entityRef, identifier }) => {
      const group = found.get(identifier.toLowerCase());
      this.#sightings.confirm(
        identifier,
        group !== undefined,
        () =>
          new SourceFailure(
            'misconfigured',
            `ElastiCache in ${region} has no replication group called ${identifier}.`,
            `Correct ${key}.region or ${key}.replicationGroups: the group may be in another region, or have another identifier.`,
          ),
      );
      return { entityRef, identifier, group: group && toGroup(group, region) };
    });
    const globals = wanted.some(({ group }) => group?.globalDatastore)
      ? await this.#globals(client, context, asked)
      : new Map<string, signals.ElastiCacheGlobal>();
    const lags = await this.#lags(
      wanted.flatMap(
        ({ group }) =>
          group?.shards.flatMap(({ nodes }) => nodes.map(({ id }) => id)) ?? [],
      ),
      context,
      asked,
    );
    return wanted.flatMap(
      ({ entityRef, identifier, group }): ObservationInput[] => {
        if (!group) {
          return [
            {
              entityRef,
              signal: signals.ELASTICACHE_GROUP,
              value: { identifier, region, missing: true },
            },
          ];
        }
        const global = globals.get(group.globalDatastore?.id ?? '');
        const nodes = group.shards.flatMap(shard => shard.nodes);
        const lag: signals.ElastiCacheLag = nodes.flatMap(({ id }) => {
          const point = lags.get(id);
          return point ? [{ node: id, lag: point }] : [];
        });
        return [
          { entityRef, signal: signals.ELASTICACHE_GROUP, value: group },
          { entityRef, signal: signals.ELASTICACHE_LAG, value: lag },
          ...(global
            ? [{ entityRef, signal: signals.ELASTICACHE_GLOBAL, value: global }]
            : []),
        ];
      },
    );
  }

  async #describe(
    client: ElastiCacheClient,
    { signal }: SourceContext,
    asked: AskedService,
  ): Promise<Map<string, ReplicationGroup>> {
    const groups = await allPages(
      Marker =>
        client.send(
          new DescribeReplicationGroupsCommand({ Marker, MaxRecords: 100 }),
          { abortSignal: signal },
        ),
      answer => ({ items: answer.ReplicationGroups, next: answer.Marker }),
      () => malformed(asked, 'without a list of replication groups'),
    );
    return new Map(
      groups.map(group => [
        (group.ReplicationGroupId ?? '').toLowerCase(),
        group,
      ]),
    );
  }

  async #globals(
    client: ElastiCacheClient,
    { signal }: SourceContext,
    asked: AskedService,
  ): Promise<Map<string, signals.ElastiCacheGlobal>> {
    const all = await allPages(
      Marker =>
        client.send(
          new DescribeGlobalReplicationGroupsCommand({
            ShowMemberInfo: true,
            Marker,
            MaxRecords: 100,
          }),
          { abortSignal: signal },
        ),
      answer => ({
        items: answer.GlobalReplicationGroups,
        next: answer.Marker,
      }),
      () => malformed(asked, 'without a list of global datastores'),
    );
    return new Map(
      all.map(global => {
        const id = global.GlobalReplicationGroupId ?? '';
        return [
          id,
          {
            id,
            status: global.Status ?? '',
            members: (global.Members ?? []).map(member => ({
              identifier: member.ReplicationGroupId ?? '',
              region: member.ReplicationGroupRegion ?? '',
              role: (member.Role ?? '').toUpperCase(),
              status: member.Status ?? '',
            })),
          },
        ];
      }),
    );
  }

  async #lags(
    nodes: string[],
    context: SourceContext,
    asked: AskedService,
  ): Promise<Map<string, { value: number; at: string }>> {
    const points =
      nodes.length > 0
        ? await newestPoints(
            await this.clients.get('cloudwatch', this.region),
            nodes.map(node => ({
              namespace: 'AWS/ElastiCache',
              name: 'ReplicationLag',
              dimension: { name: 'CacheClusterId', value: node },
              statistic: 'Maximum',
            })),
            {
              now: context.now(),
              signal: context.signal,
              asked: { ...asked, name: `CloudWatch in ${this.region}` },
            },
          )
        : [];
    return new Map(
      nodes.flatMap((node, index) => {
        const point = points[index];
        return point ? [[node, point]] : [];
      }),
    );
  }
}
