import {
  ACMClient,
  DescribeCertificateCommand,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import {
  DescribeVirtualInterfacesCommand,
  DescribeConnectionsCommand,
  DirectConnectClient,
} from '@aws-sdk/client-direct-connect';
import {
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DescribeVpnConnectionsCommand,
  EC2Client,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBSubnetGroupsCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  GetWebACLForResourceCommand,
  ListResourcesForWebACLCommand,
  ListWebACLsCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { seedNodes } from '../kubernetes/seed/nodes';
import { subnetsOf } from './services/ec2/plan';
import { zoneRecords } from './services/route53/estate';
import type { AwsSite } from './sites';
import { clientFor, startTestEstate, type TestEstate } from './testEstate';

let estate: TestEstate;
const clients: Array<{ destroy(): void }> = [];

beforeEach(async () => {
  estate = await startTestEstate();
});

afterEach(async () => {
  clients.splice(0).forEach(each => each.destroy());
  await estate.part.stop();
});

function client<C extends { destroy(): void }>(
  Class: new (settings: ReturnType<typeof clientFor>) => C,
  site: AwsSite,
  region?: string,
): C {
  const made = new Class(clientFor(estate, site, region));
  clients.push(made);
  return made;
}

describe('load balancers of the sandbox', () => {
  const healthOf = async (site: AwsSite) => {
    const elb = client(ElasticLoadBalancingV2Client, site);
    const { TargetGroups } = await elb.send(
      new DescribeTargetGroupsCommand({}),
    );
    const { TargetHealthDescriptions } = await elb.send(
      new DescribeTargetHealthCommand({
        TargetGroupArn: TargetGroups![0].TargetGroupArn,
      }),
    );
    const ids = TargetHealthDescriptions!.map(({ Target }) => Target!.Id!);
    const { Reservations } = await client(EC2Client, site).send(
      new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-id', Values: ids }],
      }),
    );
    const zones = new Map(
      Reservations!.map(({ Instances }) => [
        Instances![0].InstanceId,
        Instances![0].Placement!.AvailabilityZone,
      ]),
    );
    return TargetHealthDescriptions!.map(
      ({ Target, TargetHealth }) =>
        `${zones.get(Target!.Id)} ${TargetHealth!.State}`,
    );
  };

  it('are the ones that Route 53 points at', async () => {
    const named = zoneRecords().flatMap(({ AliasTarget }) =>
      AliasTarget ? [`${AliasTarget.DNSName} ${AliasTarget.HostedZoneId}`] : [],
    );
    const found = await Promise.all(
      (['aws-primary', 'aws-dr'] as const).map(async site => {
        const { LoadBalancers } = await client(
          ElasticLoadBalancingV2Client,
          site,
        ).send(new DescribeLoadBalancersCommand({}));
        expect(LoadBalancers).toMatchObject([
          {
            LoadBalancerName: `alb-${site}`,
            State: { Code: 'active' },
            Scheme: 'internet-facing',
            AvailabilityZones: [{}, {}, {}],
          },
        ]);
        const [{ DNSName, CanonicalHostedZoneId }] = LoadBalancers!;
        return `${DNSName}. ${CanonicalHostedZoneId}`;
      }),
    );
    expect(found).toEqual(named);
  });

  it('listen with TLS 1.3 alone, until the site’s endpoints take older versions', async () => {
    const elb = client(ElasticLoadBalancingV2Client, 'aws-dr');
    const protocols = async () => {
      const { LoadBalancers } = await elb.send(
        new DescribeLoadBalancersCommand({ Names: ['alb-aws-dr'] }),
      );
      const { Listeners } = await elb.send(
        new DescribeListenersCommand({
          LoadBalancerArn: LoadBalancers![0].LoadBalancerArn,
        }),
      );
      const policy = Listeners!.find(({ Port }) => Port === 443)!.SslPolicy!;
      const { SslPolicies } = await elb.send(
        new DescribeSSLPoliciesCommand({ Names: [policy] }),
      );
      return SslPolicies![0].SslProtocols;
    };
    expect(await protocols()).toEqual(['TLSv1.3']);
    estate.model.oldTlsVersions.add('aws-dr');
    expect(await protocols()).toContain('TLSv1.2');
    estate.model.oldTlsVersions.clear();
    expect(await protocols()).toEqual(['TLSv1.3']);
  });

  it('lose the targets of a zone with it, and all with the application', async () => {
    expect(await healthOf('aws-dr')).toEqual([
      'eu-west-1a healthy',
      'eu-west-1b healthy',
      'eu-west-1c healthy',
    ]);
    estate.model.lostZones.add('aws-dr-b');
    expect(await healthOf('aws-dr')).toContain('eu-west-1b unhealthy');
    estate.model.lostZones.clear();
    estate.model.endpointsHealthy.set('aws-dr', false);
    expect((await healthOf('aws-dr')).join()).not.toContain(' healthy');
  });

  it('send to the nodes that a cluster says it has', async () => {
    const machine = (zone: string, running: boolean) => ({
      node: `ip-${zone}`,
      instanceId: `i-0123456789abcdef${zone.slice(-1)}`,
      instanceType: 'm6i.2xlarge',
      zone,
      running,
      standby: false,
      launchedAt: new Date(),
    });
    estate.model.nodeGroups.set('workers', {
      name: 'workers',
      site: 'aws-dr',
      machines: () => [
        machine('eu-west-1a', true),
        machine('eu-west-1c', false),
        { ...machine('eu-west-1b', true), standby: true },
      ],
    } as any);
    expect(await healthOf('aws-dr')).toEqual([
      'eu-west-1a healthy',
      'eu-west-1c unhealthy',
    ]);
  });

  it('make DNS fail over when none of their targets is healthy', async () => {
    const site = () => estate.model.dns!.resolve('mis.example.gov')?.site;
    expect(site()).toBe('aws-primary');
    const zone = await estate.inject('alb-targets-unhealthy', 'aws-primary-a');
    expect(site()).toBe('aws-primary');
    const all = await estate.inject('alb-targets-unhealthy', 'aws-primary');
    expect(site()).toBe('aws-dr');
    await all();
    await zone();
    expect(site()).toBe('aws-primary');
  });

  it('say what they do not have', async () => {
    const elb = client(ElasticLoadBalancingV2Client, 'aws-dr');
    await expect(
      elb.send(new DescribeLoadBalancersCommand({ Names: ['no'] })),
    ).rejects.toMatchObject({ name: 'LoadBalancerNotFoundException' });
    await expect(
      elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'no' })),
    ).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
  });
});

