import { ConfigReader } from '@backstage/config';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { ec2Answer } from '../testing/xml';
import { vpc } from './index';

testMisbehaviour(
  'VPC',
  at => vpc.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const found = (id: string, name: string) => ({
  vpcId: id,
  state: 'available',
  cidrBlock: '10.2.0.0/16',
  cidrBlockAssociationSet: {
    item: [
      { cidrBlock: '10.2.0.0/16', cidrBlockState: { state: 'associated' } },
      { cidrBlock: '10.3.0.0/16', cidrBlockState: { state: 'associated' } },
      { cidrBlock: '10.4.0.0/16', cidrBlockState: { state: 'failed' } },
    ],
  },
  tagSet: { item: [{ key: 'Name', value: name }] },
});
const subnet = (id: string, zone: string) => ({
  subnetId: id,
  cidrBlock: '10.2.1.0/26',
  availabilityZone: zone,
  availableIpAddressCount: 40,
});
const route = (destination: string, target: object, state = 'active') => ({
  destinationCidrBlock: destination,
  ...target,
  state,
});
const LOCAL = route('10.2.0.0/16', { gatewayId: 'local' });
const HOME = route('10.0.0.0/16', { gatewayId: 'vgw-1' });

const ANSWERS = {
  DescribeVpcs: (body: string) =>
    ec2Answer('DescribeVpcs', {
      vpcSet: {
        item: [
          body.includes('NextToken=2')
            ? found('vpc-1', 'a')
            : found('vpc-0', 'default'),
        ],
      },
      ...(!body.includes('NextToken=2') && { nextToken: '2' }),
    }),
  DescribeSubnets: (body: string) => {
    expect(decodeURIComponent(body)).toContain('Filter.1.Value.1=vpc-1');
    return ec2Answer('DescribeSubnets', {
      subnetSet: {
        item: [
          subnet('s-public', 'eu-west-1a'),
          subnet('s-private', 'eu-west-1a'),
          subnet('s-main', 'eu-west-1b'),
        ],
      },
    });
  },
  DescribeRouteTables: ec2Answer('DescribeRouteTables', {
    routeTableSet: {
      item: [
        {
          routeSet: {
            item: [
              LOCAL,
              route('0.0.0.0/0', { transitGatewayId: 'tgw-1' }),
              route(
                '10.9.0.0/16',
                { vpcPeeringConnectionId: 'pcx-1' },
                'blackhole',
              ),
            ],
          },
          associationSet: { item: [{ main: true }] },
        },
        {
          routeSet: {
            item: [LOCAL, HOME, route('0.0.0.0/0', { gatewayId: 'igw-1' })],
          },
          associationSet: { item: [{ main: false, subnetId: 's-public' }] },
        },
        {
          routeSet: {
            item: [LOCAL, HOME, route('0.0.0.0/0', { natGatewayId: 'nat-1' })],
          },
          associationSet: { item: [{ main: false, subnetId: 's-private' }] },
        },
      ],
    },
  }),
  DescribeNatGateways: ec2Answer('DescribeNatGateways', {
    natGatewaySet: {
      item: [
        { natGatewayId: 'nat-1', state: 'available', subnetId: 's-public' },
        {
          natGatewayId: 'nat-2',
          state: 'failed',
          failureCode: 'Gateway.NotAttached',
          subnetId: 's-public',
        },
        { natGatewayId: 'nat-3', state: 'deleted', subnetId: 's-public' },
        {
          natGatewayId: 'nat-4',
          state: 'available',
          availabilityMode: 'regional',
        },
      ],
    },
  }),
};

describe('VpcSource', () => {
  it('reads the VPC of a name with subnets, ways out, gateways and routes', async () => {
    const { observations } = await askAgainst(vpc, {}, ANSWERS);
    const said = Object.fromEntries(
      observations.map(({ signal, value }) => [signal, value]),
    );
    expect(said['aws.vpc.vpc']).toEqual({
      id: 'vpc-1',
      region: 'eu-west-1',
      missing: false,
      state: 'available',
      cidrs: ['10.2.0.0/16', '10.3.0.0/16'],
    });
    const common = { cidr: '10.2.1.0/26', freeAddresses: 40 };
    expect(said['aws.vpc.subnets']).toEqual([
      {
        id: 's-public',
        zone: 'eu-west-1a',
        ...common,
        wayOut: { kind: 'internet-gateway', id: 'igw-1', state: 'active' },
      },
      {
        id: 's-private',
        zone: 'eu-west-1a',
        ...common,
        wayOut: { kind: 'nat-gateway', id: 'nat-1', state: 'active' },
      },
      // It follows the main table.
      {
        id: 's-main',
        zone: 'eu-west-1b',
        ...common,
        wayOut: { kind: 'transit-gateway', id: 'tgw-1', state: 'active' },
      },
    ]);
    expect(said['aws.vpc.natGateways']).toEqual([
      {
        id: 'nat-1',
        state: 'available',
        zone: 'eu-west-1a',
        subnetId: 's-public',
        failureCode: null,
      },
      {
        id: 'nat-2',
        state: 'failed',
        zone: 'eu-west-1a',
        subnetId: 's-public',
        failureCode: 'Gateway.NotAttached',
      },
      {
        id: 'nat-4',
        state: 'available',
        zone: null,
        subnetId: null,
        failureCode: null,
      },
    ]);
    expect(said['aws.vpc.routes']).toEqual([
      {
        destination: '10.9.0.0/16',
        target: 'pcx-1',
        state: 'blackhole',
        tables: 1,
      },
      {
        destination: '10.0.0.0/16',
        target: 'vgw-1',
        state: 'active',
        tables: 2,
      },
    ]);
  });

  it('says which key is wrong for a VPC that is not there, or there twice', async () => {
    await expect(
      askAgainst(vpc, { vpc: 'vpc-9' }, ANSWERS),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'EC2 in eu-west-1 has no VPC called vpc-9.',
      hint: expect.stringContaining('drStatus.sources.aws[0].vpc'),
    });
    await expect(
      askAgainst(
        vpc,
        {},
        {
          DescribeVpcs: ec2Answer('DescribeVpcs', {
            vpcSet: { item: [found('vpc-1', 'a'), found('vpc-2', 'a')] },
          }),
        },
      ),
    ).rejects.toMatchObject({
      message: 'EC2 in eu-west-1 has 2 VPCs called a.',
      hint: expect.stringContaining('Give the id'),
    });
  });
});
