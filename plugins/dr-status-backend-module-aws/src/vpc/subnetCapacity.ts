import {
  worstFinding,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { listed } from '../aws/viewSignal';
import { declaredZones } from '../aws/zones';
import { contains, plannedBlocks, standsInVpc, viewSubnets } from './plan';
import { VPC_SUBNETS, type Subnet } from './signals';

/** What AWS asks of a subnet before it grows a load balancer there. */
const LEAST_FREE = 8;

const within = (blocks: string[], subnets: Subnet[]) =>
  subnets.filter(({ cidr }) => blocks.some(block => contains(block, cidr)));

function judgeFree({ cidr, zone, freeAddresses: free }: Subnet): Finding {
  if (free === null) {
    return {
      verdict: 'unknown',
      reason: `EC2 does not say how many addresses are free in ${cidr} (${zone}).`,
    };
  }
  if (free === 0) {
    return {
      verdict: 'breached',
      reason: `No address is free in ${cidr} (${zone}): nothing can start there.`,
    };
  }
  const said = `${free} addresses are free in ${cidr} (${zone})`;
  return free < LEAST_FREE
    ? { verdict: 'at-risk', reason: `${said}; ${LEAST_FREE} are needed.` }
    : { verdict: 'met', reason: `${said}.` };
}

/** A tier goes on in its other zones when one of its subnets is full. */
function judgeTogether(findings: Finding[]): Finding {
  const { verdict, reason } = worstFinding(
    findings,
    findings.map(each => each.reason).join(' '),
  );
  const some = findings.some(each => each.verdict !== 'breached');
  return {
    verdict: verdict === 'breached' && some ? 'at-risk' : verdict,
    reason,
  };
}

export const freeAddresses: Check = {
  id: 'aws.vpc.free-addresses',
  title: 'Addresses left for growth',
  description:
    'Nodes, pods, load balancers and databases take addresses of their subnet. When the standby grows to production’s size and none is left, it stops growing.',
  gate: false,
  weight: 2,
  threshold: {
    text: `At least ${LEAST_FREE} free addresses in each subnet (fewer, or one of several full, is at risk; all full is breached)`,
    origin: 'AWS: what a load balancer asks of its subnet',
  },
  signals: [VPC_SUBNETS],
  remediation:
    'Remove what is idle in the subnet, or add a subnet from the block in reserve.',
  appliesTo: (entity, estate) =>
    standsInVpc('subnet', 'network')(entity, estate) &&
    plannedBlocks(entity).length > 0,
  evaluate(context): CheckOutcome {
    const view = viewSubnets(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const blocks = plannedBlocks(context.entity);
    const findings = within(blocks, view.value).map(judgeFree);
    return findings.length === 0
      ? {
          verdict: 'unknown',
          reason: `There is no subnet in ${listed(
            blocks,
          )} whose addresses could be counted.`,
          readings,
        }
      : {
          ...judgeTogether(findings),
          readings,
        };
  },
};

export const tierSpansZones: Check = {
  id: 'aws.vpc.tier-spans-zones',
  title: 'Tier has a subnet in each zone',
  description:
    'A subnet belongs to one zone. A tier that is to survive the loss of a zone has one in each.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'A subnet in every declared zone (a zone without one is at risk; no subnet at all is breached)',
    origin: 'design 3.1, 4.1; formulae, linter rule 3',
  },
  signals: [VPC_SUBNETS],
  remediation: 'Make the missing subnet; the plan gives its block and zone.',
  appliesTo: (entity, estate) =>
    standsInVpc('network')(entity, estate) &&
    plannedBlocks(entity).length > 0 &&
    declaredZones(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const view = viewSubnets(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const blocks = plannedBlocks(context.entity);
    const zones = within(blocks, view.value).map(({ zone }) => zone);
    const declared = declaredZones(context, context.entity);
    const lacking = declared.filter(zone => !zones.includes(zone));
    if (zones.length === 0) {
      return {
        verdict: 'breached',
        reason: `There is no subnet in ${listed(blocks)}.`,
        readings,
      };
    }
    return lacking.length > 0
      ? {
          verdict: 'at-risk',
          reason: `There is no subnet in ${listed(blocks)} for ${listed(
            lacking,
          )}.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `${listed(blocks)} has subnets in ${listed(declared)}.`,
          readings,
        };
  },
};
