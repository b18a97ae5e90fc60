import type {
  Instance,
  NatGateway,
  Route,
  RouteTable,
  Subnet,
  Tag,
  Vpc,
  VpnConnection,
} from '@aws-sdk/client-ec2';
import { REGIONS, type WorkerMachine } from '../../../model';
import type { AwsSite } from '../../sites';
import { ANNOUNCED, VPN_ID, type Bridge } from '../directconnect/Bridge';
import type { Networks } from './Networks';
import {
  addressIn,
  idOf,
  SUBNETS,
  subnetsOf,
  VPC_IDS,
  vpcCidr,
  ZONE_LETTERS,
  type PlannedSubnet,
} from './plan';

const CREATED = new Date('2026-03-02T09:00:00Z');
const PUBLIC_ADDRESSES: Record<AwsSite, string> = {
  'aws-primary': '198.51.100.',
  'aws-dr': '203.0.113.',
};

const named = (name: string): Tag[] => [{ Key: 'Name', Value: name }];
const EVERYWHERE = '0.0.0.0/0';

export function describeVpc(site: AwsSite, accountId: string): Vpc {
  const cidr = vpcCidr(site);
  return {
    VpcId: VPC_IDS[site],
    OwnerId: accountId,
    State: 'available',
    CidrBlock: cidr,
    CidrBlockAssociationSet: [
      {
        AssociationId: idOf('vpc-cidr-assoc', site, 0, '01'),
        CidrBlock: cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    DhcpOptionsId: idOf('dopt', site, 0, '01'),
    InstanceTenancy: 'default',
    IsDefault: false,
    Tags: named(`vpc-${site}`),
  };
}

export function describeSubnet(
  networks: Networks,
  subnet: PlannedSubnet,
  accountId: string,
): Subnet {
  const { site, id, zone, cidr, name, tier } = subnet;
  return {
    SubnetId: id,
    SubnetArn: `arn:aws:ec2:${REGIONS[site]}:${accountId}:subnet/${id}`,
    VpcId: VPC_IDS[site],
    OwnerId: accountId,
    State: 'available',
    AvailabilityZone: zone,
    AvailabilityZoneId: zoneId(subnet),
    CidrBlock: cidr,
    AvailableIpAddressCount: networks.freeAddresses(subnet),
    MapPublicIpOnLaunch: tier === 'edge',
    DefaultForAz: false,
    Tags: named(name),
  };
}

/** Ids of zones are the same in every account; their names are not. */
export function zoneId({
  site,
  letter,
}: Pick<PlannedSubnet, 'site' | 'letter'>) {
  const number = ZONE_LETTERS.indexOf(letter as 'a') + 1;
  return `${site === 'aws-primary' ? 'euc1' : 'euw1'}-az${number}`;
}

const natId = ({ site, letter }: PlannedSubnet) =>
  idOf('nat', site, 0, `0${letter}`);

export function describeNatGateways(
  networks: Networks,
  site: AwsSite,
): NatGateway[] {
  return networks.natGateways(site).map(({ subnet, state }, index) => ({
    NatGatewayId: natId(subnet),
    VpcId: VPC_IDS[site],
    SubnetId: subnet.id,
    State: state,
    ConnectivityType: 'public',
    CreateTime: CREATED,
    ...(state === 'failed' && {
      FailureCode: 'InternalError',
      FailureMessage:
        'Network interface of the NAT gateway is in an invalid state. Please try again.',
    }),
    NatGatewayAddresses: [
      {
        AllocationId: idOf('eipalloc', site, 0, `0${subnet.letter}`),
        NetworkInterfaceId: idOf('eni', site, 9, `0${subnet.letter}`),
        PrivateIp: addressIn(subnet, 5),
        PublicIp: `${PUBLIC_ADDRESSES[site]}${40 + index}`,
        IsPrimary: true,
        Status: 'succeeded',
      },
    ],
    Tags: named(`nat-${site}-${subnet.letter}`),
  }));
}

/**
 * A main table that leads nowhere, a public one, and one for the private
 * subnets of each zone. The primary region has the on-premise site's routes
 * too, while the bridge brings them.
 */
export function describeRouteTables(
  networks: Networks,
  bridge: Bridge,
  site: AwsSite,
  accountId: string,
): RouteTable[] {
  const gateway = `vgw-${VPC_IDS[site].slice(4)}`;
  const detached = networks.isSpoilt('blackhole', site);
  const learned: Route[] =
    site === 'aws-primary' && (bridge.carries || detached)
      ? ANNOUNCED.map(cidr => ({
          DestinationCidrBlock: cidr,
          GatewayId: gateway,
          Origin: 'EnableVgwRoutePropagation',
          State: detached ? 'blackhole' : 'active',
        }))
      : [];
  const local: Route = {
    DestinationCidrBlock: vpcCidr(site),
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
    State: 'active',
  };
  const table = (
    name: string,
    suffix: string,
    routes: Route[],
    subnets: PlannedSubnet[],
  ): RouteTable => {
    const RouteTableId = idOf('rtb', site, 0, suffix);
    return {
      RouteTableId,
      VpcId: VPC_IDS[site],
      OwnerId: accountId,
      Routes: [local, ...routes],
      Associations: [
        ...(subnets.length === 0
          ? [
              {
                Main: true,
                RouteTableId,
                RouteTableAssociationId: idOf('rtbassoc', site, 0, suffix),
              },
            ]
          : []),
        ...subnets.map(({ id }) => ({
          Main: false,
          RouteTableId,
          SubnetId: id,
          RouteTableAssociationId: `rtbassoc-${id.slice('subnet-'.length)}`,
          AssociationState: { State: 'associated' as const },
        })),
      ],
      PropagatingVgws: site === 'aws-primary' ? [{ GatewayId: gateway }] : [],
      Tags: named(name),
    };
  };
  const own = networks.subnets(site);
  return [
    table(`main-${site}`, '01', [], []),
    table(
      `public-${site}`,
      '02',
      [
        {
          DestinationCidrBlock: EVERYWHERE,
          GatewayId: idOf('igw', site, 0, '01'),
          Origin: 'CreateRoute',
          State: 'active',
        },
        ...learned,
      ],
      own.filter(({ tier }) => tier === 'edge'),
    ),
    ...networks.natGateways(site).map(({ subnet, state }) =>
      table(
        `private-${site}-${subnet.letter}`,
        `1${subnet.letter}`,
        [
          {
            DestinationCidrBlock: EVERYWHERE,
            NatGatewayId: natId(subnet),
            Origin: 'CreateRoute',
            State: state === 'available' ? 'active' : 'blackhole',
          },
          ...learned,
        ],
        own.filter(
          ({ tier, letter }) => tier !== 'edge' && letter === subnet.letter,
        ),
      ),
    ),
  ];
}

/** The connection with its tunnels; the configuration carries their keys, as at AWS. */
export function describeVpn(bridge: Bridge): VpnConnection {
  const tunnels = bridge.tunnels();
  return {
    VpnConnectionId: VPN_ID,
    State: 'available',
    Type: 'ipsec.1',
    Category: 'VPN',
    CustomerGatewayId: 'cgw-0a1b2c3d4e5f60718',
    VpnGatewayId: `vgw-${VPC_IDS['aws-primary'].slice(4)}`,
    CustomerGatewayConfiguration: `<vpn_connection id="${VPN_ID}">${tunnels
      .map(
        ({ name }) =>
          `<ipsec_tunnel><ike><pre_shared_key>pre-shared-key-of-${name}</pre_shared_key></ike></ipsec_tunnel>`,
      )
      .join('')}</vpn_connection>`,
    Options: {
      EnableAcceleration: false,
      StaticRoutesOnly: false,
      TunnelInsideIpVersion: 'ipv4',
    },
    VgwTelemetry: tunnels.map(({ address, up, changedAt }) => ({
      OutsideIpAddress: address,
      Status: up ? 'UP' : 'DOWN',
      StatusMessage: up ? `${ANNOUNCED.length} BGP ROUTES` : 'IPSEC IS DOWN',
      AcceptedRouteCount: up ? ANNOUNCED.length : 0,
      LastStatusChange: changedAt,
    })),
    Tags: named('mis-on-prem'),
  };
}

/** A worker node, in the application subnet of its zone. */
export function describeInstance(
  site: AwsSite,
  machine: WorkerMachine,
): Instance {
  const subnet = subnetsOf(site, 'application').find(
    ({ zone }) => zone === machine.zone,
  );
  return {
    InstanceId: machine.instanceId,
    InstanceType: machine.instanceType as Instance['InstanceType'],
    State: machine.running
      ? { Code: 16, Name: 'running' }
      : { Code: 80, Name: 'stopped' },
    LaunchTime: machine.launchedAt,
    Placement: { AvailabilityZone: machine.zone, Tenancy: 'default' },
    VpcId: VPC_IDS[site],
    SubnetId: subnet?.id,
    PrivateDnsName: machine.node,
    Tags: named(machine.node),
  };
}

/** All subnets that the plan names, for faults. */
export const SUBNET_NAMES = SUBNETS.map(({ name }) => name);
