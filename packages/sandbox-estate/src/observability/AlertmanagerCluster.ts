import type { EstateModel, SiteName } from '../model';
import type { FaultDefinition } from '../part';
import { SystemServer } from '../systems/SystemServer';

/** As the integration `pagerduty_configs` of Alertmanager sends it. */
const DELIVERY_EVERY_MS = 4_000;
const PATIENCE_MS = 2_000;

export interface AlertmanagerMember {
  site: SiteName;
  url: string;
}

/**
 * An Alertmanager at each site, in one cluster. The first that is alive tries
 * PagerDuty again and again with an event that changes nothing there, and
 * counts what becomes of it. It does so when its metrics are read, so that
 * nothing runs where nobody looks.
 */
export class AlertmanagerCluster {
  readonly #model: EstateModel;
  readonly #pagerDuty: { eventsUrl: string; routingKey: string };
  readonly #servers: Array<{ site: SiteName; server: SystemServer }> = [];
  readonly #counts = new Map<SiteName, { sent: number; failed: number }>();
  #deliveredAt = 0;
  #failing = false;

  private constructor(
    model: EstateModel,
    pagerDuty: { eventsUrl: string; routingKey: string },
  ) {
    this.#model = model;
    this.#pagerDuty = pagerDuty;
  }

  static async start(options: {
    model: EstateModel;
    pagerDuty: { eventsUrl: string; routingKey: string };
    members: Array<{ site: SiteName; port: number }>;
  }): Promise<AlertmanagerCluster> {
    const cluster = new AlertmanagerCluster(options.model, options.pagerDuty);
    for (const [index, { site, port }] of options.members.entries()) {
      cluster.#counts.set(site, { sent: 0, failed: 0 });
      cluster.#servers.push({
        site,
        server: await SystemServer.start({
          name: `alertmanager-${index + 1}`,
          site,
          port,
          model: options.model,
          answer: ({ method, path }) => {
            switch (`${method} ${path}`) {
              case 'GET /api/v2/status':
                return { body: cluster.#status(index) };
              case 'GET /metrics':
                return {
                  headers: { 'content-type': 'text/plain; version=0.0.4' },
                  body: cluster.#metrics(site),
                };
              case 'GET /-/ready':
              case 'GET /-/healthy':
                return { body: 'OK' };
              default:
                return undefined;
            }
          },
        }),
      });
    }
    return cluster;
  }

  get members(): AlertmanagerMember[] {
    return this.#servers.map(({ site, server }) => ({ site, url: server.url }));
  }

  readonly faults: FaultDefinition[] = [
    {
      id: 'alert-delivery-failing',
      title: 'Alerts are not delivered',
      description:
        'Alertmanager’s integration key is no longer valid: PagerDuty refuses every notification.',
      targets: () => [],
      inject: async () => {
        this.#failing = true;
        return async () => {
          this.#failing = false;
        };
      },
    },
  ];

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map(({ server }) => server.stop()));
  }

  #alive() {
    return this.#servers.filter(({ site }) => !this.#model.lostSites.has(site));
  }

  #status(index: number) {
    return {
      cluster: {
        name: `MEMBER${index + 1}`,
        status: 'ready',
        peers: this.#alive().map(({ server }) => ({
          name: server.name,
          address: new URL(server.url).host,
        })),
      },
      config: { original: 'route: {receiver: pagerduty}' },
      uptime: '2026-11-01T00:00:00.000Z',
      versionInfo: {
        branch: 'HEAD',
        buildDate: '20260301-00:00:00',
        buildUser: 'root@buildhost',
        goVersion: 'go1.24.1',
        revision: 'abcdef0',
        version: '0.28.1',
      },
    };
  }

  #metrics(site: SiteName): string {
    this.#deliver(site).catch(() => {});
    const { sent, failed } = this.#counts.get(site)!;
    const labels = '{integration="pagerduty"}';
    return [
      '# HELP alertmanager_notifications_total The total number of attempted notifications.',
      '# TYPE alertmanager_notifications_total counter',
      `alertmanager_notifications_total${labels} ${sent}`,
      '# HELP alertmanager_notifications_failed_total The total number of failed notifications.',
      '# TYPE alertmanager_notifications_failed_total counter',
      `alertmanager_notifications_failed_total${labels} ${failed}`,
      '',
    ].join('\n');
  }

  async #deliver(site: SiteName): Promise<void> {
    const now = Date.now();
    const mine = this.#alive()[0]?.site === site;
    if (!mine || now - this.#deliveredAt < DELIVERY_EVERY_MS) return;
    this.#deliveredAt = now;
    const counts = this.#counts.get(site)!;
    counts.sent += 1;
    const { eventsUrl, routingKey } = this.#pagerDuty;
    try {
      const reply = await fetch(`${eventsUrl}/v2/enqueue`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          routing_key: this.#failing ? 'withdrawn' : routingKey,
          // Of an alert that nobody has triggered: it changes nothing.
          event_action: 'resolve',
          dedup_key: 'alertmanager-watchdog',
        }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await reply.arrayBuffer();
      if (reply.status !== 202) counts.failed += 1;
    } catch {
      counts.failed += 1;
    }
  }
}
