import {
  RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS,
  worstVerdict,
  type ResilienceHubApp,
  type ResilienceHubAssessment,
  type ResilienceHubDisruption,
  type ResilienceHubDriftStatus,
  type Verdict,
} from '@twinshore/plugin-dr-status-common';

/** An app as the page shows it. */
export type ShownApp = ResilienceHubApp & {
  /** Its source fails: what is shown is the last that was known. */
  silent?: boolean;
};

/** Whether an assessment is under way. */
export function isOpen(
  assessment: ResilienceHubAssessment | null,
): assessment is ResilienceHubAssessment {
  return (
    assessment?.status === 'pending' || assessment?.status === 'in-progress'
  );
}

/** When the estimates that are shown were made. */
export function assessedAt({
  lastSuccess,
}: ResilienceHubApp): string | undefined {
  return lastSuccess?.endedAt ?? lastSuccess?.startedAt;
}

/** Whether the estimates are too old to say anything of now. */
export function isOld(app: ResilienceHubApp, now: number): boolean {
  const at = assessedAt(app);
  return (
    at !== undefined &&
    // NaN, of a time that cannot be read, is old too.
    !(now - Date.parse(at) <= RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS * 1000)
  );
}

/** Whether nothing that is known of the app speaks of now. */
function saysNothing(app: ShownApp, now: number): boolean {
  return (
    app.silent === true || assessedAt(app) === undefined || isOld(app, now)
  );
}

/** As the checks of the backend judge it. */
export function complianceVerdict(app: ShownApp, now: number): Verdict {
  if (app.silent) {
    return 'unknown';
  }
  if (app.compliance === 'missing-policy') {
    return 'at-risk';
  }
  if (saysNothing(app, now)) {
    return 'unknown';
  }
  switch (app.compliance) {
    case 'met':
    case 'breached':
      return app.compliance;
    case 'changes-detected':
      return 'at-risk';
    default:
      return 'unknown';
  }
}

const DRIFT: Record<ResilienceHubDriftStatus, Verdict> = {
  'not-detected': 'met',
  detected: 'at-risk',
  'not-checked': 'unknown',
  unrecognised: 'unknown',
};

export function driftVerdict(app: ShownApp, now: number): Verdict {
  return saysNothing(app, now) ? 'unknown' : DRIFT[app.drift];
}

function figureVerdict(
  estimate: number | null | undefined,
  target: number | null,
): Verdict {
  if (typeof estimate !== 'number' || target === null) {
    return 'unknown';
  }
  return estimate <= target ? 'met' : 'breached';
}

/** The estimate for one disruption against the policy as it stands now. */
export function estimateVerdict(
  app: ShownApp,
  disruption: ResilienceHubDisruption,
  now: number,
): Verdict {
  if (saysNothing(app, now)) {
    return 'unknown';
  }
  const target = app.policy?.targets[disruption];
  if (!target) {
    return 'at-risk';
  }
  const estimate = app.lastSuccess?.disruptions[disruption];
  return worstVerdict([
    figureVerdict(estimate?.estimatedRtoSeconds, target.rtoSeconds),
    figureVerdict(estimate?.estimatedRpoSeconds, target.rpoSeconds),
  ]);
}
