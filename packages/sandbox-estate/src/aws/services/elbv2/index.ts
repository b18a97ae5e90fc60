import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ListenerNotFoundException$,
  LoadBalancerNotFoundException$,
  SSLPolicyNotFoundException$,
  TargetGroupNotFoundException$,
  type Listener,
  type LoadBalancer,
  type TargetGroup,
  type TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { REGIONS } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { AWS_SITES, LOAD_BALANCERS, type AwsSite } from '../../sites';
import type { Certificates } from '../acm/Certificates';
import { subnetsOf, VPC_IDS } from '../ec2/plan';
import {
  balancerArn,
  balancerName,
  suffixOf,
  type LoadBalancers,
  type Target,
} from './LoadBalancers';
import { SSL_POLICIES } from './sslPolicies';

export { LoadBalancers } from './LoadBalancers';

const CREATED = new Date('2026-03-02T09:20:00Z');
const PAGE = { min: 1, max: 400, standard: 400 };
const NODE_PORT = 30443;

const groupName = (site: AwsSite) => `mis-ingress-${site}`;
const groupArn = (site: AwsSite, accountId: string) =>
  `arn:aws:elasticloadbalancing:${
    REGIONS[site]
  }:${accountId}:targetgroup/${groupName(site)}/${suffixOf(site)}`;
const listenerArn = (site: AwsSite, accountId: string, port: number) =>
  `${balancerArn(site, accountId).replace(
    ':loadbalancer/',
    ':listener/',
  )}/f2f7dc8efc52${port}`;

const sitesOf = ({ region }: Call) =>
  AWS_SITES.filter(site => REGIONS[site] === region);

function describeBalancer(
  balancers: LoadBalancers,
  site: AwsSite,
  { accountId }: Call,
): LoadBalancer {
  const impaired = balancers.impaired(site);
  return {
    LoadBalancerArn: balancerArn(site, accountId),
    LoadBalancerName: balancerName(site),
    DNSName: balancers.dnsName(site),
    CanonicalHostedZoneId: LOAD_BALANCERS[site].hostedZoneId,
    CreatedTime: CREATED,
    Scheme: 'internet-facing',
    VpcId: VPC_IDS[site],
    State: impaired
      ? {
          Code: 'active_impaired',
          Reason: 'There are not enough free IP addresses in the subnets.',
        }
      : { Code: 'active' },
    Type: 'application',
    IpAddressType: 'ipv4',
    SecurityGroups: [`sg-${VPC_IDS[site].slice(4)}`],
    AvailabilityZones: subnetsOf(site, 'edge').map(({ zone, id }) => ({
      ZoneName: zone,
      SubnetId: id,
      LoadBalancerAddresses: [],
    })),
  };
}

