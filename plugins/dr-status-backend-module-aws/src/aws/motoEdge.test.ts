import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  CreateCustomerGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  CreateVpnConnectionCommand,
  CreateVpnGatewayCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  AssociateWebACLCommand,
  CreateWebACLCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { askOnce } from '@twinshore/plugin-dr-status-node/testUtils';
import { acm } from '../acm';
import { elbv2 } from '../elbv2';
import { awsSettings } from '../testing/awsSettings';
import { describeWithMoto } from '../testing/moto';
import { vpc } from '../vpc';
import { vpn } from '../vpn';
import { wafv2 } from '../wafv2';
import type { AwsService } from './services';

jest.setTimeout(90_000);

const REGION = 'eu-west-1';
const ZONES = ['a', 'b'].map(letter => `${REGION}${letter}`);

describeWithMoto('networks, load balancers and links against moto', moto => {
  const read = async (service: AwsService, item: JsonObject = {}) => {
    const source = service.create(
      awsSettings(
        { url: moto.endpoint() },
        { region: REGION, timeoutSeconds: 20 },
      ),
      new ConfigReader(item),
    );
    try {
      return Object.fromEntries(
        (await askOnce(source)).map(({ signal, value }) => [
          signal,
          value as any,
        ]),
      );
    } finally {
      await source.close?.();
    }
  };

  let vpcId: string;
  let subnetIds: string[];
  let balancerArn: string;

  it('reads a VPC with its subnets, ways out and NAT gateways', async () => {
    const ec2 = moto.client(EC2Client, REGION);
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.2.0.0/16' }),
    );
    vpcId = Vpc!.VpcId!;
    await ec2.send(
      new CreateTagsCommand({
        Resources: [vpcId],
        Tags: [{ Key: 'Name', Value: 'mis' }],
      }),
    );
    subnetIds = [];
    for (const [index, AvailabilityZone] of ZONES.entries()) {
      const { Subnet } = await ec2.send(
        new CreateSubnetCommand({
          VpcId: vpcId,
          CidrBlock: `10.2.1.${64 * index}/26`,
          AvailabilityZone,
        }),
      );
      subnetIds.push(Subnet!.SubnetId!);
    }
    const { AllocationId } = await ec2.send(
      new AllocateAddressCommand({ Domain: 'vpc' }),
    );
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({ SubnetId: subnetIds[0], AllocationId }),
    );
    const { RouteTable } = await ec2.send(
      new CreateRouteTableCommand({ VpcId: vpcId }),
    );
    const { RouteTableId } = RouteTable!;
    await ec2.send(
      new CreateRouteCommand({
        RouteTableId,
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: NatGateway!.NatGatewayId,
      }),
    );
    await ec2.send(
      new AssociateRouteTableCommand({ RouteTableId, SubnetId: subnetIds[1] }),
    );
    ec2.destroy();

    const said = await read(vpc, { vpc: 'mis' });
    expect(said['aws.vpc.vpc']).toMatchObject({
      id: vpcId,
      state: 'available',
      cidrs: ['10.2.0.0/16'],
    });
    expect(said['aws.vpc.subnets']).toEqual(
      expect.arrayContaining([
        {
          id: subnetIds[0],
          cidr: '10.2.1.0/26',
          zone: ZONES[0],
          freeAddresses: expect.any(Number),
          wayOut: null,
        },
        {
          id: subnetIds[1],
          cidr: '10.2.1.64/26',
          zone: ZONES[1],
          freeAddresses: 59,
          wayOut: {
            kind: 'nat-gateway',
            id: NatGateway!.NatGatewayId,
            state: 'active',
          },
        },
      ]),
    );
    expect(said['aws.vpc.natGateways']).toEqual([
      expect.objectContaining({
        id: NatGateway!.NatGatewayId,
        state: 'available',
        zone: ZONES[0],
      }),
    ]);
    expect(said['aws.vpc.routes']).toEqual([]);
  });

  it('reads a load balancer with its targets', async () => {
    const elb = moto.client(ElasticLoadBalancingV2Client, REGION);
    const { LoadBalancers } = await elb.send(
      new CreateLoadBalancerCommand({
        Name: 'a',
        Subnets: subnetIds,
        Scheme: 'internet-facing',
      }),
    );
    balancerArn = LoadBalancers![0].LoadBalancerArn!;
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name: 'blue',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: vpcId,
        TargetType: 'ip',
      }),
    );
    const { TargetGroupArn } = TargetGroups![0];
    await elb.send(
      new RegisterTargetsCommand({
        TargetGroupArn,
        Targets: [{ Id: '10.2.1.10', Port: 80, AvailabilityZone: ZONES[0] }],
      }),
    );
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    elb.destroy();

    const said = await read(elbv2);
    expect(said['aws.elbv2.loadBalancer']).toMatchObject({
      name: 'a',
      type: 'application',
      internetFacing: true,
      state: expect.stringMatching(/^(active|provisioning)$/),
      zones: ZONES,
      listeners: [
        { port: 80, protocol: 'HTTP', sslPolicy: null, sslProtocols: null },
      ],
      targetGroups: [
        { name: 'blue', weight: 1, targets: [{ registered: 1, healthy: 1 }] },
      ],
    });
  });

  it('reads the web ACL before a load balancer', async () => {
    const waf = moto.client(WAFV2Client, REGION);
    const VisibilityConfig = {
      SampledRequestsEnabled: false,
      CloudWatchMetricsEnabled: false,
      MetricName: 'm',
    };
    const bare = await read(wafv2);
    expect(bare['aws.wafv2.loadBalancers'].loadBalancers).toEqual([
      { name: 'a', acl: null },
    ]);
    const { Summary } = await waf.send(
      new CreateWebACLCommand({
        Name: 'mis',
        Scope: 'REGIONAL',
        DefaultAction: { Allow: {} },
        VisibilityConfig,
        Rules: [
          {
            Name: 'rate',
            Priority: 0,
            Action: { Block: {} },
            Statement: {
              RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' },
            },
            VisibilityConfig,
          },
        ],
      }),
    );
    await waf.send(
      new AssociateWebACLCommand({
        WebACLArn: Summary!.ARN,
        ResourceArn: balancerArn,
      }),
    );
    waf.destroy();
    const said = await read(wafv2);
    expect(said['aws.wafv2.loadBalancers'].loadBalancers).toEqual([
      {
        name: 'a',
        acl: {
          name: 'mis',
          defaultAction: 'allow',
          rules: [
            {
              name: 'rate',
              statement: 'rate 2000 per 300 s by IP',
              action: 'block',
            },
          ],
        },
      },
    ]);
  });

  it('reads certificates', async () => {
    const client = moto.client(ACMClient, REGION);
    await client.send(
      new RequestCertificateCommand({
        DomainName: 'example.com',
        SubjectAlternativeNames: ['*.example.com'],
        ValidationMethod: 'DNS',
      }),
    );
    client.destroy();
    const said = await read(acm, { domains: ['www.example.com'] });
    expect(said['aws.acm.certificates'].certificates).toMatchObject([
      {
        domain: 'example.com',
        names: ['example.com', '*.example.com'],
        status: expect.stringMatching(/^(PENDING_VALIDATION|ISSUED)$/),
        type: 'AMAZON_ISSUED',
      },
    ]);
  });

  it('reads a VPN connection, whose tunnels moto does not tell', async () => {
    const ec2 = moto.client(EC2Client, REGION);
    const { VpnGateway } = await ec2.send(
      new CreateVpnGatewayCommand({ Type: 'ipsec.1' }),
    );
    const { CustomerGateway } = await ec2.send(
      new CreateCustomerGatewayCommand({
        Type: 'ipsec.1',
        IpAddress: '203.0.113.9',
        BgpAsn: 65010,
      }),
    );
    const { VpnConnection } = await ec2.send(
      new CreateVpnConnectionCommand({
        Type: 'ipsec.1',
        CustomerGatewayId: CustomerGateway!.CustomerGatewayId,
        VpnGatewayId: VpnGateway!.VpnGatewayId,
      }),
    );
    ec2.destroy();
    const said = await read(vpn);
    expect(said['aws.vpn.connections'].connections).toMatchObject([
      { id: VpnConnection!.VpnConnectionId, state: 'available' },
    ]);
    expect(JSON.stringify(said)).not.toMatch(/pre_shared_key|<\?xml/);
  });
});
