import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { PrometheusReplicas } from '../prometheus/PrometheusReplicas';
import { readMatchers, readSeconds } from '../settings';
import { AlertDeliverySource } from './AlertDeliverySource';
import { AlertmanagerSource } from './AlertmanagerSource';
import { alertDelivery, alertmanagerCluster } from './checks';

/** Alertmanager: the members of one cluster. */
export const alertmanager: SystemKind = {
  id: 'alertmanager',
  title: 'Alertmanager',
  checks: [alertmanagerCluster],
  create: (settings, item) => AlertmanagerSource.fromConfig(settings, item),
};

/** What became of Alertmanager's notifications, asked of Prometheus. */
export const alertDeliveries: SystemKind = {
  id: 'alert-delivery',
  title: 'Alert delivery of',
  checks: [alertDelivery],
  create: (settings, item) =>
    new AlertDeliverySource(settings, {
      replicas: PrometheusReplicas.fromConfig(settings, item),
      selector: readMatchers(item, 'selector', settings.key) ?? '',
      windowSeconds: readSeconds(item, 'window', settings.key),
    }),
};
