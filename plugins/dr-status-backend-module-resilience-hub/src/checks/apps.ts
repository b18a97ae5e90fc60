import type { Entity } from '@backstage/catalog-model';
import {
  RESILIENCE_HUB_ASSESSED_WITHIN_SECONDS,
  RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS,
  resilienceOf,
} from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  unknownOutcome,
  worstOutcome,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';

/** Names another service than Resilience Hub for an assessment. */
const ANNOTATION = 'twinshore.io/assessment-service';
const ANNOTATION_REGION = 'twinshore.io/aws-region';

/** Verdict and reason for one app. */
export type AppOutcome = Pick<CheckOutcome, 'verdict' | 'reason'>;

/** Whether Resilience Hub assesses it: an assessment at a site that is a region of AWS. */
export function isAssessedByHub(entity: Entity, estate: EstateView): boolean {
  if (entity.kind !== 'Resource' || entity.spec?.type !== 'assessment') {
    return false;
  }
  const service = entity.metadata.annotations?.[ANNOTATION];
  if (service !== undefined) {
    return service === 'resilience-hub';
  }
  const site = resilienceOf(entity)?.site;
  return (
    site !== undefined &&
    estate.getEntity(`resource:default/${site}`)?.metadata.annotations?.[
      ANNOTATION_REGION
    ] !== undefined
  );
}

/**
 * Judges each app that a signal speaks of; the worst counts.
 * @param met - what to say when several are all met
 */
export function judgeApps<T extends { app: string }>(
  context: CheckContext,
  options: {
    signal: string;
    title: string;
    met(count: number): string;
    judge(app: T): AppOutcome;
  },
): CheckOutcome {
  const { signal, title, met, judge } = options;
  const reading = context.read(signal, title);
  const readings = [reading];
  if (reading.state !== 'fresh') {
    return unknownOutcome(title, context.now, readings);
  }
  const apps = reading.evidence.value as T[];
  if (apps.length === 0) {
    return {
      verdict: 'at-risk',
      reason: 'Resilience Hub has no app here: nothing is assessed.',
      readings,
    };
  }
  const worst = worstOutcome(apps.map(app => ({ ...judge(app), readings })));
  return worst.verdict === 'met' && apps.length > 1
    ? { verdict: 'met', reason: met(apps.length), readings }
    : worst;
}

/**
 * Estimates say nothing of now when they are old: `unknown`, or nothing when
 * they are recent.
 */
export function tooOld(
  { app, lastSuccessAt }: { app: string; lastSuccessAt: string | null },
  now: number,
): AppOutcome | undefined {
  if (lastSuccessAt === null) {
    return {
      verdict: 'unknown',
      reason: `${app} has never been assessed successfully.`,
    };
  }
  const ageSeconds = (now - Date.parse(lastSuccessAt)) / 1000;
  return ageSeconds <= RESILIENCE_HUB_ESTIMATES_HOLD_SECONDS
    ? undefined
    : {
        verdict: 'unknown',
        reason: `${app} was assessed ${sayDuration(
          ageSeconds,
        )} ago, longer than ${sayDuration(
          RESILIENCE_HUB_ASSESSED_WITHIN_SECONDS,
        )}: what it says is not of now.`,
      };
}
