import {
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { refOf } from '@twinshore/plugin-dr-status-common';
import type { Entity } from '@backstage/catalog-model';
import { nameOf } from '../aws/placement';
import { failingOverTo } from '../aws/relations';
import { viewSignal } from '../aws/viewSignal';
import { isEksCluster, sayIssues } from './eksCluster';
import { EKS_NODE_GROUPS, type EksNodeGroup } from './signals';

/** Somebody works on it; its nodes serve meanwhile. */
const IN_WORK = ['UPDATING', 'CREATING'];
const BROKEN = ['CREATE_FAILED', 'DELETE_FAILED', 'DELETING'];

function viewGroups(context: CheckContext, entity: Entity) {
  return viewSignal<EksNodeGroup[]>(
    context,
    EKS_NODE_GROUPS,
    'EKS node groups',
    refOf(entity),
  );
}

function judgeGroup(group: EksNodeGroup): Omit<CheckOutcome, 'readings'> {
  const { name, status, issues, desiredSize } = group;
  if (BROKEN.includes(status)) {
    return { verdict: 'breached', reason: `${name} is ${status}.` };
  }
  if (
    status !== 'ACTIVE' &&
    status !== 'DEGRADED' &&
    !IN_WORK.includes(status)
  ) {
    return {
      verdict: 'unknown',
      reason: `${name} has a status that is not understood: ${
        status || 'none'
      }.`,
    };
  }
  if (issues === null) {
    return {
      verdict: 'unknown',
      reason: `${name} is ${status}, and EKS does not say whether it has issues.`,
    };
  }
  if (issues.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `${name} is ${status} with ${sayIssues(issues)}.`,
    };
  }
  return {
    verdict: status === 'ACTIVE' ? 'met' : 'at-risk',
    reason: `${name} is ${status} with ${
      desiredSize ?? 'an unknown number of'
    } nodes wanted.`,
  };
}

export const eksNodeGroups: Check = {
  id: 'aws.eks.node-groups',
  title: 'EKS node groups healthy',
  description:
    'Every managed node group of the cluster is active and EKS has nothing to complain about: a group that cannot launch instances is DEGRADED although its present nodes serve.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Every group ACTIVE without health issues (DEGRADED, an issue or an update is at risk; none at all, or failed, is breached)',
    origin: 'design 2.2, 5.2',
  },
  signals: [EKS_NODE_GROUPS],
  remediation:
    'Follow the issues of the node group in the EKS console: subnets without addresses, limits of the account, a missing launch template or role.',
  appliesTo: (entity, estate) => isEksCluster(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewGroups(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    if (view.value.length === 0) {
      return {
        verdict: 'breached',
        reason: `${nameOf(
          context.entity,
        )} has no managed node group: there is nothing that pods could run on.`,
        readings,
      };
    }
    const worst = worstOutcome(
      view.value.map(group => ({ ...judgeGroup(group), readings })),
    );
    return worst.verdict === 'met' && view.value.length > 1
      ? {
          verdict: 'met',
          reason: `All ${view.value.length} node groups are ACTIVE without health issues.`,
          readings,
        }
      : worst;
  },
};

/** Clusters of EKS that fail over to this one. */
const protectedBy = (estate: EstateView, entity: Entity) =>
  failingOverTo(estate, entity).filter(other => isEksCluster(estate, other));

/** `m6i.4xlarge` as its family and how many `xlarge` it makes; undefined for other names. */
function sizeOf(type: string): { family: string; units: number } | undefined {
  const match = /^([\w-]+)\.(\d*)xlarge$/.exec(type);
  return match ? { family: match[1], units: Number(match[2] || 1) } : undefined;
}

/**
 * Units of capacity of the nodes: within one family of instance types a
 * `4xlarge` is four `xlarge`. Undefined when the groups mix what cannot be
 * compared.
 */
function capacityOf(
  groups: EksNodeGroup[],
  count: (group: EksNodeGroup) => number,
): { family: string; units: number } | undefined {
  let family: string | undefined;
  let units = 0;
  for (const group of groups) {
    const sizes = group.instanceTypes.map(sizeOf);
    const [first] = sizes;
    const alike = sizes.every(
      size => size?.family === first?.family && size?.units === first?.units,
    );
    if (!first || !alike || (family && family !== first.family)) {
      return undefined;
    }
    family = first.family;
    units += count(group) * first.units;
  }
  return family === undefined ? undefined : { family, units };
}

const total = (
  groups: EksNodeGroup[],
  count: (group: EksNodeGroup) => number | null,
) => groups.reduce((sum, group) => sum + (count(group) ?? NaN), 0);

const typesOf = (groups: EksNodeGroup[]) =>
  [...new Set(groups.flatMap(group => group.instanceTypes))].join(', ') ||
  'of no stated type';

function judgeCapacity(
  own: EksNodeGroup[],
  other: EksNodeGroup[],
  name: string,
  otherName: string,
  readings: Reading[],
): CheckOutcome {
  if (other.length === 0) {
    return {
      verdict: 'unknown',
      reason: `${otherName} has no node group whose size ${name} could be held to.`,
      readings,
    };
  }
  const most = total(own, group => group.maxSize);
  const needed = total(other, group => group.desiredSize);
  if (Number.isNaN(most) || Number.isNaN(needed)) {
    return {
      verdict: 'unknown',
      reason: `EKS does not give the sizes of all node groups of ${name} and ${otherName}.`,
      readings,
    };
  }
  const figures = `${name} can grow to ${most} nodes (${typesOf(
    own,
  )}); ${otherName} wants ${needed} (${typesOf(other)}) now`;
  if (most < needed) {
    return { verdict: 'breached', reason: `${figures}.`, readings };
  }
  const have = capacityOf(own, group => group.maxSize ?? 0);
  const need = capacityOf(other, group => group.desiredSize ?? 0);
  if (have && need && have.family === need.family && have.units < need.units) {
    return {
      verdict: 'at-risk',
      reason: `${figures}: more nodes, but smaller ones, ${Math.round(
        (100 * have.units) / need.units,
      )} % of the capacity.`,
      readings,
    };
  }
  return { verdict: 'met', reason: `${figures}.`, readings };
}

export const eksDrCapacity: Check = {
  id: 'aws.eks.dr-capacity',
  title: 'DR node groups can grow to production',
  description:
    'The largest size of the DR node groups is at least what production wants now: pod autoscalers add pods, and without room for nodes those wait for ever.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'maxSize in DR ≥ desiredSize in production (fewer is breached; enough but smaller nodes is at risk)',
    origin: 'design 5.3',
  },
  signals: [EKS_NODE_GROUPS],
  remediation:
    'Raise maxSize of the DR node groups, and check the limits of the account in that region.',
  appliesTo: (entity, estate) =>
    isEksCluster(estate, entity) && protectedBy(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const own = viewGroups(context, context.entity);
    if ('outcome' in own) {
      return own.outcome;
    }
    return worstOutcome(
      protectedBy(context, context.entity).map(entity => {
        const other = viewGroups(context, entity);
        return 'outcome' in other
          ? {
              ...other.outcome,
              readings: [own.reading, ...other.outcome.readings],
            }
          : judgeCapacity(
              own.value,
              other.value,
              nameOf(context.entity),
              nameOf(entity),
              [own.reading, other.reading],
            );
      }),
    );
  },
};
