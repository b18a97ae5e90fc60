import {
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeNodegroupCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ResourceNotFoundException$,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { randomUUID } from 'node:crypto';
import type { NodeGroupControl } from '../../../model';
import type { Clock } from '../../clock';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import type { Clusters, EksCluster } from './Clusters';
import { describeCluster, describeNodeGroup } from './describe';
import { clusterVersions } from './versions';

export { Clusters } from './Clusters';

const RESULTS = { min: 1, max: 100, standard: 100 };

/** Elastic Kubernetes Service, over the clusters of the sandbox. */
export function eksService(clusters: Clusters, clock: Clock): Service {
  const find = (name: string | undefined, { region }: Call): EksCluster => {
    const found = clusters.of(region).find(each => each.name === name);
    if (found) return found;
    throw AwsError.modeled(
      ResourceNotFoundException$,
      `No cluster found for name: ${name}.`,
    );
  };
  const findGroup = (
    cluster: EksCluster,
    name: string | undefined,
  ): NodeGroupControl => {
    const found = cluster.nodeGroups.find(each => each.name === name);
    if (found) return found;
    throw AwsError.modeled(
      ResourceNotFoundException$,
      `No node group found for name: ${name}.`,
    );
  };

  return {
    signingName: 'eks',
    actionPrefix: 'eks',
    apiVersion: '2017-11-01',
    xmlNamespace: '',
    shapeNamespace: 'com.amazonaws.eks',
    protocols: ['rest-json'],
    regions: region => [region],
    operations: operations([
      operation(ListClustersCommand, (input, { region }) => {
        const { items, next } = paginate(
          clusters.of(region).map(({ name }) => name),
          name => name,
          pageSize(input.maxResults, 'maxResults', RESULTS),
          input.nextToken,
        );
        return { clusters: items, nextToken: next };
      }),

      operation(DescribeClusterCommand, (input, call) => ({
        cluster: describeCluster(
          clusters,
          find(input.name, call),
          call.accountId,
        ),
      })),

      operation(DescribeClusterVersionsCommand, input => ({
        clusterVersions: clusterVersions(clock).filter(
          ({ clusterVersion }) =>
            !input.clusterVersions?.length ||
            input.clusterVersions.includes(clusterVersion!),
        ),
      })),

      operation(ListNodegroupsCommand, (input, call) => {
        const { items, next } = paginate(
          find(input.clusterName, call).nodeGroups.map(({ name }) => name),
          name => name,
          pageSize(input.maxResults, 'maxResults', RESULTS),
          input.nextToken,
        );
        return { nodegroups: items, nextToken: next };
      }),

      operation(DescribeNodegroupCommand, (input, call) => {
        const cluster = find(input.clusterName, call);
        return {
          nodegroup: describeNodeGroup(
            clusters,
            cluster,
            findGroup(cluster, input.nodegroupName),
            call.accountId,
          ),
        };
      }),

      operation(UpdateNodegroupConfigCommand, (input, call) => {
        const cluster = find(input.clusterName, call);
        const group = findGroup(cluster, input.nodegroupName);
        const { minSize, maxSize, desiredSize } = input.scalingConfig ?? {};
        const size = {
          min: minSize ?? group.size.min,
          max: maxSize ?? group.size.max,
          desired: desiredSize ?? group.size.desired,
        };
        if (size.min > size.desired || size.desired > size.max) {
          throw AwsError.undeclared(
            'InvalidParameterException',
            400,
            `Minimum capacity ${size.min}, desired capacity ${size.desired} and maximum capacity ${size.max} must not cross`,
          );
        }
        group.resize(size);
        return {
          update: {
            id: randomUUID(),
            status: 'InProgress' as const,
            type: 'ConfigUpdate' as const,
            params: Object.entries(size).map(([name, value]) => ({
              type: `${name[0].toUpperCase()}${name.slice(1)}Size` as never,
              value: String(value),
            })),
            createdAt: new Date(clock.now()),
            errors: [],
          },
        };
      }),
    ]),
  };
}
