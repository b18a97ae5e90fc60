import type { Check } from '@twinshore/plugin-dr-status-node';
import { HUB_DRIFT, type AppDrift } from '../source/signals';
import { isAssessedByHub, judgeApps, tooOld, type AppOutcome } from './apps';

function judge(app: AppDrift, now: number): AppOutcome {
  const old = tooOld(app, now);
  if (old) {
    return old;
  }
  switch (app.drift) {
    case 'not-detected':
      return {
        verdict: 'met',
        reason: `The estimates of ${app.app} have not moved from those before.`,
      };
    case 'detected':
      return {
        verdict: 'at-risk',
        reason: `${app.app} has drifted from what it could do before${
          app.components.length > 0 ? `: ${app.components.join(', ')}` : ''
        }.`,
      };
    case 'not-checked':
      return {
        verdict: 'unknown',
        reason: `Whether ${app.app} has drifted has not been checked: it needs an assessment that met its policy.`,
      };
    default:
      return {
        verdict: 'unknown',
        reason: `Resilience Hub gives ${app.app} a drift status that is not understood.`,
      };
  }
}

export const noDrift: Check = {
  id: 'resilience-hub.drift.none',
  title: 'No drift',
  description:
    'Resilience Hub compares each assessment with the last one that met the policy, and reports components that would recover worse.',
  gate: false,
  weight: 2,
  threshold: { text: 'NotDetected', origin: 'design 5.4, 7.3' },
  signals: [HUB_DRIFT],
  remediation:
    'See on the Resilience Hub page which component moved, and bring it back by Terraform; assess again.',
  appliesTo: isAssessedByHub,
  evaluate: context =>
    judgeApps<AppDrift>(context, {
      signal: HUB_DRIFT,
      title: 'Drift',
      met: count => `None of ${count} apps has drifted.`,
      judge: app => judge(app, context.now),
    }),
};
