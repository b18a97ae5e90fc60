import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { PrometheusReplicas } from '../prometheus/PrometheusReplicas';
import { sloAvailability } from './availability';
import { sloBurnRate, sloErrorRate, sloLatency } from './checks';
import { ErrorBudgetSource } from './ErrorBudgetSource';
import { readRequestMetrics } from './queries';
import { readSeconds } from '../settings';
import { SloSource } from './SloSource';

const WINDOW_SECONDS = 300;

/** Service levels of now: error rate, latency and burn rates, asked of Prometheus. */
export const slo: SystemKind = {
  id: 'slo',
  title: 'Service levels of',
  checks: [sloErrorRate, sloLatency, sloBurnRate],
  create: (settings, item) =>
    new SloSource(settings, {
      replicas: PrometheusReplicas.fromConfig(settings, item),
      requests: readRequestMetrics(item, settings.key),
      windowSeconds:
        readSeconds(item, 'window', settings.key) ?? WINDOW_SECONDS,
    }),
};

/** Availability of the calendar quarter, and its error budget, asked of Prometheus. */
export const errorBudget: SystemKind = {
  id: 'error-budget',
  title: 'Error budget of',
  checks: [sloAvailability],
  create: (settings, item) =>
    new ErrorBudgetSource(settings, {
      replicas: PrometheusReplicas.fromConfig(settings, item),
      requests: readRequestMetrics(item, settings.key),
      periodSeconds: readSeconds(item, 'period', settings.key),
    }),
};
