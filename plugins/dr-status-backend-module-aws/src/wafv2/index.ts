import type { AwsService } from '../aws/services';
import { aclOnLoadBalancers } from './aclOnLoadBalancers';
import { edgeAcl } from './edgeAcl';
import { sameRules } from './sameRules';
import { EDGE_REGION, WAFV2_ACTIONS, Wafv2Source } from './Wafv2Source';

/** AWS WAF: what stands before the public load balancers of a region, or at the edge. */
export const wafv2: AwsService = {
  id: 'wafv2',
  title: 'WAF',
  actions: WAFV2_ACTIONS,
  checks: [aclOnLoadBalancers, sameRules, edgeAcl],
  create: (settings, item) => {
    const scope = item.getOptionalString('scope') ?? 'REGIONAL';
    if (scope !== 'REGIONAL' && scope !== 'CLOUDFRONT') {
      throw new Error(
        `Invalid value at '${settings.key}.scope': "${scope}" is none of REGIONAL, CLOUDFRONT`,
      );
    }
    if (scope === 'CLOUDFRONT' && settings.region !== EDGE_REGION) {
      throw new Error(
        `Invalid value at '${settings.key}.region': web ACLs of the edge are asked in ${EDGE_REGION} alone`,
      );
    }
    return new Wafv2Source(settings, scope);
  },
};
