import type { Check } from '@twinshore/plugin-dr-status-node';
import { HUB_COMPLIANCE, type AppCompliance } from '../source/signals';
import { isAssessedByHub, judgeApps, tooOld, type AppOutcome } from './apps';

function judge(app: AppCompliance, now: number): AppOutcome {
  const { app: name, compliance, scorePercent } = app;
  const score = scorePercent === null ? '' : `, score ${scorePercent} of 100`;
  if (compliance === 'not-assessed') {
    return { verdict: 'unknown', reason: `${name} has not been assessed.` };
  }
  if (compliance === 'missing-policy') {
    return {
      verdict: 'at-risk',
      reason: `${name} has no resiliency policy: there is nothing to hold it to.`,
    };
  }
  const old = tooOld(app, now);
  if (old) {
    return old;
  }
  switch (compliance) {
    case 'met':
      return {
        verdict: 'met',
        reason: `By the estimates ${name} meets its policy${score}.`,
      };
    case 'breached':
      return {
        verdict: 'breached',
        reason: `By the estimates ${name} breaches its policy${score}.`,
      };
    case 'changes-detected':
      return {
        verdict: 'at-risk',
        reason: `${name} has changed since it was assessed: nobody has estimated what it can do now.`,
      };
    default:
      return {
        verdict: 'unknown',
        reason: `Resilience Hub gives ${name} a compliance that is not understood.`,
      };
  }
}

export const policyMet: Check = {
  id: 'resilience-hub.policy.met',
  title: 'Resiliency policy met',
  description:
    'Whether Resilience Hub holds that the app recovers from every disruption within its policy. An estimate from the configuration; measured lag and drills stand apart.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'PolicyMet (changes since are at risk, a breach is breached)',
    origin: 'design 5.1, 5.4',
  },
  signals: [HUB_COMPLIANCE],
  remediation:
    'See on the Resilience Hub page which disruption breaks the policy and what is recommended; correct it and assess again.',
  appliesTo: isAssessedByHub,
  evaluate: context =>
    judgeApps<AppCompliance>(context, {
      signal: HUB_COMPLIANCE,
      title: 'Compliance',
      met: count => `By the estimates all ${count} apps meet their policies.`,
      judge: app => judge(app, context.now),
    }),
};
