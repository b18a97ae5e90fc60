import {
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DescribeVpnConnectionsCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { REGIONS, type EstateModel } from '../../../model';
import { operation, operations, type Service } from '../../server/service';
import {
  availabilityZone,
  AWS_SITES,
  zoneName,
  type AwsSite,
} from '../../sites';
import type { Bridge } from '../directconnect/Bridge';
import * as describe from './describe';
import { choose } from './filters';
import { machinesOf } from './machines';
import type { Networks } from './Networks';
import { ZONE_LETTERS } from './plan';

export { Networks } from './Networks';

const sitesOf = (region: string): AwsSite[] =>
  AWS_SITES.filter(site => REGIONS[site] === region);

/** Filters by tag: `tag:Name`, `tag-key`. */
function tagged(tags: Tag[] = []) {
  return {
    ...Object.fromEntries(
      tags.map(({ Key, Value }) => [`tag:${Key}`, [Value]]),
    ),
    'tag-key': tags.map(({ Key }) => Key),
  };
}

const paging = ({
  MaxResults,
  NextToken,
}: {
  MaxResults?: number;
  NextToken?: string;
}) => ({ MaxResults, NextToken });

/** Elastic Compute Cloud: the networks of the estate, and its end of the VPN. */
export function ec2Service(
  networks: Networks,
  bridge: Bridge,
  model: EstateModel,
): Service {
  return {
    signingName: 'ec2',
    actionPrefix: 'ec2',
    apiVersion: '2016-11-15',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    shapeNamespace: 'com.amazonaws.ec2',
    protocols: ['ec2-query'],
    regions: region => [region],
    operations: operations([
      operation(DescribeAvailabilityZonesCommand, (_input, { region }) => ({
        AvailabilityZones: sitesOf(region).flatMap(site =>
          ZONE_LETTERS.map(letter => {
            const zone = availabilityZone(site, letter);
            return {
              ZoneName: zone,
              ZoneId: describe.zoneId({ site, letter }),
              RegionName: region,
              ZoneType: 'availability-zone',
              OptInStatus: 'opt-in-not-required' as const,
              State: model.lostZones.has(zoneName(site, zone))
                ? ('unavailable' as const)
                : ('available' as const),
            };
          }),
        ),
      })),

      operation(DescribeInstancesCommand, (input, { region, accountId }) => {
        const { items, next } = choose(
          sitesOf(region).flatMap(site =>
            machinesOf(model, site).map(machine =>
              describe.describeInstance(site, machine),
            ),
          ),
          instance => ({
            id: [instance.InstanceId!],
            'instance-id': [instance.InstanceId],
            'instance-state-name': [instance.State!.Name],
            'availability-zone': [instance.Placement!.AvailabilityZone],
            'vpc-id': [instance.VpcId],
            ...tagged(instance.Tags),
          }),
          { ids: input.InstanceIds, filters: input.Filters, ...paging(input) },
          'Instance',
        );
        return {
          Reservations: items.map(instance => ({
            ReservationId: `r-${instance.InstanceId!.slice(2)}`,
            OwnerId: accountId,
            Instances: [instance],
          })),
          NextToken: next,
        };
      }),

      operation(DescribeVpcsCommand, (input, { region, accountId }) => {
        const { items, next } = choose(
          sitesOf(region).map(site => describe.describeVpc(site, accountId)),
          vpc => ({
            id: [vpc.VpcId!],
            'vpc-id': [vpc.VpcId],
            cidr: [vpc.CidrBlock],
            state: [vpc.State],
            ...tagged(vpc.Tags),
          }),
          { ids: input.VpcIds, filters: input.Filters, ...paging(input) },
          'Vpc',
        );
        return { Vpcs: items, NextToken: next };
      }),

      operation(DescribeSubnetsCommand, (input, { region, accountId }) => {
        const { items, next } = choose(
          sitesOf(region)
            .flatMap(site => networks.subnets(site))
            .map(each => describe.describeSubnet(networks, each, accountId)),
          subnet => ({
            id: [subnet.SubnetId!],
            'subnet-id': [subnet.SubnetId],
            'vpc-id': [subnet.VpcId],
            'cidr-block': [subnet.CidrBlock],
            'availability-zone': [subnet.AvailabilityZone],
            state: [subnet.State],
            ...tagged(subnet.Tags),
          }),
          { ids: input.SubnetIds, filters: input.Filters, ...paging(input) },
          'Subnet',
        );
        return { Subnets: items, NextToken: next };
      }),

      operation(DescribeRouteTablesCommand, (input, { region, accountId }) => {
        const { items, next } = choose(
          sitesOf(region).flatMap(site =>
            describe.describeRouteTables(networks, bridge, site, accountId),
          ),
          table => ({
            id: [table.RouteTableId!],
            'route-table-id': [table.RouteTableId],
            'vpc-id': [table.VpcId],
            'association.main': table.Associations!.map(({ Main }) =>
              String(Main),
            ),
            'association.subnet-id': table.Associations!.map(
              ({ SubnetId }) => SubnetId,
            ),
            'route.state': table.Routes!.map(({ State }) => State),
            ...tagged(table.Tags),
          }),
          {
            ids: input.RouteTableIds,
            filters: input.Filters,
            ...paging(input),
          },
          'RouteTable',
        );
        return { RouteTables: items, NextToken: next };
      }),

      operation(DescribeNatGatewaysCommand, (input, { region }) => {
        const { items, next } = choose(
          sitesOf(region).flatMap(site =>
            describe.describeNatGateways(networks, site),
          ),
          gateway => ({
            id: [gateway.NatGatewayId!],
            'nat-gateway-id': [gateway.NatGatewayId],
            'vpc-id': [gateway.VpcId],
            'subnet-id': [gateway.SubnetId],
            state: [gateway.State],
            ...tagged(gateway.Tags),
          }),
          { ids: input.NatGatewayIds, filters: input.Filter, ...paging(input) },
          'NatGateway',
        );
        return { NatGateways: items, NextToken: next };
      }),

      operation(DescribeVpnConnectionsCommand, (input, { region }) => {
        const { items } = choose(
          region === REGIONS['aws-primary']
            ? [describe.describeVpn(bridge)]
            : [],
          vpn => ({
            id: [vpn.VpnConnectionId!],
            'vpn-connection-id': [vpn.VpnConnectionId],
            'vpn-gateway-id': [vpn.VpnGatewayId],
            state: [vpn.State],
            ...tagged(vpn.Tags),
          }),
          { ids: input.VpnConnectionIds, filters: input.Filters },
          'VpnConnection',
        );
        return { VpnConnections: items };
      }),
    ]),
  };
}
