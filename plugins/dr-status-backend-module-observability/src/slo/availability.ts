import {
  sayDuration,
  unknownOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { sayShare } from '../wording';
import * as signals from './signals';
import { declares, targetOf } from './targets';

/** With less of the period measured than this, the rest could hide an outage. */
const COVERAGE_WANTED = 0.5;

export const sloAvailability: Check = {
  id: 'slo.availability',
  title: 'Availability within its target',
  description:
    'Good requests of all in the calendar quarter to date, and what they leave of its error budget. Time without metrics counts neither way: it lowers what is known.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'At least the declared availability, 99.9 % in the design, half of the time measured (less is at risk; a budget that is spent is breached)',
    origin: 'design 4.1, 8.2',
  },
  signals: [signals.SLO_AVAILABILITY, signals.SLO_PERIOD],
  remediation:
    'When the budget is spent, release nothing but repairs. When the metrics do not reach back far enough, raise the retention of Prometheus or add long-term storage.',
  appliesTo: declares('availability'),
  evaluate(context): CheckOutcome {
    const what = 'The availability';
    const period = context.read(signals.SLO_PERIOD, 'Period');
    if (period.state !== 'fresh') {
      return unknownOutcome(what, context.now, [period]);
    }
    const { kind, elapsedSeconds, lengthSeconds, measuredSeconds } = period
      .evidence.value as unknown as signals.Period;
    const of = kind === 'quarter' ? 'the quarter' : 'the period';
    const good = context.read(signals.SLO_AVAILABILITY, 'Availability');
    const readings = [good, period];
    if (good.state !== 'fresh') {
      return good.state === 'missing'
        ? {
            verdict: 'unknown',
            reason: `${what} is unknown: Prometheus has no requests of ${of} to date.`,
            readings,
          }
        : unknownOutcome(what, context.now, readings);
    }
    const value = good.evidence.value as number;
    const target = targetOf(context.entity, 'availability')!;
    const allowedSeconds = (1 - target) * lengthSeconds;
    const spentSeconds = (1 - value) * measuredSeconds;
    const covered = measuredSeconds / elapsedSeconds;
    let verdict: CheckOutcome['verdict'] = 'met';
    if (spentSeconds >= allowedSeconds) {
      verdict = 'breached';
    } else if (value < target || covered < COVERAGE_WANTED) {
      verdict = 'at-risk';
    }
    const gap =
      covered < COVERAGE_WANTED
        ? ` Only ${sayDuration(measuredSeconds)} of the ${sayDuration(
            elapsedSeconds,
          )} so far were measured: what the rest was like is not known.`
        : '';
    return {
      verdict,
      reason: `${sayShare(
        value,
      )} of the requests of ${of} to date were good, of ${sayShare(
        target,
      )} needed; ${sayDuration(spentSeconds)} of its budget of ${sayDuration(
        allowedSeconds,
      )} are spent.${gap}`,
      readings,
    };
  },
};
