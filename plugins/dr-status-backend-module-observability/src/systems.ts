import {
  systemFamily,
  type SourceFamily,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { alertDeliveries, alertmanager } from './alertmanager';
import { elasticsearch, kibana, logstash } from './elk';
import { grafana } from './grafana';
import { jaeger } from './jaeger';
import { pagerduty } from './pagerduty';
import { prometheus } from './prometheus';
import { errorBudget, slo } from './slo';

/** Every system of the family, by the name that a configured item gives as `system`. */
export const OBSERVABILITY_SYSTEMS: SystemKind[] = [
  prometheus,
  slo,
  errorBudget,
  alertmanager,
  alertDeliveries,
  grafana,
  elasticsearch,
  logstash,
  kibana,
  jaeger,
  pagerduty,
];

/** What `drStatus.sources.observability` lists. */
export const observabilityFamily: SourceFamily = systemFamily({
  family: 'observability',
  systems: OBSERVABILITY_SYSTEMS,
  defaults: { intervalSeconds: 30, timeoutSeconds: 10 },
});
