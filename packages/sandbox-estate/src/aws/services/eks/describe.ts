import type { Cluster, Nodegroup } from '@aws-sdk/client-eks';
import { createHash } from 'node:crypto';
import type { NodeGroupControl } from '../../../model';
import type { AwsSite } from '../../sites';
import { subnetsOf, VPC_IDS } from '../ec2/plan';
import {
  autoScalingGroupName,
  type Clusters,
  type EksCluster,
} from './Clusters';

const CREATED = new Date('2026-03-02T09:30:00Z');
/** Networks of the administrators, from an address range kept for documentation. */
const ADMINISTRATORS = ['198.51.100.0/28'];

/** Nodes stand in the application tier, in every zone. */
export function nodeSubnets(site: AwsSite): string[] {
  return subnetsOf(site, 'application').map(({ id }) => id);
}

/** Issuer of the tokens of service accounts, which roles of IAM trust. */
export function oidcIssuer({
  name,
  region,
}: Pick<EksCluster, 'name' | 'region'>): string {
  return `https://oidc.eks.${region}.amazonaws.com/id/${clusterId(name)}`;
}

function clusterId(name: string): string {
  return createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .toUpperCase();
}

export function clusterArn(
  { region, name }: EksCluster,
  accountId: string,
): string {
  return `arn:aws:eks:${region}:${accountId}:cluster/${name}`;
}

export function describeCluster(
  clusters: Clusters,
  cluster: EksCluster,
  accountId: string,
): Cluster {
  const { name, site, region, nodeGroups } = cluster;
  return {
    name,
    arn: clusterArn(cluster, accountId),
    createdAt: CREATED,
    version: nodeGroups[0].kubernetesVersion,
    platformVersion: 'eks.12',
    endpoint: `https://${clusterId(name)}.gr7.${region}.eks.amazonaws.com`,
    roleArn: `arn:aws:iam::${accountId}:role/${name}-cluster`,
    status: 'ACTIVE',
    health: { issues: clusters.issues(name) as never },
    resourcesVpcConfig: {
      vpcId: VPC_IDS[site],
      subnetIds: nodeSubnets(site),
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: clusters.isOpenToAll(site)
        ? ['0.0.0.0/0']
        : ADMINISTRATORS,
    },
    identity: { oidc: { issuer: oidcIssuer(cluster) } },
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    upgradePolicy: { supportType: 'EXTENDED' },
    encryptionConfig: [
      {
        resources: ['secrets'],
        provider: {
          keyArn: `arn:aws:kms:${region}:${accountId}:alias/mis-data`,
        },
      },
    ],
    tags: { system: 'mis-platform', site },
  };
}

export function describeNodeGroup(
  clusters: Clusters,
  cluster: EksCluster,
  group: NodeGroupControl,
  accountId: string,
): Nodegroup {
  const issues = [
    ...clusters.issues(group.name),
    ...(group.size.desired > group.machines().length &&
    group.suspendedProcesses.has('Launch')
      ? [
          {
            code: 'AsgInstanceLaunchFailures',
            message:
              'Instances could not be launched: the process Launch of the auto-scaling group is suspended',
            resourceIds: [autoScalingGroupName(group)],
          },
        ]
      : []),
  ];
  return {
    nodegroupName: group.name,
    nodegroupArn: `arn:aws:eks:${cluster.region}:${accountId}:nodegroup/${cluster.name}/${group.name}/f0c1a2b3-0000-4000-8000-000000000001`,
    clusterName: cluster.name,
    version: group.kubernetesVersion,
    releaseVersion: `${group.kubernetesVersion}.4-20260915`,
    createdAt: CREATED,
    modifiedAt: CREATED,
    status: issues.length > 0 ? 'DEGRADED' : 'ACTIVE',
    capacityType: 'ON_DEMAND',
    scalingConfig: {
      minSize: group.size.min,
      maxSize: group.size.max,
      desiredSize: group.size.desired,
    },
    instanceTypes: [group.instanceType],
    subnets: nodeSubnets(cluster.site),
    amiType: 'AL2023_x86_64_STANDARD',
    nodeRole: `arn:aws:iam::${accountId}:role/${cluster.name}-node`,
    resources: { autoScalingGroups: [{ name: autoScalingGroupName(group) }] },
    diskSize: 100,
    health: { issues: issues as never },
    updateConfig: { maxUnavailable: 1 },
    tags: { system: 'mis-platform', site: cluster.site },
  };
}
