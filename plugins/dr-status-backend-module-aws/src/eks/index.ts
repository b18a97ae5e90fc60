import { readResources } from '../aws/resources';
import type { AwsService } from '../aws/services';
import { eksAccess, eksControlPlane, eksVersion } from './eksCluster';
import { eksDrCapacity, eksNodeGroups } from './eksNodeGroups';
import { EKS_ACTIONS, EksSource } from './EksSource';

/** Amazon EKS: control planes and node groups of one account and region. */
export const eks: AwsService = {
  id: 'eks',
  title: 'EKS',
  actions: EKS_ACTIONS,
  checks: [
    eksControlPlane,
    eksNodeGroups,
    eksDrCapacity,
    eksVersion,
    eksAccess,
  ],
  create: (settings, item) =>
    new EksSource(settings, readResources(settings, item, 'clusters')),
};