describe('certificates of the sandbox', () => {
  it('are issued and in use, until they end', async () => {
    const acm = client(ACMClient, 'aws-dr');
    const describeAll = async () => {
      const arns: string[] = [];
      for await (const page of paginateListCertificates(
        { client: acm, pageSize: 1 },
        { Includes: { keyTypes: ['EC_prime256v1'] } },
      )) {
        arns.push(
          ...page.CertificateSummaryList!.map(each => each.CertificateArn!),
        );
      }
      const { Certificate } = await acm.send(
        new DescribeCertificateCommand({ CertificateArn: arns[0] }),
      );
      return Certificate!;
    };
    const certificate = await describeAll();
    expect(certificate).toMatchObject({
      Status: 'ISSUED',
      DomainName: 'mis.example.gov',
      RenewalEligibility: 'ELIGIBLE',
      InUseBy: [expect.stringContaining('alb-aws-dr')],
    });
    expect(certificate.NotAfter!.getTime()).toBeGreaterThan(
      Date.now() + 100 * 86_400_000,
    );
    const undo = await estate.inject('certificate-expiring', 'aws-dr');
    expect((await describeAll()).RenewalSummary).toMatchObject({
      RenewalStatus: 'PENDING_VALIDATION',
    });
    await undo();
    estate.model.expiredCertificates.add('aws-dr');
    expect((await describeAll()).Status).toBe('EXPIRED');
    estate.model.expiredCertificates.clear();
    expect((await describeAll()).Status).toBe('ISSUED');
  });
});

describe('web ACLs of the sandbox', () => {
  const ACL_OF = async (site: AwsSite) => {
    const { LoadBalancers } = await client(
      ElasticLoadBalancingV2Client,
      site,
    ).send(new DescribeLoadBalancersCommand({}));
    const { WebACL } = await client(WAFV2Client, site).send(
      new GetWebACLForResourceCommand({
        ResourceArn: LoadBalancers![0].LoadBalancerArn,
      }),
    );
    return WebACL;
  };

  it('stand before each load balancer with the same rules, until a fault', async () => {
    const [primary, dr] = [await ACL_OF('aws-primary'), await ACL_OF('aws-dr')];
    expect(dr!.Rules).toHaveLength(4);
    expect(dr!.Rules).toEqual(primary!.Rules);
    const waf = client(WAFV2Client, 'aws-dr');
    const bound = () =>
      waf.send(new ListResourcesForWebACLCommand({ WebACLArn: dr!.ARN }));
    expect((await bound()).ResourceArns).toHaveLength(1);
    const undo = await estate.inject('waf-association-removed', 'aws-dr');
    expect(await ACL_OF('aws-dr')).toBeUndefined();
    expect((await bound()).ResourceArns).toEqual([]);
    await undo();
    const mend = await estate.inject('waf-rules-differ', 'aws-dr');
    expect((await ACL_OF('aws-dr'))!.Rules![3].Action).toEqual({ Count: {} });
    await mend();
  });

  it('of the edge are told in us-east-1 alone', async () => {
    const list = new ListWebACLsCommand({ Scope: 'CLOUDFRONT' });
    const { WebACLs } = await client(WAFV2Client, 'aws-dr', 'us-east-1').send(
      list,
    );
    expect(WebACLs).toMatchObject([{ Name: 'mis-edge' }]);
    await expect(
      client(WAFV2Client, 'aws-dr').send(list),
    ).rejects.toMatchObject({ name: 'WAFInvalidParameterException' });
  });
});