function describeListeners(
  balancers: LoadBalancers,
  certificates: Certificates,
  site: AwsSite,
  { accountId }: Call,
): Listener[] {
  const TargetGroupArn = groupArn(site, accountId);
  const common = { LoadBalancerArn: balancerArn(site, accountId) };
  return [
    {
      ...common,
      ListenerArn: listenerArn(site, accountId, 443),
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: balancers.policy(site),
      Certificates: [{ CertificateArn: certificates.arn(site, accountId) }],
      DefaultActions: [
        {
          Type: 'forward',
          TargetGroupArn,
          Order: 1,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
    },
    {
      ...common,
      ListenerArn: listenerArn(site, accountId, 80),
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [
        {
          Type: 'redirect',
          Order: 1,
          RedirectConfig: {
            Protocol: 'HTTPS',
            Port: '443',
            Host: '#{host}',
            Path: '/#{path}',
            Query: '#{query}',
            StatusCode: 'HTTP_301',
          },
        },
      ],
    },
  ];
}

function describeGroup(site: AwsSite, { accountId }: Call): TargetGroup {
  return {
    TargetGroupArn: groupArn(site, accountId),
    TargetGroupName: groupName(site),
    Protocol: 'HTTPS',
    ProtocolVersion: 'HTTP1',
    Port: NODE_PORT,
    VpcId: VPC_IDS[site],
    TargetType: 'instance',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTPS',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: '/healthz',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    LoadBalancerArns: [balancerArn(site, accountId)],
  };
}

const health = ({ healthy }: Target): TargetHealth =>
  healthy
    ? { State: 'healthy' }
    : {
        State: 'unhealthy',
        Reason: 'Target.FailedHealthChecks',
        Description: 'Health checks failed',
      };

/** Elastic Load Balancing: the application load balancers of the region. */
export function elbv2Service(
  balancers: LoadBalancers,
  certificates: Certificates,
): Service {
  const siteOf = (
    arn: string | undefined,
    call: Call,
    arnOf: (site: AwsSite, accountId: string) => string,
    missing: typeof LoadBalancerNotFoundException$,
    kind: string,
  ): AwsSite => {
    const site = sitesOf(call).find(
      each => arnOf(each, call.accountId) === arn,
    );
    if (!site) {
      throw AwsError.modeled(missing, `${kind} '${arn}' not found`);
    }
    return site;
  };

  return {
    signingName: 'elasticloadbalancing',
    actionPrefix: 'elasticloadbalancing',
    apiVersion: '2015-12-01',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    shapeNamespace: 'com.amazonaws.elasticloadbalancingv2',
    protocols: ['query'],
    regions: region => [region],
    operations: operations([
      operation(DescribeLoadBalancersCommand, (input, call) => {
        const all = sitesOf(call).map(site =>
          describeBalancer(balancers, site, call),
        );
        const wanted = [
          ...(input.Names ?? []),
          ...(input.LoadBalancerArns ?? []),
        ];
        const isOf = (each: LoadBalancer, name: string) =>
          each.LoadBalancerName === name || each.LoadBalancerArn === name;
        const missing = wanted.find(name => !all.some(it => isOf(it, name)));
        if (missing) {
          throw AwsError.modeled(
            LoadBalancerNotFoundException$,
            `Load balancers '[${missing}]' not found`,
          );
        }
        const { items, next } = paginate(
          all.filter(
            each => !wanted.length || wanted.some(name => isOf(each, name)),
          ),
          each => each.LoadBalancerName!,
          pageSize(input.PageSize, 'PageSize', PAGE),
          input.Marker,
        );
        return { LoadBalancers: items, NextMarker: next };
      }),

      operation(DescribeListenersCommand, (input, call) => {
        const sites = input.LoadBalancerArn
          ? [
              siteOf(
                input.LoadBalancerArn,
                call,
                balancerArn,
                LoadBalancerNotFoundException$,
                'Load balancer',
              ),
            ]
          : sitesOf(call);
        const all = sites.flatMap(site =>
          describeListeners(balancers, certificates, site, call),
        );
        const wanted = input.ListenerArns ?? [];
        const missing = wanted.find(
          arn => !all.some(({ ListenerArn }) => ListenerArn === arn),
        );
        if (missing) {
          throw AwsError.modeled(
            ListenerNotFoundException$,
            `Listener '${missing}' not found`,
          );
        }
        const { items, next } = paginate(
          all
            .filter(
              each => !wanted.length || wanted.includes(each.ListenerArn!),
            )
            .sort((a, b) => (a.ListenerArn! < b.ListenerArn! ? -1 : 1)),
          each => each.ListenerArn!,
          pageSize(input.PageSize, 'PageSize', PAGE),
          input.Marker,
        );
        return { Listeners: items, NextMarker: next };
      }),

      operation(DescribeTargetGroupsCommand, (input, call) => {
        const all = sitesOf(call).map(site => describeGroup(site, call));
        return {
          TargetGroups: all.filter(
            each =>
              (!input.LoadBalancerArn ||
                each.LoadBalancerArns!.includes(input.LoadBalancerArn)) &&
              (!input.Names?.length ||
                input.Names.includes(each.TargetGroupName!)) &&
              (!input.TargetGroupArns?.length ||
                input.TargetGroupArns.includes(each.TargetGroupArn!)),
          ),
        };
      }),

      operation(DescribeTargetHealthCommand, (input, call) => {
        const site = siteOf(
          input.TargetGroupArn,
          call,
          groupArn,
          TargetGroupNotFoundException$,
          'Target group',
        );
        return {
          TargetHealthDescriptions: balancers.targets(site).map(target => ({
            Target: { Id: target.instanceId, Port: NODE_PORT },
            HealthCheckPort: String(NODE_PORT),
            TargetHealth: health(target),
          })),
        };
      }),

      operation(DescribeSSLPoliciesCommand, input => {
        const wanted = input.Names ?? [];
        const missing = wanted.find(
          name => !SSL_POLICIES.some(({ Name }) => Name === name),
        );
        if (missing) {
          throw AwsError.modeled(
            SSLPolicyNotFoundException$,
            `SSL policy '${missing}' not found`,
          );
        }
        return {
          SslPolicies: SSL_POLICIES.filter(
            ({ Name }) => !wanted.length || wanted.includes(Name!),
          ),
        };
      }),
    ]),
  };
}
