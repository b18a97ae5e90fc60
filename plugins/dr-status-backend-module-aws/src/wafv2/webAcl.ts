import type { Rule, Statement, WebACL } from '@aws-sdk/client-wafv2';
import { createHash } from 'node:crypto';
import type { WebAcl, WebAclRule } from './signals';

const MOST_RULES = 100;

/**
 * A statement without what differs between two regions although it means the
 * same: in ARNs the region and the id, which follows the resource's name.
 */
function withoutPlace(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('arn:')) {
    const [, , service, , , ...resource] = value.split(':');
    return `${service}:${resource.join(':').replace(/\/[^/]*$/, '')}`;
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) {
    return value.map(withoutPlace);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, each]) => [key, withoutPlace(each)]),
    );
  }
  return value;
}

/**
 * What a rule looks for, in a form that can be compared between regions and
 * shows no more than the names of rule groups: conditions may hold secrets,
 * such as the value of a header.
 */
function sayStatement(statement: Statement = {}): string {
  const {
    ManagedRuleGroupStatement: managed,
    RateBasedStatement: rate,
    RuleGroupReferenceStatement: group,
  } = statement;
  const digest = (of: unknown) =>
    createHash('sha256')
      .update(JSON.stringify(withoutPlace(of)))
      .digest('hex')
      .slice(0, 12);
  if (managed) {
    const { VendorName, Name, Version, ...rest } = managed;
    const own = Object.values(rest).some(
      each => each !== undefined && !(Array.isArray(each) && each.length === 0),
    );
    return `${VendorName}/${Name}${Version ? ` ${Version}` : ''}${
      own ? ` #${digest(rest)}` : ''
    }`;
  }
  if (rate) {
    const {
      Limit,
      EvaluationWindowSec = 300,
      AggregateKeyType,
      ...rest
    } = rate;
    const narrowed = rest.ScopeDownStatement ?? rest.CustomKeys;
    return `rate ${Limit} per ${EvaluationWindowSec} s by ${AggregateKeyType}${
      narrowed ? ` #${digest(rest)}` : ''
    }`;
  }
  if (group) {
    return `group ${String(withoutPlace(group.ARN ?? ''))}`;
  }
  return `#${digest(statement)}`;
}

function sayAction({ Action, OverrideAction }: Rule): string {
  const [named] = Object.entries(Action ?? {}).find(
    ([, each]) => each !== undefined,
  ) ?? [OverrideAction?.Count ? 'Count' : 'group'];
  return named.toLowerCase();
}

/** A web ACL as it is reported. */
export function toWebAcl(acl: WebACL): WebAcl {
  return {
    name: acl.Name ?? '',
    defaultAction: acl.DefaultAction?.Block ? 'block' : 'allow',
    rules: [...(acl.Rules ?? [])]
      .sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0))
      .slice(0, MOST_RULES)
      .map(
        (rule): WebAclRule => ({
          name: rule.Name ?? '',
          statement: sayStatement(rule.Statement),
          action: sayAction(rule),
        }),
      ),
  };
}
