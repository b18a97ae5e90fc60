import { parseEntityRef } from '@backstage/catalog-model';
import type { AwsService } from '../aws/services';
import { addressSpace } from './addressSpace';
import { natPerZone } from './natPerZone';
import { noBlackholes, routeToNetwork } from './routes';
import { freeAddresses, tierSpansZones } from './subnetCapacity';
import { subnetAsPlanned, subnetPlan } from './subnetPlan';
import { VPC_ACTIONS, VpcSource } from './VpcSource';

/** Amazon VPC: subnets, ways out and NAT gateways of one VPC. */
export const vpc: AwsService = {
  id: 'vpc',
  title: 'VPC',
  actions: VPC_ACTIONS,
  checks: [
    addressSpace,
    subnetPlan,
    subnetAsPlanned,
    freeAddresses,
    tierSpansZones,
    natPerZone,
    noBlackholes,
    routeToNetwork,
  ],
  create: (settings, item) =>
    new VpcSource(
      settings,
      item.getOptionalString('vpc') ??
        parseEntityRef(settings.entityRefs[0]).name,
    ),
};
