import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { grafanaHealth } from './checks';
import { GrafanaSource } from './GrafanaSource';

/** Grafana: one instance, or what balances over several. */
export const grafana: SystemKind = {
  id: 'grafana',
  title: 'Grafana',
  checks: [grafanaHealth],
  create: (settings, item) => new GrafanaSource(settings, item),
};
