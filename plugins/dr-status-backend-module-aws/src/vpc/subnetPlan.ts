import type { Entity } from '@backstage/catalog-model';
import {
  worstFinding,
  type Check,
  type CheckOutcome,
  type EstateView,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { listed } from '../aws/viewSignal';
import { declaredZones } from '../aws/zones';
import {
  isVpc,
  overlaps,
  plannedBlocks,
  plannedSubnets,
  standsInVpc,
  viewSubnets,
} from './plan';
import { VPC_SUBNETS, type Subnet } from './signals';

/** Whether what is there is what is planned for one subnet. */
function compare(
  estate: EstateView,
  entity: Entity,
  subnets: Subnet[],
): Finding {
  const [cidr] = plannedBlocks(entity);
  const zones = declaredZones(estate, entity);
  const where = listed(zones) || 'any zone';
  if (!cidr) {
    return {
      verdict: 'unknown',
      reason: `The plan gives ${entity.metadata.name} no address block.`,
    };
  }
  const found = subnets.find(subnet => subnet.cidr === cidr);
  if (!found) {
    const other = subnets.find(subnet => overlaps(subnet.cidr, cidr));
    return {
      verdict: 'breached',
      reason: other
        ? `${cidr} is planned in ${where}, and ${other.id} has ${other.cidr} instead.`
        : `There is no subnet ${cidr}, which is planned in ${where}.`,
    };
  }
  return zones.length === 0 || zones.includes(found.zone)
    ? {
        verdict: 'met',
        reason: `${found.id} has ${cidr} in ${found.zone}, as planned.`,
      }
    : {
        verdict: 'breached',
        reason: `${found.id} has ${cidr} in ${found.zone}, and ${where} is planned.`,
      };
}

export const subnetAsPlanned: Check = {
  id: 'aws.vpc.subnet-as-planned',
  title: 'Subnet as planned',
  description:
    'The VPC has a subnet with exactly this block, in the zone that the plan names.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Same block, same zone (missing, another block or zone is breached)',
    origin: 'design 3.1; catalog, spec.resilience',
  },
  signals: [VPC_SUBNETS],
  remediation:
    'Apply the network’s Terraform, or correct the plan in the catalog. A subnet’s block and zone cannot be changed: it is made anew.',
  appliesTo: standsInVpc('subnet'),
  evaluate(context): CheckOutcome {
    const view = viewSubnets(context);
    return 'outcome' in view
      ? view.outcome
      : {
          ...compare(context, context.entity, view.value),
          readings: [view.reading],
        };
  },
};

export const subnetPlan: Check = {
  id: 'aws.vpc.subnet-plan',
  title: 'All subnets as planned',
  description:
    'The VPC has every subnet of the plan with its block and zone, and no other: at a fail-over there is no time to make one.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'The planned subnets and no other (one that is not planned is at risk; missing or different ones are breached)',
    origin: 'design 3.1, 7.3',
  },
  signals: [VPC_SUBNETS],
  remediation:
    'Apply the network’s Terraform at this site, or correct the plan in the catalog.',
  appliesTo: (entity, estate) =>
    isVpc(entity, estate) && plannedSubnets(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const view = viewSubnets(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const planned = plannedSubnets(context, context.entity);
    const findings = planned.map(each => compare(context, each, view.value));
    const wrong = findings.filter(({ verdict }) => verdict === 'breached');
    const blocks = planned.flatMap(plannedBlocks);
    const extra = view.value.filter(({ cidr }) => !blocks.includes(cidr));
    const finding: Finding =
      wrong.length > 1
        ? {
            verdict: 'breached',
            reason: `${wrong.length} of ${planned.length} planned subnets are missing or different: ${wrong[0].reason}`,
          }
        : worstFinding(
            [
              ...findings,
              ...(extra.length > 0
                ? [
                    {
                      verdict: 'at-risk' as const,
                      reason: `${listed(
                        extra.map(({ id, cidr }) => `${id} (${cidr})`),
                      )} is not planned.`,
                    },
                  ]
                : []),
            ],
            `All ${planned.length} planned subnets are there, with their blocks and zones, and no other.`,
          );
    return { ...finding, readings: [view.reading] };
  },
};
