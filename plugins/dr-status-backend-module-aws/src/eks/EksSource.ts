import {
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeNodegroupCommand,
  ListNodegroupsCommand,
  type Cluster,
  type EKSClient,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import type { NamedResource } from '../aws/resources';
import { Sightings } from '../aws/Sightings';
import * as signals from './signals';

export const EKS_ACTIONS = [
  'eks:DescribeCluster',
  'eks:ListNodegroups',
  'eks:DescribeNodegroup',
  'eks:DescribeClusterVersions',
] as const;

const CALLS_AT_ONCE = 4;
const LISTED_ISSUES = 20;
/** More than EKS takes: the one that lets everybody in may be the last. */
const LISTED_CIDRS = 100;
const MESSAGE_LENGTH = 300;

interface Complaint {
  code?: string;
  message?: string;
}

const toIssues = (issues?: Complaint[]): signals.EksIssue[] | null =>
  issues?.slice(0, LISTED_ISSUES).map(({ code, message }) => ({
    code: code ?? '',
    message: (message ?? '').slice(0, MESSAGE_LENGTH),
  })) ?? null;

function toNodeGroup(group: Nodegroup): signals.EksNodeGroup {
  const { minSize, maxSize, desiredSize } = group.scalingConfig ?? {};
  return {
    name: group.nodegroupName ?? '',
    status: group.status ?? '',
    version: group.version ?? '',
    minSize: minSize ?? null,
    maxSize: maxSize ?? null,
    desiredSize: desiredSize ?? null,
    instanceTypes: group.instanceTypes ?? [],
    autoScalingGroups: (group.resources?.autoScalingGroups ?? []).flatMap(
      ({ name }) => name ?? [],
    ),
    issues: toIssues(group.health?.issues),
  };
}

/** Asks EKS of one account and region for its clusters and their node groups. */
export class EksSource extends AwsSource {
  readonly #clusters: NamedResource[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, clusters: NamedResource[]) {
    super(settings, `EKS in ${settings.region}`, EKS_ACTIONS);
    this.#clusters = clusters;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('eks', this.region);
    const observed = await concurrently(this.#clusters, CALLS_AT_ONCE, named =>
      this.#observe(client, named, context, asked),
    );
    return observed.flat();
  }

  async #observe(
    client: EKSClient,
    { entityRef, identifier: name }: NamedResource,
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region, key } = this;
    const cluster = await this.#describe(client, name, context, asked);
    const never = () =>
      new SourceFailure(
        'misconfigured',
        `EKS in ${region} has no cluster called ${name}.`,
        `Correct ${key}.region or ${key}.clusters: the cluster may be in another region, or have another name.`,
      );
    this.#sightings.confirm(name, cluster !== undefined, never);
    if (!cluster) {
      return [
        {
          entityRef,
          signal: signals.EKS_CLUSTER,
          value: { name, region, missing: true },
        },
      ];
    }
    const support = await this.#support(client, cluster.version, context);
    const groups = await this.#nodeGroups(client, name, context, asked);
    const network = cluster.resourcesVpcConfig;
    return [
      {
        entityRef,
        signal: signals.EKS_CLUSTER,
        value: {
          name,
          region,
          missing: false,
          status: cluster.status ?? '',
          version: cluster.version ?? '',
          issues: toIssues(cluster.health?.issues),
          support,
          access: {
            authenticationMode:
              cluster.accessConfig?.authenticationMode ?? null,
            privateEndpoint: network?.endpointPrivateAccess ?? null,
            publicEndpoint: network?.endpointPublicAccess ?? null,
            publicCidrs: (network?.publicAccessCidrs ?? []).slice(
              0,
              LISTED_CIDRS,
            ),
          },
        },
      },
      { entityRef, signal: signals.EKS_NODE_GROUPS, value: groups },
    ];
  }

  async #describe(
    client: EKSClient,
    name: string,
    { signal }: SourceContext,
    asked: AskedService,
  ): Promise<Cluster | undefined> {
    try {
      const { cluster } = await client.send(
        new DescribeClusterCommand({ name }),
        { abortSignal: signal },
      );
      if (!cluster) {
        throw malformed(asked, 'without a cluster');
      }
      return cluster;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }

  /** A partition or a stand-in that cannot say it leaves the rest to be read. */
  async #support(
    client: EKSClient,
    version: string | undefined,
    { signal }: SourceContext,
  ): Promise<{ status: string; standardEndsAt: string | null } | null> {
    if (!version) {
      return null;
    }
    try {
      const { clusterVersions } = await client.send(
        new DescribeClusterVersionsCommand({ clusterVersions: [version] }),
        { abortSignal: signal },
      );
      const found = clusterVersions?.find(
        each => each.clusterVersion === version,
      );
      return found
        ? {
            status: found.versionStatus ?? '',
            standardEndsAt:
              found.endOfStandardSupportDate?.toISOString() ?? null,
          }
        : null;
    } catch (error) {
      const { name, $metadata } = error as {
        name?: string;
        $metadata?: { httpStatusCode?: number };
      };
      if (
        $metadata?.httpStatusCode === 404 ||
        name === 'UnknownOperationException'
      ) {
        return null;
      }
      throw error;
    }
  }

  async #nodeGroups(
    client: EKSClient,
    clusterName: string,
    { signal }: SourceContext,
    asked: AskedService,
  ): Promise<signals.EksNodeGroup[]> {
    const names = await allPages(
      nextToken =>
        client.send(new ListNodegroupsCommand({ clusterName, nextToken }), {
          abortSignal: signal,
        }),
      answer => ({ items: answer.nodegroups, next: answer.nextToken }),
      () => malformed(asked, 'without a list of node groups'),
    );
    return concurrently(names, CALLS_AT_ONCE, async nodegroupName => {
      const { nodegroup } = await client.send(
        new DescribeNodegroupCommand({ clusterName, nodegroupName }),
        { abortSignal: signal },
      );
      if (!nodegroup) {
        throw malformed(asked, 'without a node group');
      }
      return toNodeGroup(nodegroup);
    });
  }
}
