import type { EstateModel } from '../model';
import { SystemServer } from '../systems/SystemServer';

/** Grafana, in the on-premises data centre. */
export function startGrafana(
  model: EstateModel,
  port: number,
): Promise<SystemServer> {
  return SystemServer.start({
    name: 'grafana',
    site: 'on-prem',
    zones: ['on-prem-dc'],
    port,
    model,
    answer: ({ method, path }) =>
      method === 'GET' && path === '/api/health'
        ? {
            body: { commit: 'abcdef0123', database: 'ok', version: '12.3.0' },
          }
        : undefined,
  });
}

/** The services of the MIS that send traces, as the catalog names them. */
export const TRACED_SERVICES = [
  'react-spa',
  'fastapi-backend',
  'external-sinks',
];

/** Jaeger 2: its query service and its health, in the on-premises cluster. */
export function startJaeger(
  model: EstateModel,
  port: number,
): Promise<SystemServer> {
  const startedAt = new Date().toISOString();
  return SystemServer.start({
    name: 'jaeger',
    site: 'on-prem',
    zones: ['on-prem-dc'],
    port,
    model,
    answer: ({ method, path }) => {
      switch (`${method} ${path}`) {
        case 'GET /status':
          return {
            body: {
              start_time: startedAt,
              healthy: true,
              status: 'StatusOK',
              status_time: startedAt,
            },
          };
        case 'GET /api/services':
          return {
            body: {
              data: ['jaeger', ...TRACED_SERVICES],
              total: TRACED_SERVICES.length + 1,
              limit: 0,
              offset: 0,
              errors: null,
            },
          };
        default:
          return undefined;
      }
    },
  });
}
