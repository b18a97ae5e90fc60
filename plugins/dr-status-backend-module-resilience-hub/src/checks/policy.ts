import {
  RESILIENCE_HUB_DISRUPTIONS,
  resilienceOf,
  targetsOf,
} from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  type Check,
  type CheckContext,
} from '@twinshore/plugin-dr-status-node';
import type { Objectives } from '@twinshore/plugin-hybrid-infra-common';
import { HUB_POLICIES, type AppPolicy } from '../source/signals';
import { isAssessedByHub, judgeApps, type AppOutcome } from './apps';

/** The entity's own objectives, else those of the whole. */
function objectivesOf(context: CheckContext): Objectives {
  const own = resilienceOf(context.entity)?.objectives;
  return own?.rpoSeconds !== undefined && own.rtoSeconds !== undefined
    ? own
    : targetsOf([...context.entities()]);
}

function judge(
  { app, policy }: AppPolicy,
  { rtoSeconds, rpoSeconds, origin }: Objectives,
): AppOutcome {
  if (!policy) {
    return {
      verdict: 'at-risk',
      reason: `${app} has no resiliency policy: it is held to nothing.`,
    };
  }
  if (rtoSeconds === undefined || rpoSeconds === undefined) {
    return {
      verdict: 'unknown',
      reason: `Whether the policy ${policy.name} is strict enough is unknown: the catalog declares no RTO and RPO to hold it against.`,
    };
  }
  if (!policy.targets.Region) {
    return {
      verdict: 'at-risk',
      reason: `The policy ${policy.name} of ${app} says nothing of a lost region.`,
    };
  }
  const looser: string[] = [];
  const open: string[] = [];
  for (const disruption of RESILIENCE_HUB_DISRUPTIONS) {
    const target = policy.targets[disruption];
    for (const [name, seconds, most] of [
      ['RTO', target?.rtoSeconds, rtoSeconds],
      ['RPO', target?.rpoSeconds, rpoSeconds],
    ] as const) {
      if (target && seconds === null) {
        open.push(`${disruption} ${name}`);
      } else if (typeof seconds === 'number' && seconds > most) {
        looser.push(
          `${disruption} ${name} ${sayDuration(seconds)} where ${sayDuration(
            most,
          )} is wanted`,
        );
      }
    }
  }
  const by = origin ? ` (${origin})` : '';
  if (looser.length > 0) {
    return {
      verdict: 'at-risk',
      reason: `The policy ${
        policy.name
      } of ${app} is looser than the objectives of the estate${by}: ${looser.join(
        ', ',
      )}.`,
    };
  }
  if (open.length > 0) {
    return {
      verdict: 'unknown',
      reason: `The policy ${
        policy.name
      } of ${app} has no figure for ${open.join(', ')}.`,
    };
  }
  return {
    verdict: 'met',
    reason: `The policy ${
      policy.name
    } of ${app} wants at least what the estate does${by}: RTO ${sayDuration(
      rtoSeconds,
    )}, RPO ${sayDuration(rpoSeconds)}.`,
  };
}

export const policyStrictEnough: Check = {
  id: 'resilience-hub.policy.strict-enough',
  title: 'Policy as strict as the objectives',
  description:
    'An app can meet a policy that asks for too little. The policy must want no less than the objectives that the catalog declares.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'No target looser than the RTO and RPO declared, and one for a lost region',
    origin: 'design 5.1',
  },
  signals: [HUB_POLICIES],
  remediation:
    'Tighten the resiliency policy to the objectives of the estate, and assess again.',
  appliesTo: isAssessedByHub,
  evaluate: context =>
    judgeApps<AppPolicy>(context, {
      signal: HUB_POLICIES,
      title: 'The policies',
      met: count =>
        `The policies of all ${count} apps want at least what the estate does.`,
      judge: app => judge(app, objectivesOf(context)),
    }),
};
