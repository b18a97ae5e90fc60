import {
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListResourcesForWebACLCommand,
  ListWebACLsCommand,
  WAFInvalidParameterException$,
  WAFNonexistentItemException$,
  type WebACL,
} from '@aws-sdk/client-wafv2';
import { REGIONS } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { AWS_SITES } from '../../sites';
import { balancerArn } from '../elbv2/LoadBalancers';
import type { WebAcls } from './WebAcls';

export { WebAcls } from './WebAcls';

const EDGE_REGION = 'us-east-1';

/** WAF: web ACLs of the region, and those of the edge, which us-east-1 has. */
export function wafv2Service(acls: WebAcls): Service {
  const sitesOf = ({ region }: Call) =>
    AWS_SITES.filter(site => REGIONS[site] === region);
  const all = (scope: string | undefined, call: Call): WebACL[] => {
    if (scope === 'CLOUDFRONT') {
      if (call.region !== EDGE_REGION) {
        throw AwsError.modeled(
          WAFInvalidParameterException$,
          `Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT`,
        );
      }
      return [acls.acl('edge', call.accountId)];
    }
    return sitesOf(call).map(site => acls.acl(site, call.accountId));
  };
  const missing = () =>
    AwsError.modeled(
      WAFNonexistentItemException$,
      'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
    );

  return {
    signingName: 'wafv2',
    actionPrefix: 'wafv2',
    apiVersion: '2019-07-29',
    xmlNamespace: 'http://waf.amazonaws.com/doc/2019-07-29/',
    shapeNamespace: 'com.amazonaws.wafv2',
    targetPrefix: 'AWSWAF_20190729',
    protocols: ['json-1.1'],
    regions: region => [region, EDGE_REGION],
    operations: operations([
      operation(ListWebACLsCommand, (input, call) => {
        const { items, next } = paginate(
          all(input.Scope, call),
          each => each.Name!,
          pageSize(input.Limit, 'Limit', { min: 1, max: 100, standard: 100 }),
          input.NextMarker,
        );
        return {
          NextMarker: next,
          WebACLs: items.map(({ Name, Id, ARN }) => ({
            Name,
            Id,
            ARN,
            LockToken: Id,
          })),
        };
      }),

      operation(GetWebACLCommand, (input, call) => {
        const found = all(input.Scope, call).find(
          ({ Id, ARN }) => Id === input.Id || (input.ARN && ARN === input.ARN),
        );
        if (!found) throw missing();
        return { WebACL: found, LockToken: found.Id };
      }),

      operation(GetWebACLForResourceCommand, ({ ResourceArn }, call) => {
        const site = sitesOf(call).find(
          each => balancerArn(each, call.accountId) === ResourceArn,
        );
        if (!site) throw missing();
        return acls.associated(site)
          ? { WebACL: acls.acl(site, call.accountId) }
          : {};
      }),

      operation(ListResourcesForWebACLCommand, (input, call) => ({
        ResourceArns: sitesOf(call)
          .filter(
            site =>
              acls.acl(site, call.accountId).ARN === input.WebACLArn &&
              acls.associated(site),
          )
          .map(site => balancerArn(site, call.accountId)),
      })),
    ]),
  };
}
