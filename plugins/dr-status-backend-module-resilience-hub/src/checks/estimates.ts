import type {
  ResilienceHubDisruption,
  ResilienceHubTarget,
} from '@twinshore/plugin-dr-status-common';
import { sayDuration, type Check } from '@twinshore/plugin-dr-status-node';
import { HUB_ESTIMATES, type AppEstimates } from '../source/signals';
import { isAssessedByHub, judgeApps, tooOld, type AppOutcome } from './apps';

const LOST: Record<ResilienceHubDisruption, string> = {
  Software: 'a failure of the application',
  Hardware: 'a failure of hardware',
  AZ: 'the loss of a zone',
  Region: 'the loss of the region',
};

/** One figure against its target; a figure or target that is missing is unknown. */
function within(
  name: string,
  estimate: number | null,
  target: number | null,
): { verdict: 'met' | 'unknown' | 'breached'; text: string } {
  if (estimate === null || target === null) {
    return {
      verdict: 'unknown',
      text: `no ${estimate === null ? 'estimate' : 'target'} of the ${name}`,
    };
  }
  return {
    verdict: estimate <= target ? 'met' : 'breached',
    text: `${name} ${sayDuration(estimate)} of at most ${sayDuration(target)}`,
  };
}

function judge(
  app: AppEstimates,
  disruption: ResilienceHubDisruption,
  now: number,
): AppOutcome {
  const old = tooOld(app, now);
  if (old) {
    return old;
  }
  const lost = LOST[disruption];
  const target: ResilienceHubTarget | undefined = app.targets?.[disruption];
  if (!target) {
    return {
      verdict: 'at-risk',
      reason: app.targets
        ? `The policy of ${app.app} says nothing of ${lost}.`
        : `${app.app} has no resiliency policy: there is nothing to hold it to.`,
    };
  }
  const estimate = app.estimates[disruption];
  if (!estimate) {
    return {
      verdict: 'unknown',
      reason: `The assessment of ${app.app} says nothing of ${lost}.`,
    };
  }
  const parts = [
    within('RTO', estimate.estimatedRtoSeconds, target.rtoSeconds),
    within('RPO', estimate.estimatedRpoSeconds, target.rpoSeconds),
  ];
  const verdict =
    (['breached', 'unknown'] as const).find(bad =>
      parts.some(part => part.verdict === bad),
    ) ?? 'met';
  return {
    verdict,
    reason: `Estimated for ${lost} of ${app.app}: ${parts
      .map(({ text }) => text)
      .join(', ')}.`,
  };
}

function estimateCheck(
  disruption: ResilienceHubDisruption,
  title: string,
  weight: number,
): Check {
  return {
    id: `resilience-hub.estimate.${disruption.toLowerCase()}`,
    title,
    description: `What Resilience Hub estimates a recovery from ${LOST[disruption]} to take and to lose, against the targets of the policy as it stands now. Derived from the configuration, not measured.`,
    gate: false,
    weight,
    threshold: {
      text: `Estimated RTO and RPO within the policy’s targets for ${disruption}`,
      origin: 'design 5.1',
    },
    signals: [HUB_ESTIMATES],
    remediation:
      'Follow what is recommended for the component on the Resilience Hub page, or give the policy a target for it.',
    appliesTo: isAssessedByHub,
    evaluate: context =>
      judgeApps<AppEstimates>(context, {
        signal: HUB_ESTIMATES,
        title: 'The estimates',
        met: count =>
          `The estimates of all ${count} apps for ${LOST[disruption]} keep within their policies.`,
        judge: app => judge(app, disruption, context.now),
      }),
  };
}

/** One check for each disruption, so that each has its own history. */
export const estimateChecks: Check[] = [
  estimateCheck('Software', 'Estimate: the application fails', 1),
  estimateCheck('Hardware', 'Estimate: hardware fails', 1),
  estimateCheck('AZ', 'Estimate: a zone is lost', 2),
  estimateCheck('Region', 'Estimate: the region is lost', 3),
];
