import type { Verdict } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  verdictOfUpperLimit,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { viewSignal } from '../aws/viewSignal';
import { XRAY_SERVICES, type XrayServices } from './signals';

/** The objective, and the rate that would burn its quarterly budget 14.4 times too fast. */
const LIMITS = { warning: 0.001, limit: 0.0144 };

/** One failed health check of a standby that nobody else asks is no outage yet. */
const FAULTS_OF_A_BREACH = 5;

const shareOf = ({ faults, requests }: XrayServices['services'][number]) =>
  (faults ?? 0) / requests;
const percent = (ratio: number) => `${Number((ratio * 100).toFixed(2))} %`;

function judge(faults: number | null, requests: number): Verdict {
  if (faults === null) {
    return 'unknown';
  }
  const verdict = verdictOfUpperLimit(faults / requests, LIMITS);
  return verdict === 'breached' && faults < FAULTS_OF_A_BREACH
    ? 'at-risk'
    : verdict;
}

export const xrayFaults: Check = {
  id: 'aws.xray.faults',
  title: 'Traced requests answered without faults',
  description:
    'Share of faults (5xx) among the requests that X-Ray has traced in the last five minutes, of the worst service. X-Ray samples, so a small share rests on few requests. Its SDKs and daemon have been in maintenance since February 2026; OpenTelemetry is what takes their place.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Faults < 0.1 % (at risk from there; breached from 1.44 %, a burn rate of 14.4, and five faults; no traces is unknown)',
    origin: 'design 8.2; SRE workbook',
  },
  signals: [XRAY_SERVICES],
  remediation:
    'Open the service map for the time and follow the traces with faults. Where there are no traces, look at the collector: send them by OpenTelemetry.',
  appliesTo: (entity, estate) => isInAws(estate, entity, 'tracing'),
  evaluate(context): CheckOutcome {
    const view = viewSignal<XrayServices>(
      context,
      XRAY_SERVICES,
      'What X-Ray has traced',
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const { region, services, windowSeconds } = view.value;
    const during = `in ${region} in the last ${sayDuration(windowSeconds)}`;
    if (services.length === 0) {
      return {
        verdict: 'unknown',
        reason: `The share of faults is unknown: X-Ray has no traces ${during}.`,
        readings,
      };
    }
    const worst = worstOutcome(
      [...services]
        .sort((a, b) => shareOf(b) - shareOf(a))
        .map(({ name, requests, faults }) => ({
          verdict: judge(faults, requests),
          reason:
            faults === null
              ? `X-Ray does not say how many of ${requests} traced requests to ${name} were faults ${during}.`
              : `${faults} of ${requests} traced requests to ${name} were faults (${percent(
                  faults / requests,
                )}) ${during}.`,
          readings,
        })),
    );
    return worst.verdict === 'met' && services.length > 1
      ? {
          verdict: 'met',
          reason: `${percent(
            Math.max(...services.map(shareOf)),
          )} faults at most among ${
            services.length
          } traced services ${during}.`,
          readings,
        }
      : worst;
  },
};
