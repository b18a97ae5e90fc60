import { awsCommand, describeWithAws } from './awsCommand';
import type { AwsSite } from './sites';
import { startTestEstate, type TestEstate } from './testEstate';

// It starts an interpreter for each call.
jest.setTimeout(60_000);

describeWithAws(
  'the aws command line asks for load balancers, certificates, networks and links',
  () => {
    let estate: TestEstate;

    beforeAll(async () => {
      estate = await startTestEstate();
    });

    afterAll(async () => {
      await estate.part.stop();
    });

    const aws = (site: AwsSite, command: string, region?: string) =>
      awsCommand(estate, site, command.split(' '), { region });
    const balancer = async (site: AwsSite) =>
      (await aws(site, 'elbv2 describe-load-balancers --page-size 1'))
        .LoadBalancers[0];

    it('reads load balancers, listeners, policies and targets', async () => {
      const { LoadBalancerArn, State } = await balancer('aws-dr');
      expect(State).toEqual({ Code: 'active' });
      const { Listeners } = await aws(
        'aws-dr',
        `elbv2 describe-listeners --load-balancer-arn ${LoadBalancerArn}`,
      );
      expect(Listeners.map(({ Port }: { Port: number }) => Port)).toEqual([
        443, 80,
      ]);
      const { SslPolicies } = await aws(
        'aws-dr',
        `elbv2 describe-ssl-policies --names ${Listeners[0].SslPolicy}`,
      );
      expect(SslPolicies[0].SslProtocols).toEqual(['TLSv1.3']);
      const { TargetGroups } = await aws(
        'aws-dr',
        `elbv2 describe-target-groups --load-balancer-arn ${LoadBalancerArn}`,
      );
      const { TargetHealthDescriptions } = await aws(
        'aws-dr',
        `elbv2 describe-target-health --target-group-arn ${TargetGroups[0].TargetGroupArn}`,
      );
      expect(TargetHealthDescriptions).toHaveLength(3);
      expect(TargetHealthDescriptions[0]).toMatchObject({
        TargetHealth: { State: 'healthy' },
      });
      const { Reservations } = await aws(
        'aws-dr',
        `ec2 describe-instances --instance-ids ${TargetHealthDescriptions[0].Target.Id}`,
      );
      expect(Reservations[0].Instances[0].Placement).toMatchObject({
        AvailabilityZone: 'eu-west-1a',
      });
      await expect(
        aws('aws-dr', 'elbv2 describe-load-balancers --names none'),
      ).rejects.toThrow(/\(LoadBalancerNotFound\)/);
    });

    it('reads ACM', async () => {
      const { CertificateSummaryList } = await aws(
        'aws-primary',
        'acm list-certificates --includes keyTypes=EC_prime256v1',
      );
      const { Certificate } = await aws(
        'aws-primary',
        `acm describe-certificate --certificate-arn ${CertificateSummaryList[0].CertificateArn}`,
      );
      expect(Certificate).toMatchObject({
        Status: 'ISSUED',
        SubjectAlternativeNames: ['mis.example.gov', '*.mis.example.gov'],
      });
      // Some versions write moments as they come over the wire, in seconds.
      const { NotAfter } = Certificate;
      expect(
        new Date(
          typeof NotAfter === 'number' ? NotAfter * 1000 : NotAfter,
        ).getTime(),
      ).toBeGreaterThan(Date.now());
    });

    it('reads WAF, regional and at the edge', async () => {
      const { LoadBalancerArn } = await balancer('aws-primary');
      const { WebACL } = await aws(
        'aws-primary',
        `wafv2 get-web-acl-for-resource --resource-arn ${LoadBalancerArn}`,
      );
      expect(WebACL.Rules).toHaveLength(4);
      const { WebACLs } = await aws(
        'aws-primary',
        'wafv2 list-web-acls --scope CLOUDFRONT',
        'us-east-1',
      );
      const edge = await aws(
        'aws-primary',
        `wafv2 get-web-acl --scope CLOUDFRONT --name ${WebACLs[0].Name} --id ${WebACLs[0].Id}`,
        'us-east-1',
      );
      expect(edge.WebACL.Name).toBe('mis-edge');
      await expect(
        aws('aws-primary', 'wafv2 list-web-acls --scope CLOUDFRONT'),
      ).rejects.toThrow(/\(WAFInvalidParameterException\)/);
    });

    it('reads EC2’s networks', async () => {
      const { Vpcs } = await aws(
        'aws-dr',
        'ec2 describe-vpcs --filters Name=tag:Name,Values=vpc-*',
      );
      expect(Vpcs).toMatchObject([{ CidrBlock: '10.2.0.0/16' }]);
      const within = `--filters Name=vpc-id,Values=${Vpcs[0].VpcId}`;
      const { Subnets } = await aws(
        'aws-dr',
        `ec2 describe-subnets ${within} --page-size 5`,
      );
      expect(Subnets).toHaveLength(12);
      const { RouteTables } = await aws(
        'aws-dr',
        `ec2 describe-route-tables ${within}`,
      );
      expect(RouteTables).toHaveLength(5);
      const { NatGateways } = await aws(
        'aws-dr',
        'ec2 describe-nat-gateways --filter Name=state,Values=available',
      );
      expect(NatGateways).toHaveLength(3);
      const { AvailabilityZones } = await aws(
        'aws-dr',
        'ec2 describe-availability-zones',
      );
      expect(AvailabilityZones).toHaveLength(3);
      await expect(
        aws('aws-dr', 'ec2 describe-subnets --subnet-ids subnet-0'),
      ).rejects.toThrow(/\(InvalidSubnetID.NotFound\)/);
    });

    it('reads the bridge', async () => {
      const { VpnConnections } = await aws(
        'aws-primary',
        'ec2 describe-vpn-connections',
      );
      expect(VpnConnections[0].VgwTelemetry).toMatchObject([
        { Status: 'UP', AcceptedRouteCount: 1 },
        { Status: 'UP' },
      ]);
      const { connections } = await aws(
        'aws-primary',
        'directconnect describe-connections',
      );
      expect(connections).toMatchObject([{ connectionState: 'available' }]);
      const { virtualInterfaces } = await aws(
        'aws-primary',
        `directconnect describe-virtual-interfaces --connection-id ${connections[0].connectionId}`,
      );
      expect(virtualInterfaces[1].bgpPeers[0].bgpStatus).toBe('up');
      expect(
        await aws(
          'aws-primary',
          'directconnect list-virtual-interface-test-history',
        ),
      ).toEqual({ virtualInterfaceTestHistory: [] });
    });
  },
);
