import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  worstFinding,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { viewSignal } from '../aws/viewSignal';
import { declaredZones } from '../aws/zones';
import { standsInVpc, viewSubnets, vpcOf } from './plan';
import {
  VPC_NAT_GATEWAYS,
  VPC_SUBNETS,
  type NatGateway,
  type Subnet,
} from './signals';

/** Whether what leaves a private subnet goes through a gateway of its own zone. */
function judge(subnet: Subnet, gateways: NatGateway[]): Finding {
  const label = `The way out of ${subnet.cidr} (${subnet.zone})`;
  const { id, state } = subnet.wayOut!;
  const gateway = gateways.find(each => each.id === id);
  if (!gateway) {
    return {
      verdict: 'breached',
      reason: `${label} leads to ${id}, which is not there (${state}).`,
    };
  }
  const why = gateway.failureCode ? ` (${gateway.failureCode})` : '';
  if (/^(failed|deleting|deleted)$/.test(gateway.state)) {
    return {
      verdict: 'breached',
      reason: `${label} leads to ${id}, which is ${gateway.state}${why}.`,
    };
  }
  if (state === 'blackhole') {
    return {
      verdict: 'breached',
      reason: `${label} leads to ${id}, and is a blackhole.`,
    };
  }
  if (gateway.state === 'pending') {
    return {
      verdict: 'at-risk',
      reason: `${label} leads to ${id}, which is still being set up.`,
    };
  }
  if (gateway.state !== 'available') {
    return {
      verdict: 'unknown',
      reason: `${id} has a state that is not understood: ${
        gateway.state || 'none'
      }.`,
    };
  }
  return gateway.zone === null || gateway.zone === subnet.zone
    ? { verdict: 'met', reason: `${label} is ${id}, in its own zone.` }
    : {
        verdict: 'at-risk',
        reason: `${label} leads through ${
          gateway.zone || 'another zone'
        }: it is lost with that zone.`,
      };
}

export const natPerZone: Check = {
  id: 'aws.vpc.nat-per-zone',
  title: 'A way out in every zone',
  description:
    'Private subnets reach registries, keys and interfaces outside through a NAT gateway of their own zone: without one, nodes cannot even join their cluster.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Each private default route leads to an available NAT gateway in the same zone, or to a regional one (another zone is at risk; failed, gone or none is breached)',
    origin: 'design 3.2, 4.1',
  },
  signals: [VPC_NAT_GATEWAYS, VPC_SUBNETS],
  remediation:
    'Make the gateway anew in the zone’s public subnet, and point the route table of the zone’s private subnets at it.',
  appliesTo: standsInVpc('nat-gateway'),
  evaluate(context): CheckOutcome {
    const subnets = viewSubnets(context);
    if ('outcome' in subnets) {
      return subnets.outcome;
    }
    const gateways = viewSignal<NatGateway[]>(
      context,
      VPC_NAT_GATEWAYS,
      'What EC2 says of the NAT gateways',
      refOf(vpcOf(context, context.entity)!),
    );
    if ('outcome' in gateways) {
      return {
        ...gateways.outcome,
        readings: [subnets.reading, ...gateways.outcome.readings],
      };
    }
    const readings = [subnets.reading, gateways.reading];
    const through = subnets.value.filter(
      ({ wayOut }) => wayOut?.kind === 'nat-gateway',
    );
    if (through.length === 0) {
      return {
        verdict: 'breached',
        reason: `No private subnet has a way out through a NAT gateway (of ${subnets.value.length} subnets and ${gateways.value.length} gateways).`,
        readings,
      };
    }
    const zones = new Set(through.map(({ zone }) => zone));
    const lacking = declaredZones(context, context.entity).filter(
      zone => !zones.has(zone),
    );
    return {
      ...worstFinding(
        [
          ...through.map(each => judge(each, gateways.value)),
          ...lacking.map(
            (zone): Finding => ({
              verdict: 'at-risk',
              reason: `No private subnet of ${zone} has a way out through a NAT gateway.`,
            }),
          ),
        ],
        `All ${through.length} private subnets leave through an available NAT gateway of their own zone, in ${zones.size} zones.`,
      ),
      readings,
    };
  },
};
