import {
  sayDuration,
  unknownOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { sayShare } from '../wording';
import * as signals from './signals';
import { declares, targetOf } from './targets';

/** Why a reading that needs traffic is not there: no traffic, no metrics, or a failed source. */
function withoutTraffic(
  context: CheckContext,
  what: string,
  missing: Reading,
): CheckOutcome {
  const traffic = context.read(signals.SLO_TRAFFIC, 'Traffic');
  const readings = [missing, traffic];
  if (missing.state !== 'missing' || traffic.state !== 'fresh') {
    return unknownOutcome(what, context.now, readings);
  }
  const { windowSeconds, requestsPerSecond } = traffic.evidence
    .value as unknown as signals.Traffic;
  const window = sayDuration(windowSeconds);
  let why = `Prometheus counts requests, but not what this needs: check the names of the metrics and the bucket of the histogram`;
  if (requestsPerSecond === null) {
    why = `Prometheus has no requests counted in ${window} by the configured metric: check its name and selector`;
  } else if (requestsPerSecond === 0) {
    why = `there was no request in the last ${window}`;
  }
  return {
    verdict: 'unknown',
    reason: `${what} is unknown: ${why}.`,
    readings,
  };
}

/** Half of what is allowed is our early warning. */
const WARNING_SHARE = 0.5;

export const sloErrorRate: Check = {
  id: 'slo.error-rate',
  title: 'Error rate within its target',
  description:
    'Share of failed requests of all, over the last minutes. No traffic says nothing, and is unknown.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Below the declared error rate, 0.1 % in the design (half of it is at risk)',
    origin: 'design 8.2',
  },
  signals: [signals.SLO_ERROR_RATIO, signals.SLO_TRAFFIC],
  remediation:
    'Find what fails: by site, route and code, in the dashboards; roll the last change back when it began with that.',
  appliesTo: declares('errorRate'),
  evaluate(context): CheckOutcome {
    const what = 'The error rate';
    const ratio = context.read(signals.SLO_ERROR_RATIO, 'Error rate');
    if (ratio.state !== 'fresh') {
      return withoutTraffic(context, what, ratio);
    }
    const target = targetOf(context.entity, 'errorRate')!;
    const traffic = context.read(signals.SLO_TRAFFIC, 'Traffic');
    const { windowSeconds } = (traffic.evidence.value ??
      {}) as Partial<signals.Traffic>;
    const value = ratio.evidence.value as number;
    let verdict: CheckOutcome['verdict'] = 'met';
    if (value >= target) {
      verdict = 'breached';
    } else if (value >= target * WARNING_SHARE) {
      verdict = 'at-risk';
    }
    return {
      verdict,
      reason: `${sayShare(value)} of requests failed${
        windowSeconds ? ` in the last ${sayDuration(windowSeconds)}` : ''
      }, of ${sayShare(target)} allowed.`,
      readings: [ratio, traffic],
    };
  },
};

/** The 99th percentile is below the target just when this share is. */
const FAST_SHARE = 0.99;
/** Half of the slow ones that are allowed. */
const FAST_SHARE_WARNING = 0.995;

export const sloLatency: Check = {
  id: 'slo.latency',
  title: 'Latency within its target',
  description:
    'Share of requests that are answered within the time that is declared for the 99th percentile. A share adds up over sites and windows; percentiles do not.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'At least 99 % within the declared time, 200 ms in the design (below 99.5 % is at risk)',
    origin: 'design 8.2',
  },
  signals: [
    signals.SLO_FAST_SHARE,
    signals.SLO_LATENCY_P99,
    signals.SLO_TRAFFIC,
  ],
  remediation:
    'Look for slow queries, a saturated pool, or too few replicas; traces show where the time goes.',
  appliesTo: declares('latencyP99Seconds'),
  evaluate(context): CheckOutcome {
    const what = 'The share of fast requests';
    const fast = context.read(signals.SLO_FAST_SHARE, 'Share of fast requests');
    if (fast.state !== 'fresh') {
      return withoutTraffic(context, what, fast);
    }
    const target = targetOf(context.entity, 'latencyP99Seconds')!;
    const { share, withinSeconds } = fast.evidence
      .value as unknown as signals.FastShare;
    const readings = [fast];
    if (withinSeconds !== target) {
      return {
        verdict: 'unknown',
        reason: `The share of requests within ${sayDuration(
          withinSeconds,
        )} is measured, but ${sayDuration(
          target,
        )} are declared: the configured time and the target must be the same.`,
        readings,
      };
    }
    let verdict: CheckOutcome['verdict'] = 'met';
    if (share < FAST_SHARE) {
      verdict = 'breached';
    } else if (share < FAST_SHARE_WARNING) {
      verdict = 'at-risk';
    }
    const p99 = context.read(signals.SLO_LATENCY_P99, '99th percentile');
    const percentile = p99.evidence.value;
    const also =
      p99.state === 'fresh' && typeof percentile === 'number'
        ? `; the 99th percentile is about ${Math.round(percentile * 1000)} ms`
        : '';
    return {
      verdict,
      reason: `${sayShare(share)} of requests were answered within ${Math.round(
        withinSeconds * 1000,
      )} ms, of ${sayShare(FAST_SHARE)} needed${also}.`,
      readings: also ? [...readings, p99] : readings,
    };
  },
};

