import type { DBSubnetGroup } from '@aws-sdk/client-rds';
import { REGIONS } from '../../../model';
import type { AwsSite } from '../../sites';
import { subnetsOf, VPC_IDS } from '../ec2/plan';

/** The data tier of a site: a subnet belongs to one zone, so three zones have three. */
export function subnetGroup(site: AwsSite, accountId: string): DBSubnetGroup {
  const name = `mis-data-${site}`;
  return {
    DBSubnetGroupName: name,
    DBSubnetGroupDescription: `Data tier of ${site}`,
    DBSubnetGroupArn: `arn:aws:rds:${REGIONS[site]}:${accountId}:subgrp:${name}`,
    VpcId: VPC_IDS[site],
    SubnetGroupStatus: 'Complete',
    SupportedNetworkTypes: ['IPV4'],
    Subnets: subnetsOf(site, 'data').map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SubnetStatus: 'Active',
    })),
  };
}
