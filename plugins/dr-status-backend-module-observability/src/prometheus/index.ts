import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import {
  prometheusIngestion,
  prometheusReplicas,
  prometheusRules,
  prometheusTargets,
} from './checks';
import { PrometheusReplicas } from './PrometheusReplicas';
import { PrometheusSource } from './PrometheusSource';

/** Prometheus: the servers of one site, which scrape the same targets. */
export const prometheus: SystemKind = {
  id: 'prometheus',
  title: 'Prometheus',
  checks: [
    prometheusReplicas,
    prometheusTargets,
    prometheusRules,
    prometheusIngestion,
  ],
  create: (settings, item) =>
    new PrometheusSource(
      settings,
      PrometheusReplicas.fromConfig(settings, item),
    ),
};
