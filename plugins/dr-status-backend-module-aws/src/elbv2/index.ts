import { readResources } from '../aws/resources';
import type { AwsService } from '../aws/services';
import { ELBV2_ACTIONS, Elbv2Source } from './Elbv2Source';
import { loadBalancerActive } from './loadBalancerActive';
import { sameListeners } from './sameListeners';
import { targetsHealthy } from './targetsHealthy';
import { tls13Only } from './tls13Only';

/** Elastic Load Balancing: application load balancers of one account and region. */
export const elbv2: AwsService = {
  id: 'elbv2',
  title: 'Load balancers',
  actions: ELBV2_ACTIONS,
  checks: [loadBalancerActive, targetsHealthy, tls13Only, sameListeners],
  create: (settings, item) =>
    new Elbv2Source(settings, readResources(settings, item, 'loadBalancers')),
};