/** Multiwindow, multi-burn-rate alerts of the SRE workbook (chapter 5, table 5-8), for 30 days. */
const BURN_RATES: Array<{
  rate: number;
  long: signals.WindowName;
  short: signals.WindowName;
  verdict: 'breached' | 'at-risk';
}> = [
  { rate: 14.4, long: '1h', short: '5m', verdict: 'breached' },
  { rate: 6, long: '6h', short: '30m', verdict: 'breached' },
  { rate: 3, long: '1d', short: '2h', verdict: 'at-risk' },
  { rate: 1, long: '3d', short: '6h', verdict: 'at-risk' },
];

export const sloBurnRate: Check = {
  id: 'slo.burn-rate',
  title: 'Error budget burning slowly',
  description:
    'How many times faster than allowed the error budget is spent. A long window shows that it matters, a short one that it still goes on.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Both windows of a pair below its rate: 14.4 over 1 h and 5 min, 6 over 6 h and 30 min (else breached), 3 over 1 d and 2 h, 1 over 3 d and 6 h (else at risk)',
    origin: 'SRE workbook, chapter 5; target: design 8.2',
  },
  signals: [signals.SLO_ERROR_RATIOS],
  remediation:
    'Stop releases and mend what fails: at 14.4 a month’s budget is gone in two days.',
  appliesTo: declares('errorRate'),
  evaluate(context): CheckOutcome {
    const what = 'The burn rate';
    const reading = context.read(signals.SLO_ERROR_RATIOS, 'Error rates');
    const readings = [reading];
    if (reading.state !== 'fresh') {
      return unknownOutcome(what, context.now, readings);
    }
    const ratios = reading.evidence.value as signals.ErrorRatios;
    const target = targetOf(context.entity, 'errorRate')!;
    const burn = (window: signals.WindowName) => {
      const ratio = ratios[window];
      return ratio === undefined ? undefined : ratio / target;
    };
    const pairs = BURN_RATES.map(pair => ({
      ...pair,
      now: { long: burn(pair.long), short: burn(pair.short) },
    }));
    const say = ({ long, short, now }: (typeof pairs)[number]) =>
      `${now.long!.toFixed(1)} times over ${sayDuration(
        signals.WINDOWS[long],
      )} and ${now.short!.toFixed(1)} times over ${sayDuration(
        signals.WINDOWS[short],
      )}`;
    const burning = pairs.find(
      ({ now, rate }) => (now.long ?? 0) >= rate && (now.short ?? 0) >= rate,
    );
    if (burning) {
      return {
        verdict: burning.verdict,
        reason: `The error budget burns ${say(burning)}, of ${
          burning.rate
        } times allowed.`,
        readings,
      };
    }
    const [fastest] = pairs;
    const isMeasured = ({ now }: (typeof pairs)[number]) =>
      now.long !== undefined && now.short !== undefined;
    if (!pairs.every(isMeasured)) {
      return withoutTraffic(context, what, { ...reading, state: 'missing' });
    }
    return {
      verdict: 'met',
      reason: `The error budget burns ${say(fastest)}, of ${
        fastest.rate
      } times allowed; the slower windows are within theirs.`,
      readings,
    };
  },
};
