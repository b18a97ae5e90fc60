import path from 'node:path';
import type { SiteName } from '../model';
import type { FaultDefinition, SandboxContext, SandboxPart } from '../part';
import { ProcessGuard } from '../process/ProcessGuard';
import { AlertmanagerCluster } from './AlertmanagerCluster';
import {
  startGrafana,
  startJaeger,
  TRACED_SERVICES,
} from './dashboardsAndTraces';
import { ElkStack } from './ElkStack';
import { PagerDuty } from './PagerDuty';
import { startPrometheus } from './prometheus/startPrometheus';

const SITES: SiteName[] = ['on-prem', 'aws-primary', 'aws-dr'];

/** What was started, to be ended in the opposite order. */
class Started {
  readonly #ends: Array<() => Promise<void>> = [];

  add<T extends { stop(): Promise<void> }>(one: T): T {
    this.#ends.unshift(() => one.stop());
    return one;
  }

  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#ends) {
      await end().catch(error => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}

async function startAll(context: SandboxContext, started: Started) {
  const { model, port, secret, dir, log } = context;
  const token = await secret('pagerduty-token');
  const routingKey = await secret('pagerduty-routing-key');
  const apiKey = await secret('elasticsearch-api-key');
  const pagerDuty = started.add(
    await PagerDuty.start({
      model,
      port: await port('observability/pagerduty'),
      token,
      routingKey,
    }),
  );
  const elk = started.add(
    await ElkStack.start({
      model,
      ports: {
        elasticsearch: await port('observability/elasticsearch'),
        logstash: await port('observability/logstash'),
        kibana: await port('observability/kibana'),
      },
      apiKey,
    }),
  );
  const grafana = started.add(
    await startGrafana(model, await port('observability/grafana')),
  );
  const jaeger = started.add(
    await startJaeger(model, await port('observability/jaeger')),
  );
  const members = [];
  for (const site of SITES) {
    const own = await port(`observability/alertmanager-${site}`);
    members.push({ site, port: own });
  }
  const alertmanager = started.add(
    await AlertmanagerCluster.start({
      model,
      pagerDuty: { eventsUrl: pagerDuty.url, routingKey },
      members,
    }),
  );
  const guard = started.add(ProcessGuard.start());
  const prometheus = await startPrometheus({
    model,
    sites: SITES,
    folder: path.join(dir, 'prometheus'),
    port: name => port(`observability/${name}`),
    alertmanagers: alertmanager.members,
    guard,
    log,
  });
  for (const one of prometheus) started.add(one);

  return {
    pagerDuty,
    elk,
    alertmanager,
    prometheus,
    describe: () => ({
      observability: {
        prometheus: Object.fromEntries(
          prometheus.map(({ site, replicas }) => [site, { replicas }]),
        ),
        // One after the other: who asks them goes on when a site is lost.
        prometheusOfAllSites: prometheus.map(({ replicas }) => replicas[0]),
        alertmanager: {
          members: alertmanager.members.map(({ url }) => url),
        },
        grafana: { url: grafana.url },
        elasticsearch: { url: elk.urls.elasticsearch, apiKey },
        logstash: { url: elk.urls.logstash },
        kibana: { url: elk.urls.kibana },
        jaeger: { url: jaeger.url, services: TRACED_SERVICES },
        pagerduty: {
          url: pagerDuty.url,
          token,
          serviceId: pagerDuty.serviceId,
          routingKey,
        },
      },
    }),
  };
}

/** Metrics, dashboards, logs, traces and alerting. */
export const observabilityPart: SandboxPart = {
  name: 'observability',
  async start(context) {
    const started = new Started();
    let systems: Awaited<ReturnType<typeof startAll>>;
    try {
      systems = await startAll(context, started);
    } catch (error) {
      await started.stop().catch(() => {});
      throw error;
    }
    const { pagerDuty, elk, alertmanager, prometheus, describe } = systems;

    const prometheusDown: FaultDefinition = {
      id: 'prometheus-down',
      title: 'Prometheus of a site is gone',
      description:
        'The servers are killed and refuse connections; what they measured so far is there again when it is cleared.',
      targets: () => SITES,
      async inject(name) {
        const one = prometheus.find(({ site }) => site === name)!;
        await one.takeDown('prometheus-down');
        return () => one.bringBack('prometheus-down');
      },
    };

    return {
      describe,
      faults: [
        prometheusDown,
        ...elk.faults,
        ...alertmanager.faults,
        ...pagerDuty.faults,
      ],
      state: async () => ({ pagerduty: pagerDuty.state() }),
      stop: () => started.stop(),
    };
  },
};
