import {
  isTagged,
  judgeReading,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { sayList } from '../wording';
import * as signals from './signals';

const ORIGIN = 'design 8.1';

export const jaegerHealth: Check = {
  id: 'jaeger.health',
  title: 'Jaeger serves',
  description: 'Jaeger says that its components are well.',
  gate: false,
  weight: 1,
  threshold: { text: 'Healthy (else breached)', origin: ORIGIN },
  signals: [signals.JAEGER_HEALTH],
  remediation:
    'Read Jaeger’s log; mostly its storage is not reached or not writable.',
  appliesTo: isTagged('tracing', 'jaeger'),
  evaluate: context =>
    judgeReading<signals.JaegerHealth>(
      context,
      signals.JAEGER_HEALTH,
      'The health',
      ({ healthy, status }) => {
        return {
          verdict: healthy ? 'met' : 'breached',
          reason: `Jaeger is ${healthy ? 'well' : 'not well'} (${status}).`,
        };
      },
    ),
};

export const jaegerServices: Check = {
  id: 'jaeger.services',
  title: 'Expected services traced',
  description:
    'The services that are expected to send traces are known to Jaeger.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Every expected service has traces (missing ones are at risk)',
    origin: ORIGIN,
  },
  signals: [signals.JAEGER_SERVICES],
  remediation:
    'Check the service’s OpenTelemetry exporter and its sampling, and the collector between it and Jaeger.',
  appliesTo: isTagged('tracing', 'jaeger'),
  evaluate: context =>
    judgeReading<signals.JaegerServices>(
      context,
      signals.JAEGER_SERVICES,
      'The list of services',
      ({ known, missing, expected }) => {
        let reason = `All ${expected} expected services send traces, of ${known} known.`;
        if (missing.length > 0) {
          reason = `${
            missing.length
          } of ${expected} expected services send no traces: ${sayList(
            missing,
          )}.`;
        } else if (known === 0) {
          reason = 'Jaeger knows no service: nothing sends traces.';
        }
        return {
          verdict: missing.length > 0 || known === 0 ? 'at-risk' : 'met',
          reason,
        };
      },
    ),
};
