import {
  CreateGlobalReplicationGroupCommand,
  DeleteGlobalReplicationGroupCommand,
  DescribeGlobalReplicationGroupsCommand,
  DescribeReplicationGroupsCommand,
  GlobalReplicationGroupNotFoundFault$,
  ModifyReplicationGroupCommand,
  ReplicationGroupNotFoundFault$,
} from '@aws-sdk/client-elasticache';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import type { Cache, Caches } from './Caches';
import { describeGlobal, describeGroup, GLOBAL_ID } from './describe';

export { Caches } from './Caches';
export { elastiCacheMetrics } from './metrics';

const RECORDS = { min: 20, max: 100, standard: 100 };

/** ElastiCache: the replication groups of both regions. */
export function elastiCacheService(caches: Caches): Service {
  const find = (id: string | undefined, { region }: Call): Cache => {
    const found = caches.find(id);
    if (found?.region === region) return found;
    throw AwsError.modeled(
      ReplicationGroupNotFoundFault$,
      `ReplicationGroup ${id} not found.`,
    );
  };
  return {
    signingName: 'elasticache',
    actionPrefix: 'elasticache',
    apiVersion: '2015-02-02',
    xmlNamespace: 'http://elasticache.amazonaws.com/doc/2015-02-02/',
    shapeNamespace: 'com.amazonaws.elasticache',
    protocols: ['query'],
    regions: region => [region],
    operations: operations([
      operation(DescribeReplicationGroupsCommand, (input, call) => {
        const chosen = input.ReplicationGroupId
          ? [find(input.ReplicationGroupId, call)]
          : caches.of(call.region);
        const { items, next } = paginate(
          chosen,
          ({ id }) => id,
          pageSize(input.MaxRecords, 'MaxRecords', RECORDS),
          input.Marker,
        );
        return {
          ReplicationGroups: items.map(cache =>
            describeGroup(caches, cache, call.accountId),
          ),
          Marker: next,
        };
      }),

      operation(DescribeGlobalReplicationGroupsCommand, input => {
        const wanted = input.GlobalReplicationGroupId;
        if (wanted && (wanted !== GLOBAL_ID || !caches.global)) {
          throw AwsError.modeled(
            GlobalReplicationGroupNotFoundFault$,
            `Global Replication Group ${wanted} does not exist.`,
          );
        }
        return {
          GlobalReplicationGroups: caches.global
            ? [describeGlobal(caches, input.ShowMemberInfo ?? false)]
            : [],
        };
      }),

      // The cache of the other region joins at once: AWS wants it created apart.
      operation(CreateGlobalReplicationGroupCommand, (input, call) => {
        find(input.PrimaryReplicationGroupId, call);
        caches.global = true;
        return { GlobalReplicationGroup: describeGlobal(caches, true) };
      }),

      operation(DeleteGlobalReplicationGroupCommand, () => {
        const before = describeGlobal(caches, true);
        caches.global = false;
        return { GlobalReplicationGroup: { ...before, Status: 'deleting' } };
      }),

      operation(ModifyReplicationGroupCommand, (input, call) => {
        const cache = find(input.ReplicationGroupId, call);
        const { AutomaticFailoverEnabled, MultiAZEnabled } = input;
        const automatic = AutomaticFailoverEnabled ?? cache.automaticFailover;
        const multiAz = MultiAZEnabled ?? cache.multiAz;
        if (multiAz && !automatic) {
          throw AwsError.common(
            'InvalidParameterCombination',
            'Automatic failover must be enabled for Multi-AZ.',
          );
        }
        cache.automaticFailover = automatic;
        cache.multiAz = multiAz;
        return {
          ReplicationGroup: describeGroup(caches, cache, call.accountId),
        };
      }),
    ]),
  };
}