describe('networks of the sandbox', () => {
  it('are those of the catalog, block by block and zone by zone', async () => {
    const root = resolve(__dirname, '../../../..');
    const planned = ['networks', 'sites'].flatMap(name =>
      parseAllDocuments(
        readFileSync(`${root}/catalog/${name}.yaml`, 'utf8'),
      ).map(document => document.toJS()),
    );
    const zones = new Map(
      planned.map(({ metadata }) => [
        `resource:${metadata.name}`,
        metadata.annotations?.['twinshore.io/aws-availability-zone'],
      ]),
    );
    for (const site of ['aws-primary', 'aws-dr'] as const) {
      const wanted = planned
        .filter(
          ({ spec }) => spec.type === 'subnet' && spec.resilience.site === site,
        )
        .map(
          ({ metadata, spec }) =>
            `${metadata.name} ${spec.resilience.cidrs[0]} ${zones.get(
              spec.resilience.zones[0],
            )}`,
        );
      expect(wanted).toHaveLength(12);
      const found: string[] = [];
      for await (const page of paginateDescribeSubnets(
        { client: client(EC2Client, site), pageSize: 5 },
        {},
      )) {
        found.push(
          ...page.Subnets!.map(
            ({ Tags, CidrBlock, AvailabilityZone }) =>
              `${Tags![0].Value} ${CidrBlock} ${AvailabilityZone}`,
          ),
        );
      }
      expect(found.sort()).toEqual(wanted.sort());
      const { Vpcs } = await client(EC2Client, site).send(
        new DescribeVpcsCommand({}),
      );
      const [declared] = planned.filter(
        ({ metadata }) => metadata.name === site,
      );
      expect(Vpcs!.map(({ CidrBlock }) => CidrBlock)).toEqual(
        declared.spec.resilience.cidrs,
      );
    }
  });

  it.each(['aws-primary', 'aws-dr'] as const)(
    'hold the nodes of %s, each machine in the subnet of its zone',
    site => {
      const nodes = seedNodes(site);
      const ids = nodes.map(({ spec }) => spec.providerID);
      expect(new Set(ids).size).toBe(nodes.length);
      for (const { metadata, status } of nodes) {
        const zone = metadata.labels['topology.kubernetes.io/zone'];
        const subnet = subnetsOf(site, 'application').find(
          each => each.zone === zone,
        )!;
        const [network, host] = [
          subnet.cidr.replace(/\d+\/26$/, ''),
          Number(/(\d+)\/26$/.exec(subnet.cidr)![1]),
        ];
        const { address } = status.addresses[0];
        expect(address.startsWith(network)).toBe(true);
        const last = Number(address.slice(network.length));
        expect(last).toBeGreaterThan(host);
        expect(last).toBeLessThan(host + 64);
      }
    },
  );

  it('hold the subnets that RDS stands in', async () => {
    const { DBSubnetGroups } = await client(RDSClient, 'aws-dr').send(
      new DescribeDBSubnetGroupsCommand({}),
    );
    const { Subnets } = await client(EC2Client, 'aws-dr').send(
      new DescribeSubnetsCommand({
        SubnetIds: DBSubnetGroups![0].Subnets!.map(
          ({ SubnetIdentifier }) => SubnetIdentifier!,
        ),
      }),
    );
    expect(Subnets!.map(({ CidrBlock }) => CidrBlock).sort()).toEqual([
      '10.2.2.0/26',
      '10.2.2.128/26',
      '10.2.2.64/26',
    ]);
    expect(Subnets![0].VpcId).toBe(DBSubnetGroups![0].VpcId);
  });

  it('have a NAT gateway for each zone, which a lost zone takes along', async () => {
    const ec2 = client(EC2Client, 'aws-dr');
    const states = async () =>
      (await ec2.send(new DescribeNatGatewaysCommand({}))).NatGateways!.map(
        ({ State }) => State,
      );
    const wayOut = async (letter: string) => {
      const { RouteTables } = await ec2.send(
        new DescribeRouteTablesCommand({
          Filters: [{ Name: 'tag:Name', Values: [`private-aws-dr-${letter}`] }],
        }),
      );
      return RouteTables![0].Routes!.find(
        ({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0',
      );
    };
    expect(await states()).toEqual(['available', 'available', 'available']);
    expect((await wayOut('b'))!.State).toBe('active');
    estate.model.lostZones.add('aws-dr-b');
    expect(await states()).toEqual(['available', 'failed', 'available']);
    expect((await wayOut('b'))!.State).toBe('blackhole');
    estate.model.lostZones.clear();
    const undo = await estate.inject('nat-gateway-deleted', 'aws-dr-c');
    expect((await wayOut('c'))!.State).toBe('blackhole');
    await undo();
    expect(await states()).toEqual(['available', 'available', 'available']);
  });

  it('run out of addresses, and lose subnets, by fault', async () => {
    const ec2 = client(EC2Client, 'aws-primary');
    const name = 'subnet-aws-primary-application-a';
    const find = async () =>
      (
        await ec2.send(
          new DescribeSubnetsCommand({
            Filters: [{ Name: 'tag:Name', Values: [name] }],
          }),
        )
      ).Subnets!;
    expect((await find())[0].AvailableIpAddressCount).toBeGreaterThan(20);
    const refill = await estate.inject('subnet-full', name);
    expect((await find())[0].AvailableIpAddressCount).toBe(0);
    await refill();
    const undo = await estate.inject('subnet-missing', name);
    expect(await find()).toEqual([]);
    await undo();
    expect(await find()).toHaveLength(1);
  });

  it('say in EC2’s words what they do not have', async () => {
    const ec2 = client(EC2Client, 'aws-dr');
    await expect(
      ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] })),
    ).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' });
    await expect(
      ec2.send(
        new DescribeSubnetsCommand({
          Filters: [{ Name: 'colour', Values: ['blue'] }],
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('the bridge of the sandbox', () => {
  const tunnels = async () => {
    const { VpnConnections } = await client(EC2Client, 'aws-primary').send(
      new DescribeVpnConnectionsCommand({}),
    );
    return VpnConnections![0].VgwTelemetry!;
  };
  const sessions = async () => {
    const { virtualInterfaces } = await client(
      DirectConnectClient,
      'aws-primary',
    ).send(new DescribeVirtualInterfacesCommand({}));
    return virtualInterfaces!.map(
      ({ virtualInterfaceState, bgpPeers }) =>
        `${virtualInterfaceState} ${bgpPeers![0].bgpStatus}`,
    );
  };
  const routes = async () => {
    const { RouteTables } = await client(EC2Client, 'aws-primary').send(
      new DescribeRouteTablesCommand({}),
    );
    return RouteTables!
      .flatMap(({ Routes }) => Routes!)
      .filter(
        ({ DestinationCidrBlock }) => DestinationCidrBlock === '10.0.0.0/16',
      );
  };
  const set = (link: string, up: boolean) => {
    estate.model.links.get(link)!.up = up;
    estate.model.changed(`link:${link}`);
  };

  it('shows links that are cut, and their routes gone when both are', async () => {
    const before = await tunnels();
    expect(before.map(({ Status }) => Status)).toEqual(['UP', 'UP']);
    expect(await sessions()).toEqual(['available up', 'available up']);
    expect(await routes()).toHaveLength(4);
    set('site-to-site-vpn', false);
    const after = await tunnels();
    expect(after.map(({ Status }) => Status)).toEqual(['DOWN', 'DOWN']);
    expect(after[0].AcceptedRouteCount).toBe(0);
    expect(after[0].LastStatusChange!.getTime()).toBeGreaterThanOrEqual(
      before[0].LastStatusChange!.getTime(),
    );
    expect(await routes()).toHaveLength(4);
    set('direct-connect', false);
    expect(await sessions()).toEqual(['down down', 'down down']);
    expect(await routes()).toEqual([]);
    const { connections } = await client(
      DirectConnectClient,
      'aws-primary',
    ).send(new DescribeConnectionsCommand({}));
    expect(connections).toMatchObject([{ connectionState: 'down' }]);
  });

  it('is gone with the on-premise site, and no business of DR', async () => {
    await estate.model.setSiteLost('on-prem', true);
    expect(await sessions()).toEqual(['down down', 'down down']);
    await estate.model.setSiteLost('on-prem', false);
    expect(await sessions()).toEqual(['available up', 'available up']);
    const { VpnConnections } = await client(EC2Client, 'aws-dr').send(
      new DescribeVpnConnectionsCommand({}),
    );
    expect(VpnConnections).toEqual([]);
  });

  it('loses single paths by fault', async () => {
    const tunnel = await estate.inject('vpn-tunnel-down', 'tunnel-2');
    const session = await estate.inject('bgp-session-down', 'router-1');
    expect((await tunnels()).map(({ Status }) => Status)).toEqual([
      'UP',
      'DOWN',
    ]);
    expect(await sessions()).toEqual(['available down', 'available up']);
    await tunnel();
    await session();
    expect((await tunnels()).map(({ Status }) => Status)).toEqual(['UP', 'UP']);
  });
});
