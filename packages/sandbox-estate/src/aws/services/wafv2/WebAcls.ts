import type { Rule, WebACL } from '@aws-sdk/client-wafv2';
import { REGIONS } from '../../../model';
import type { AwsSite } from '../../sites';

export type WebAclFault = 'removed' | 'differs';

const IDS: Record<AwsSite | 'edge', string> = {
  'aws-primary': 'c0a1d2b3-4e5f-4a6b-8c7d-9e0f1a2b3c01',
  'aws-dr': 'c0a1d2b3-4e5f-4a6b-8c7d-9e0f1a2b3c02',
  edge: 'c0a1d2b3-4e5f-4a6b-8c7d-9e0f1a2b3c03',
};

const visibility = (name: string) => ({
  SampledRequestsEnabled: true,
  CloudWatchMetricsEnabled: true,
  MetricName: name,
});

const managed = (Priority: number, Name: string): Rule => ({
  Name,
  Priority,
  Statement: {
    ManagedRuleGroupStatement: { VendorName: 'AWS', Name },
  },
  OverrideAction: { None: {} },
  VisibilityConfig: visibility(Name),
});

const rateLimit = (count: boolean): Rule => ({
  Name: 'rate-by-address',
  Priority: 3,
  Statement: {
    RateBasedStatement: {
      Limit: 2000,
      EvaluationWindowSec: 300,
      AggregateKeyType: 'IP',
    },
  },
  Action: count ? { Count: {} } : { Block: {} },
  VisibilityConfig: visibility('rate-by-address'),
});

/** The web ACLs: one before the load balancer of each region, one at the edge. */
export class WebAcls {
  readonly #wrong = new Map<AwsSite, WebAclFault>();

  setWrong(site: AwsSite, wrong: WebAclFault | undefined): void {
    if (wrong) this.#wrong.set(site, wrong);
    else this.#wrong.delete(site);
  }

  /** Whether it stands before the site's load balancer. */
  associated(site: AwsSite): boolean {
    return this.#wrong.get(site) !== 'removed';
  }

  acl(where: AwsSite | 'edge', accountId: string): WebACL {
    const Name = `mis-${where}`;
    const [region, scope] =
      where === 'edge' ? ['us-east-1', 'global'] : [REGIONS[where], 'regional'];
    const weakened = where !== 'edge' && this.#wrong.get(where) === 'differs';
    return {
      Name,
      Id: IDS[where],
      ARN: `arn:aws:wafv2:${region}:${accountId}:${scope}/webacl/${Name}/${IDS[where]}`,
      DefaultAction: { Allow: {} },
      Rules: [
        managed(0, 'AWSManagedRulesCommonRuleSet'),
        managed(1, 'AWSManagedRulesKnownBadInputsRuleSet'),
        managed(2, 'AWSManagedRulesSQLiRuleSet'),
        rateLimit(weakened),
      ],
      VisibilityConfig: visibility(Name),
      Capacity: 1102,
      ManagedByFirewallManager: false,
      LabelNamespace: `awswaf:${accountId}:webacl:${Name}:`,
    };
  }
}
