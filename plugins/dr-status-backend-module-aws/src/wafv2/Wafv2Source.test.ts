import { ConfigReader } from '@backstage/config';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { queryAnswer } from '../testing/xml';
import { wafv2 } from './index';

testMisbehaviour(
  'WAF of a region',
  at => wafv2.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);
const EDGE = { scope: 'CLOUDFRONT' };
testMisbehaviour(
  'WAF of the edge',
  at =>
    wafv2.create(
      awsSettings(at, { region: 'us-east-1' }),
      new ConfigReader(EDGE),
    ),
  { protocol: 'http' },
);

const balancer = (name: string, scheme: string, type = 'application') => ({
  LoadBalancerArn: `arn:${name}`,
  LoadBalancerName: name,
  Scheme: scheme,
  Type: type,
});
const ipSet = (region: string, id: string) => ({
  IPSetReferenceStatement: {
    ARN: `arn:aws:wafv2:${region}:111122223333:regional/ipset/blocked/${id}`,
  },
});
const acl = (region: string, blockedId: string, extra: object[] = []) => ({
  Name: 'mis',
  Id: 'i',
  ARN: 'arn:acl',
  DefaultAction: { Allow: {} },
  Rules: [
    {
      Name: 'blocked',
      Priority: 5,
      Statement: ipSet(region, blockedId),
      Action: { Block: {} },
    },
    {
      Name: 'common',
      Priority: 1,
      Statement: {
        ManagedRuleGroupStatement: {
          VendorName: 'AWS',
          Name: 'AWSManagedRulesCommonRuleSet',
        },
      },
      OverrideAction: { None: {} },
    },
    {
      Name: 'rate',
      Priority: 2,
      Statement: {
        RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' },
      },
      Action: { Count: {} },
    },
    ...extra,
  ],
});
const BALANCERS = queryAnswer('DescribeLoadBalancers', {
  LoadBalancers: {
    member: [
      balancer('open', 'internet-facing'),
      balancer('bare', 'internet-facing'),
      balancer('inside', 'internal'),
      balancer('net', 'internet-facing', 'network'),
    ],
  },
});
const ask = async (region: string, blockedId: string, extra?: object[]) => {
  const { observations, operations } = await askAgainst(
    wafv2,
    {},
    {
      DescribeLoadBalancers: BALANCERS,
      GetWebACLForResource: ({ ResourceArn }: any) =>
        ResourceArn === 'arn:open'
          ? { WebACL: acl(region, blockedId, extra) as any }
          : {},
    },
  );
  return { value: observations[0].value as any, observations, operations };
};

describe('Wafv2Source', () => {
  it('reads what is before public application load balancers', async () => {
    const { observations, operations } = await ask('eu-west-1', 'id-1');
    expect(operations).toEqual([
      'DescribeLoadBalancers',
      'GetWebACLForResource',
      'GetWebACLForResource',
    ]);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: 'aws.wafv2.loadBalancers',
        value: {
          region: 'eu-west-1',
          loadBalancers: [
            {
              name: 'open',
              acl: {
                name: 'mis',
                defaultAction: 'allow',
                rules: [
                  {
                    name: 'common',
                    statement: 'AWS/AWSManagedRulesCommonRuleSet',
                    action: 'group',
                  },
                  {
                    name: 'rate',
                    statement: 'rate 2000 per 300 s by IP',
                    action: 'count',
                  },
                  {
                    name: 'blocked',
                    statement: expect.stringMatching(/^#[0-9a-f]{12}$/),
                    action: 'block',
                  },
                ],
              },
            },
            { name: 'bare', acl: null },
          ],
        },
      },
    ]);
  });

  it('says the same of two regions when only ids and regions differ, and shows no condition', async () => {
    const secret = {
      Name: 'header',
      Priority: 9,
      Statement: {
        ByteMatchStatement: {
          SearchString: Buffer.from('a-secret-header').toString('base64'),
          FieldToMatch: { SingleHeader: { Name: 'x-origin' } },
          PositionalConstraint: 'EXACTLY',
          TextTransformations: [{ Priority: 0, Type: 'NONE' }],
        },
      },
      Action: { Allow: {} },
    };
    const here = await ask('eu-west-1', 'id-1', [secret]);
    const there = await ask('eu-central-1', 'id-2', [secret]);
    const other = await ask('eu-central-1', 'id-2', [
      { ...secret, Statement: ipSet('eu-central-1', 'id-3') },
    ]);
    const rules = ({ value }: typeof here) => value.loadBalancers[0].acl.rules;
    expect(rules(here)).toEqual(rules(there));
    expect(rules(here)).not.toEqual(rules(other));
    expect(JSON.stringify(here.value)).not.toMatch(/secret|YS1zZWNyZXQ/);
  });

  it('reads web ACLs of the edge, in us-east-1 alone', async () => {
    const source = (region: string) =>
      wafv2.create(
        awsSettings({ url: 'http://127.0.0.1:1' }, { region }),
        new ConfigReader(EDGE),
      );
    expect(() => source('eu-west-1')).toThrow(
      /'drStatus.sources.aws\[0\].region'.*us-east-1 alone/,
    );
    expect(source('us-east-1').title).toBe('Test');
    expect(() =>
      wafv2.create(
        awsSettings({ url: 'http://127.0.0.1:1' }),
        new ConfigReader({ scope: 'MOON' }),
      ),
    ).toThrow(/'drStatus.sources.aws\[0\].scope': "MOON"/);
  });
});
