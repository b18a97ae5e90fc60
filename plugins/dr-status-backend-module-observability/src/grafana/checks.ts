import {
  isTagged,
  judgeReading,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { GRAFANA_HEALTH, type GrafanaHealth } from './signals';

export const grafanaHealth: Check = {
  id: 'grafana.health',
  title: 'Grafana serves',
  description:
    'Grafana answers and reaches the database of its dashboards and users.',
  gate: false,
  weight: 1,
  threshold: { text: 'Database ok (else breached)', origin: 'design 8.1' },
  signals: [GRAFANA_HEALTH],
  remediation: 'Check Grafana’s database and its log.',
  appliesTo: isTagged('dashboards', 'grafana'),
  evaluate: context =>
    judgeReading<GrafanaHealth>(
      context,
      GRAFANA_HEALTH,
      'The health',
      ({ database, version }) => {
        const name = version ? `Grafana ${version}` : 'Grafana';
        return database === 'ok'
          ? {
              verdict: 'met',
              reason: `${name} answers and reaches its database.`,
            }
          : {
              verdict: 'breached',
              reason: `${name} answers, but its database is ${
                database || 'in no state that it names'
              }: no dashboard opens.`,
            };
      },
    ),
};
