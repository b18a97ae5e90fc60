import { ConfigReader } from '@backstage/config';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { ec2Answer, queryAnswer } from '../testing/xml';
import { elbv2 } from './index';

testMisbehaviour(
  'Load balancers',
  at => elbv2.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const balancer = (name: string) => ({
  LoadBalancerArn: `arn:${name}`,
  LoadBalancerName: name,
  DNSName: 'A-1.eu-west-1.elb.amazonaws.com',
  Scheme: 'internet-facing',
  State: { Code: 'active' },
  Type: 'application',
  AvailabilityZones: {
    member: [{ ZoneName: 'eu-west-1b' }, { ZoneName: 'eu-west-1a' }],
  },
});
const target = (zone: string | undefined, state: string, reason?: string) => ({
  Target: { Id: '10.0.0.1', ...(zone && { AvailabilityZone: zone }) },
  TargetHealth: { State: state, ...(reason && { Reason: reason }) },
});
const TARGETS: Record<string, object[]> = {
  blue: [
    target('eu-west-1a', 'healthy'),
    target('eu-west-1a', 'unhealthy', 'Target.Timeout'),
    target('eu-west-1b', 'initial', 'Elb.InitialHealthChecking'),
    target('eu-west-1b', 'draining', 'Target.DeregistrationInProgress'),
  ],
  green: [target(undefined, 'healthy')],
};

const ANSWERS = {
  DescribeLoadBalancers: (body: string) =>
    body.includes('Marker=2')
      ? queryAnswer('DescribeLoadBalancers', {
          LoadBalancers: { member: [balancer('a')] },
        })
      : queryAnswer('DescribeLoadBalancers', {
          LoadBalancers: { member: [balancer('other')] },
          NextMarker: '2',
        }),
  DescribeListeners: queryAnswer('DescribeListeners', {
    Listeners: {
      member: [
        {
          Port: 443,
          Protocol: 'HTTPS',
          SslPolicy: 'modern',
          Certificates: {
            member: [{ CertificateArn: 'arn:aws:acm:x:1:certificate/c-1' }],
          },
          DefaultActions: {
            member: [
              {
                Type: 'forward',
                ForwardConfig: {
                  TargetGroups: {
                    member: [
                      { TargetGroupArn: 'arn:blue', Weight: 100 },
                      { TargetGroupArn: 'arn:green', Weight: 0 },
                    ],
                  },
                },
              },
            ],
          },
        },
        {
          Port: 80,
          Protocol: 'HTTP',
          // Some endpoints name one all the same.
          SslPolicy: 'old',
          DefaultActions: {
            member: [
              {
                Type: 'redirect',
                RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' },
              },
            ],
          },
        },
      ],
    },
  }),
  DescribeTargetGroups: queryAnswer('DescribeTargetGroups', {
    TargetGroups: {
      member: ['blue', 'green'].map(name => ({
        TargetGroupArn: `arn:${name}`,
        TargetGroupName: name,
      })),
    },
  }),
  DescribeTargetHealth: (body: string) =>
    queryAnswer('DescribeTargetHealth', {
      TargetHealthDescriptions: {
        member: TARGETS[/arn%3A(\w+)/.exec(body)![1]] as any,
      },
    }),
  DescribeSSLPolicies: queryAnswer('DescribeSSLPolicies', {
    SslPolicies: {
      member: [
        { Name: 'modern', SslProtocols: { member: ['TLSv1.3', 'TLSv1.2'] } },
      ],
    },
  }),
};

describe('Elbv2Source', () => {
  it('reads a load balancer with its listeners, policies and targets, over pages', async () => {
    const { observations } = await askAgainst(elbv2, {}, ANSWERS);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: 'aws.elbv2.loadBalancer',
        value: {
          name: 'a',
          region: 'eu-west-1',
          missing: false,
          dnsName: 'a-1.eu-west-1.elb.amazonaws.com',
          type: 'application',
          internetFacing: true,
          state: 'active',
          stateReason: null,
          zones: ['eu-west-1a', 'eu-west-1b'],
          listeners: [
            {
              port: 443,
              protocol: 'HTTPS',
              sslPolicy: 'modern',
              sslProtocols: ['TLSv1.3', 'TLSv1.2'],
              redirectsToHttps: false,
              certificates: ['c-1'],
            },
            {
              port: 80,
              protocol: 'HTTP',
              sslPolicy: null,
              sslProtocols: null,
              redirectsToHttps: true,
              certificates: [],
            },
          ],
          targetGroups: [
            {
              name: 'blue',
              weight: 100,
              targets: [
                {
                  zone: 'eu-west-1a',
                  registered: 2,
                  healthy: 1,
                  undecided: 0,
                  reasons: ['Target.Timeout'],
                },
                {
                  zone: 'eu-west-1b',
                  registered: 1,
                  healthy: 0,
                  undecided: 1,
                  reasons: ['Elb.InitialHealthChecking'],
                },
              ],
            },
            {
              name: 'green',
              weight: 0,
              targets: [
                {
                  zone: null,
                  registered: 1,
                  healthy: 1,
                  undecided: 0,
                  reasons: [],
                },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('says which key is wrong for a load balancer that is not in the region', async () => {
    await expect(
      askAgainst(
        elbv2,
        {
          loadBalancers: [{ entityRef: 'resource:a', identifier: 'elsewhere' }],
        },
        ANSWERS,
      ),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'ELB in eu-west-1 has no load balancer called elsewhere.',
      hint: expect.stringContaining('drStatus.sources.aws[0].loadBalancers'),
    });
  });

  it('asks EC2 for the zones of instances, which ELB does not tell', async () => {
    const { observations, operations } = await askAgainst(
      elbv2,
      {},
      {
        ...ANSWERS,
        DescribeTargetGroups: queryAnswer('DescribeTargetGroups', {
          TargetGroups: {
            member: [
              {
                TargetGroupArn: 'arn:blue',
                TargetGroupName: 'blue',
                TargetType: 'instance',
              },
            ],
          },
        }),
        DescribeTargetHealth: queryAnswer('DescribeTargetHealth', {
          TargetHealthDescriptions: {
            member: ['i-1', 'i-2', 'i-gone'].map(Id => ({
              Target: { Id },
              TargetHealth: { State: 'healthy' },
            })),
          },
        }),
        DescribeInstances: (body: string) => {
          expect(body).toContain('Filter.1.Value.3=i-gone');
          return ec2Answer('DescribeInstances', {
            reservationSet: {
              item: ['a', 'b'].map((letter, index) => ({
                instancesSet: {
                  item: [
                    {
                      instanceId: `i-${index + 1}`,
                      placement: { availabilityZone: `eu-west-1${letter}` },
                    },
                  ],
                },
              })),
            },
          });
        },
      },
    );
    const { targetGroups } = observations[0].value as any;
    expect(
      targetGroups[0].targets.map(({ zone }: { zone: string }) => zone),
    ).toEqual([null, 'eu-west-1a', 'eu-west-1b']);
    expect(
      operations.filter(each => each === 'DescribeInstances'),
    ).toHaveLength(1);
  });
});
