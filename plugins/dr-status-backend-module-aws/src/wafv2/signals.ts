/** Names and shapes of what the WAF source reports. */

/** Public load balancers of a region, each with the web ACL before it. */
export const WAFV2_LOAD_BALANCERS = 'aws.wafv2.loadBalancers';
/** Web ACLs of the edge (scope CLOUDFRONT). */
export const WAFV2_EDGE = 'aws.wafv2.edge';

export type ProtectedLoadBalancers = {
  region: string;
  loadBalancers: Array<{ name: string; acl: WebAcl | null }>;
};

export type WebAcl = {
  name: string;
  /** `allow` or `block`: what happens to whom no rule matches. */
  defaultAction: string;
  rules: WebAclRule[];
};

export type WebAclRule = {
  name: string;
  /** What it looks for, the same in every region: `AWS/AWSManagedRulesCommonRuleSet`, `rate 2000 per 300 s by IP`, or a digest of the statement. */
  statement: string;
  /** `block`, `allow`, `count`, `captcha`, `challenge`; `group` leaves it to the group's rules. */
  action: string;
};
