import {
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
  type NatGateway,
  type Subnet,
  type Vpc,
} from '@aws-sdk/client-ec2';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import { Sightings } from '../aws/Sightings';
import { networkRoutes, waysOut } from './routeTables';
import * as signals from './signals';

export const VPC_ACTIONS = [
  'ec2:DescribeVpcs',
  'ec2:DescribeSubnets',
  'ec2:DescribeRouteTables',
  'ec2:DescribeNatGateways',
] as const;

function toNatGateway(
  gateway: NatGateway,
  zoneOf: Map<string, string>,
): signals.NatGateway {
  const regional = gateway.AvailabilityMode === 'regional';
  return {
    id: gateway.NatGatewayId ?? '',
    state: gateway.State ?? '',
    zone: regional ? null : zoneOf.get(gateway.SubnetId ?? '') ?? '',
    subnetId: gateway.SubnetId ?? null,
    failureCode: gateway.FailureCode ?? null,
  };
}

/** Asks EC2 of one account and region for a VPC: subnets, ways out, NAT gateways. */
export class VpcSource extends AwsSource {
  readonly #wanted: string;
  readonly #sightings = new Sightings();

  /** @param wanted - id of the VPC, or its name by the tag `Name` */
  constructor(settings: AwsSourceSettings, wanted: string) {
    super(settings, `EC2 in ${settings.region}`, VPC_ACTIONS);
    this.#wanted = wanted;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region } = this;
    const [entityRef] = this.entityRefs;
    const client = await this.clients.get('ec2', region);
    const vpc = await this.#find(client, context, asked);
    if (!vpc?.VpcId) {
      return [
        {
          entityRef,
          signal: signals.VPC,
          value: { id: this.#wanted, region, missing: true },
        },
      ];
    }
    const [subnets, tables, gateways] = await this.#parts(
      client,
      [{ Name: 'vpc-id', Values: [vpc.VpcId] }],
      context,
      asked,
    );
    const wayOut = waysOut(tables);
    const zones = new Map(
      subnets.map(each => [each.SubnetId ?? '', each.AvailabilityZone ?? '']),
    );
    const observe = (
      signal: string,
      value: ObservationInput['value'],
    ): ObservationInput => ({ entityRef, signal, value });
    return [
      observe(signals.VPC, toVpc(vpc, region)),
      observe(
        signals.VPC_SUBNETS,
        subnets.map(each => toSubnet(each, wayOut)),
      ),
      observe(
        signals.VPC_NAT_GATEWAYS,
        // EC2 shows what was deleted for an hour.
        gateways
          .filter(({ State }) => State !== 'deleted')
          .map(each => toNatGateway(each, zones)),
      ),
      observe(signals.VPC_ROUTES, networkRoutes(tables)),
    ];
  }

  async #find(
    client: EC2Client,
    context: SourceContext,
    asked: AskedService,
  ): Promise<Vpc | undefined> {
    const vpcs = await allPages(
      NextToken =>
        client.send(new DescribeVpcsCommand({ NextToken }), {
          abortSignal: context.signal,
        }),
      answer => ({ items: answer.Vpcs, next: answer.NextToken }),
      () => malformed(asked, 'without a list of VPCs'),
    );
    const wanted = this.#wanted;
    const found = vpcs.filter(
      ({ VpcId, Tags = [] }) =>
        VpcId === wanted ||
        Tags.some(({ Key, Value }) => Key === 'Name' && Value === wanted),
    );
    if (found.length > 1) {
      throw new SourceFailure(
        'misconfigured',
        `${asked.name} has ${found.length} VPCs called ${wanted}.`,
        `Give the id of the VPC at ${this.key}.vpc.`,
      );
    }
    this.#sightings.confirm(
      wanted,
      found.length > 0,
      () =>
        new SourceFailure(
          'misconfigured',
          `${asked.name} has no VPC called ${wanted}.`,
          `Correct ${this.key}.vpc (an id, or the value of the tag Name) or ${this.key}.region.`,
        ),
    );
    return found[0];
  }

  #parts(
    client: EC2Client,
    Filters: Filter[],
    context: SourceContext,
    asked: AskedService,
  ) {
    const options = { abortSignal: context.signal };
    return Promise.all([
      allPages(
        NextToken =>
          client.send(
            new DescribeSubnetsCommand({ Filters, NextToken }),
            options,
          ),
        answer => ({ items: answer.Subnets, next: answer.NextToken }),
        () => malformed(asked, 'without a list of subnets'),
      ),
      allPages(
        NextToken =>
          client.send(
            new DescribeRouteTablesCommand({ Filters, NextToken }),
            options,
          ),
        answer => ({ items: answer.RouteTables, next: answer.NextToken }),
        () => malformed(asked, 'without a list of route tables'),
      ),
      allPages(
        NextToken =>
          client.send(
            new DescribeNatGatewaysCommand({ Filter: Filters, NextToken }),
            options,
          ),
        answer => ({ items: answer.NatGateways, next: answer.NextToken }),
        () => malformed(asked, 'without a list of NAT gateways'),
      ),
    ]);
  }
}

function toVpc(vpc: Vpc, region: string): signals.PresentVpc {
  const associated = (vpc.CidrBlockAssociationSet ?? [])
    .filter(
      ({ CidrBlockState }) =>
        CidrBlockState === undefined || CidrBlockState.State === 'associated',
    )
    .flatMap(({ CidrBlock }) => CidrBlock ?? []);
  return {
    id: vpc.VpcId ?? '',
    region,
    missing: false,
    state: vpc.State ?? '',
    cidrs: [
      ...new Set([...(vpc.CidrBlock ? [vpc.CidrBlock] : []), ...associated]),
    ],
  };
}

function toSubnet(
  subnet: Subnet,
  wayOut: (subnetId: string) => signals.WayOut | null,
): signals.Subnet {
  return {
    id: subnet.SubnetId ?? '',
    cidr: subnet.CidrBlock ?? '',
    zone: subnet.AvailabilityZone ?? '',
    freeAddresses: subnet.AvailableIpAddressCount ?? null,
    wayOut: wayOut(subnet.SubnetId ?? ''),
  };
}
