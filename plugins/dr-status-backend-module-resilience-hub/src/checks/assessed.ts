import { RESILIENCE_HUB_ASSESSED_WITHIN_SECONDS } from '@twinshore/plugin-dr-status-common';
import { sayDuration, type Check } from '@twinshore/plugin-dr-status-node';
import { HUB_ASSESSMENTS, type AppAssessments } from '../source/signals';
import { isAssessedByHub, judgeApps, tooOld, type AppOutcome } from './apps';

function judge(app: AppAssessments, now: number): AppOutcome {
  const old = tooOld(app, now);
  if (old) {
    return old;
  }
  const ageSeconds = (now - Date.parse(app.lastSuccessAt!)) / 1000;
  const age = sayDuration(ageSeconds);
  if (app.newest?.status === 'failed') {
    return {
      verdict: 'at-risk',
      reason: `The newest assessment of ${app.app} failed${
        app.newest.message ? ` (${app.newest.message.replace(/\.$/, '')})` : ''
      }; the one before it succeeded ${age} ago.`,
    };
  }
  if (app.schedule !== 'daily') {
    return {
      verdict: 'at-risk',
      reason: `${app.app} was assessed ${age} ago, but ${
        app.schedule === 'disabled'
          ? 'its daily schedule is disabled: the next one waits for a person'
          : 'its schedule is not understood'
      }.`,
    };
  }
  if (ageSeconds > RESILIENCE_HUB_ASSESSED_WITHIN_SECONDS) {
    return {
      verdict: 'at-risk',
      reason: `${app.app} was assessed ${age} ago: the daily assessment is late.`,
    };
  }
  return {
    verdict: 'met',
    reason: `${app.app} was assessed ${age} ago, within ${sayDuration(
      RESILIENCE_HUB_ASSESSED_WITHIN_SECONDS,
    )}.`,
  };
}

export const assessed: Check = {
  id: 'resilience-hub.assessment.recent',
  title: 'Assessed within a day',
  description:
    'Resilience Hub derives its estimates from the configuration as it is when it assesses. What has changed since is not in them.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'The newest success at most 24 h old, on a daily schedule (an hour late is at risk, older is unknown)',
    origin: 'design 5.4',
  },
  signals: [HUB_ASSESSMENTS],
  remediation:
    'Start an assessment on the Resilience Hub page, set the schedule of the app to daily, and read the message of an assessment that failed.',
  appliesTo: isAssessedByHub,
  evaluate: context =>
    judgeApps<AppAssessments>(context, {
      signal: HUB_ASSESSMENTS,
      title: 'When it was assessed',
      met: count => `All ${count} apps were assessed within 24 h.`,
      judge: app => judge(app, context.now),
    }),
};
