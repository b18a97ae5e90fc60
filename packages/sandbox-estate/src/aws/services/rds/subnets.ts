import type { DBSubnetGroup } from '@aws-sdk/client-rds';
import { REGIONS } from '../../../model';
import { availabilityZone, type AwsSite } from '../../sites';

const NETWORKS: Record<AwsSite, { vpc: string; subnet: string }> = {
  'aws-primary': {
    vpc: 'vpc-0c1d5a2f7b3e49a10',
    subnet: 'subnet-0a10c1d5a2f7b3e',
  },
  'aws-dr': { vpc: 'vpc-0d2e6b3a8c4f50b20', subnet: 'subnet-0b20d2e6b3a8c4f' },
};

/** The data tier of a site: a subnet belongs to one zone, so three zones have three. */
export function subnetGroup(site: AwsSite, accountId: string): DBSubnetGroup {
  const { vpc, subnet } = NETWORKS[site];
  const name = `mis-data-${site}`;
  return {
    DBSubnetGroupName: name,
    DBSubnetGroupDescription: `Data tier of ${site}`,
    DBSubnetGroupArn: `arn:aws:rds:${REGIONS[site]}:${accountId}:subgrp:${name}`,
    VpcId: vpc,
    SubnetGroupStatus: 'Complete',
    SupportedNetworkTypes: ['IPV4'],
    Subnets: ['a', 'b', 'c'].map((letter, index) => ({
      SubnetIdentifier: `${subnet}${index}${letter}`,
      SubnetAvailabilityZone: { Name: availabilityZone(site, letter) },
      SubnetStatus: 'Active',
    })),
  };
}
