import type { Entity } from '@backstage/catalog-model';
import {
  isTagged,
  judgeReading,
  readEntityRef,
  sayDuration,
  unknownOutcome,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { ageSeconds, isAhead, listed } from '../answers';
import { TERRAFORM_PLAN, type TerraformPlan } from './signals';

const isStack = isTagged('infrastructure-as-code', 'terraform');

/** Names the stack that this one must equal. */
export const REPLICA_OF = 'twinshore.io/replica-of';
/** Types of resources that only the other stack has, by design; comma-separated. */
export const REPLICA_WITHOUT = 'twinshore.io/replica-without';

/** A result that is older says nothing of now. */
const LONGEST_SECONDS = 86_400;

/** Why a plan cannot be relied on, or undefined. */
function unusable(plan: TerraformPlan, now: number): string | undefined {
  const age = ageSeconds(plan.finishedAt, now);
  if (isAhead(age)) {
    return 'the date of the last plan is to come';
  }
  if (age > LONGEST_SECONDS) {
    return `the last plan is ${sayDuration(age)} old, of ${sayDuration(
      LONGEST_SECONDS,
    )} allowed`;
  }
  return plan.outcome === 'error'
    ? `the plan of ${sayDuration(Math.max(0, age))} ago failed`
    : undefined;
}

function judgeDrift(plan: TerraformPlan, now: number): Finding {
  const reason = unusable(plan, now);
  if (reason) {
    return {
      verdict: 'unknown',
      reason: `Whether the stack is as declared is unknown: ${reason}.`,
    };
  }
  const age = sayDuration(Math.max(0, ageSeconds(plan.finishedAt, now)));
  const at = plan.revision ? ` at ${plan.revision.slice(0, 12)}` : '';
  if (plan.outcome === 'no-changes') {
    return {
      verdict: 'met',
      reason: `The plan of ${age} ago${at} found all as declared.`,
    };
  }
  const names = plan.drifted.length > 0 ? `: ${listed(plan.drifted)}` : '';
  return {
    verdict: 'at-risk',
    reason: `The plan of ${age} ago${at} found drift in ${plan.driftedCount} places${names}.`,
  };
}

export const noDrift: Check = {
  id: 'delivery.terraform.no-drift',
  title: 'The stack is as declared',
  description:
    'The published result of a scheduled refresh-only plan: what was changed by hand is not in the code, and a rebuild would lose it.',
  gate: false,
  weight: 3,
  threshold: {
    text: `No changes in a plan of the last ${sayDuration(
      LONGEST_SECONDS,
    )} (drift is at risk; failed or older is unknown)`,
    origin: 'design 7.3',
  },
  signals: [TERRAFORM_PLAN],
  remediation:
    'See the plan; bring the change into the code, or apply the code over it. Where the plan is old, see the job that runs it.',
  appliesTo: isStack,
  evaluate: context =>
    judgeReading<TerraformPlan>(
      context,
      TERRAFORM_PLAN,
      'The result of the plan',
      plan => judgeDrift(plan, context.now),
    ),
};

const originalOf = ({ metadata }: Entity): string | undefined =>
  metadata.annotations?.[REPLICA_OF];

function compare(
  original: Record<string, number>,
  replica: Record<string, number>,
  without: ReadonlySet<string>,
): Finding {
  const types = [
    ...new Set([...Object.keys(original), ...Object.keys(replica)]),
  ]
    .filter(type => !without.has(type))
    .sort();
  // Of a plan without messages nothing is known, and an empty stack replaces nothing.
  if (types.length === 0) {
    return {
      verdict: 'unknown',
      reason:
        'Whether the replica equals the original is unknown: no resource of either is told.',
    };
  }
  const missing = types.filter(type => !replica[type]);
  if (missing.length > 0) {
    return {
      verdict: 'breached',
      reason: `The replica has none of ${listed(missing)}.`,
    };
  }
  const differing = types.filter(type => original[type] !== replica[type]);
  return differing.length > 0
    ? {
        verdict: 'at-risk',
        reason: `The replica differs in ${listed(
          differing.map(
            type =>
              `${type} (${replica[type]}, the original has ${
                original[type] ?? 0
              })`,
          ),
        )}.`,
      }
    : {
        verdict: 'met',
        reason: `The replica has as many resources as the original of each of its ${types.length} types.`,
      };
}

export const replica: Check = {
  id: 'delivery.terraform.replica',
  title: 'The recovery stack equals production',
  description: `Resources of both stacks, counted by type. The annotation ${REPLICA_OF} names the original, ${REPLICA_WITHOUT} the types that only the original has.`,
  gate: false,
  weight: 3,
  threshold: {
    text: 'The same types in the same numbers (another number is at risk, a missing type is breached)',
    origin: 'design 7.3',
  },
  signals: [TERRAFORM_PLAN],
  remediation:
    'Add to the recovery stack what production has gained; both are best instances of the same modules.',
  appliesTo: entity => isStack(entity) && originalOf(entity) !== undefined,
  evaluate(context): CheckOutcome {
    const { entity, now } = context;
    const originalRef = readEntityRef(originalOf(entity)!, REPLICA_OF);
    const readings = [
      context.read(TERRAFORM_PLAN, 'Resources of the replica'),
      context.read(TERRAFORM_PLAN, 'Resources of the original', originalRef),
    ];
    const what = 'Whether the replica equals the original';
    if (readings.some(({ state }) => state !== 'fresh')) {
      return unknownOutcome(what, now, readings);
    }
    const [own, original] = readings.map(
      ({ evidence }) => evidence.value as TerraformPlan,
    );
    const reason = unusable(own, now) ?? unusable(original, now);
    if (reason || !own.resources || !original.resources) {
      return {
        verdict: 'unknown',
        reason: `${what} is unknown: ${
          reason ?? 'their resources are not told'
        }.`,
        readings,
      };
    }
    const without = new Set(
      (entity.metadata.annotations?.[REPLICA_WITHOUT] ?? '')
        .split(',')
        .map(type => type.trim()),
    );
    return { ...compare(original.resources, own.resources, without), readings };
  },
};

export const terraformChecks: Check[] = [noDrift, replica];
