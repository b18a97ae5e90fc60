import { Client } from 'pg';
import { REGIONS, type EstateModel } from '../model';
import { within } from './clock';
import type { MetricSource, Reading } from './services/cloudwatch/Sampler';
import {
  DIRECT_CONNECT_ID,
  VPN_ID,
  type Bridge,
} from './services/directconnect/Bridge';
import type { Fleet, Instance } from './services/rds';
import type { HealthChecks } from './services/route53/HealthChecks';

const ANSWER_WITHIN_MS = 2000;

/** Lag and connections of the databases, asked of the servers themselves. */
export function rdsMetrics(fleet: Fleet, model: EstateModel): MetricSource {
  return async () => {
    await fleet.observe();
    const instances = Object.values(REGIONS).flatMap(region =>
      fleet.of(region),
    );
    const readings = await Promise.all(
      instances.map(async (instance): Promise<Reading[]> => {
        const of = (
          name: string,
          unit: Reading['unit'],
          value: number | undefined,
        ): Reading[] =>
          value === undefined
            ? []
            : [
                {
                  region: instance.region,
                  metric: {
                    namespace: 'AWS/RDS',
                    name,
                    dimensions: { DBInstanceIdentifier: instance.control.name },
                  },
                  unit,
                  value,
                },
              ];
        const lag = fleet.sourceOf(instance) && instance.replayAgeSeconds;
        return [
          ...of('ReplicaLag', 'Seconds', lag),
          ...of(
            'DatabaseConnections',
            'Count',
            await connections(instance, model),
          ),
        ];
      }),
    );
    return readings.flat();
  };
}

/** Client connections to the server, without the one that asks. */
async function connections(
  { control }: Instance,
  model: EstateModel,
): Promise<number | undefined> {
  const login = model.databaseLogin;
  if (!login || control.state() !== 'running') return undefined;
  const client = new Client({
    ...login(control.name),
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    application_name: 'rdsadmin',
  });
  client.on('error', () => {});
  const count = await within(2 * ANSWER_WITHIN_MS, async () => {
    await client.connect();
    const { rows } = await client.query(
      "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows[0].n as number;
  });
  client.end().catch(() => {});
  return count;
}

/** State of the bridge to the on-prem site, which ends in the primary region. */
export function linkMetrics(bridge: Bridge): MetricSource {
  const of = (
    namespace: string,
    name: string,
    dimensions: Record<string, string>,
    value: number,
  ): Reading => ({
    region: REGIONS['aws-primary'],
    metric: { namespace, name, dimensions },
    unit: 'None',
    value,
  });
  return () => {
    const tunnels = bridge.tunnels();
    const up = tunnels.filter(each => each.up).length;
    return [
      // A fraction says that some tunnel is down.
      of('AWS/VPN', 'TunnelState', { VpnId: VPN_ID }, up / tunnels.length),
      ...tunnels.map(({ address, up: isUp }) =>
        of(
          'AWS/VPN',
          'TunnelState',
          { TunnelIpAddress: address },
          Number(isUp),
        ),
      ),
      of(
        'AWS/DX',
        'ConnectionState',
        { ConnectionId: DIRECT_CONNECT_ID },
        Number(bridge.linkUp('direct-connect')),
      ),
    ];
  };
}

/** Route 53 writes its metrics to us-east-1 only. */
export function healthCheckMetrics(health: HealthChecks): MetricSource {
  return () =>
    health.list().flatMap(({ id }): Reading[] => {
      const dimensions = { HealthCheckId: id };
      const of = (
        name: string,
        unit: Reading['unit'],
        value: number | undefined,
      ): Reading[] =>
        value === undefined
          ? []
          : [
              {
                region: 'us-east-1',
                metric: { namespace: 'AWS/Route53', name, dimensions },
                unit,
                value,
              },
            ];
      const healthy = health.healthy(id);
      const share = health.healthyShare(id);
      return [
        ...of(
          'HealthCheckStatus',
          'None',
          healthy === undefined ? undefined : Number(healthy),
        ),
        ...of(
          'HealthCheckPercentageHealthy',
          'Percent',
          share === undefined ? undefined : share * 100,
        ),
      ];
    });
}
