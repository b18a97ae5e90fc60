import path from 'node:path';
import {
  freePort,
  RecordedServer,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askSystem } from '../testing/asking';
import { prometheusProgram, startPrometheus } from '../testing/prometheus';
import { findProgram, RealServer, until } from '../testing/RealServer';

jest.setTimeout(90_000);

// Debian has it under a name of its own.
const program = findProgram('prometheus-alertmanager', 'alertmanager');
const describeWithAlertmanager = program ? describe : describe.skip;
const describeWithBoth =
  program && prometheusProgram ? describe : describe.skip;

/** A real Alertmanager that notifies PagerDuty's Events API at the URL. */
function startAlertmanager(options: {
  eventsUrl?: string;
  /** Its own port for the cluster, and one of another member. */
  cluster?: { port: number; peer?: number };
}): Promise<RealServer> {
  const { eventsUrl = 'http://127.0.0.1:9', cluster } = options;
  return RealServer.start({
    program: program!,
    files: {
      'alertmanager.yml': {
        route: {
          receiver: 'pager',
          group_wait: '100ms',
          group_interval: '1s',
          repeat_interval: '1s',
        },
        receivers: [
          {
            name: 'pager',
            pagerduty_configs: [
              { routing_key: 'x'.repeat(32), url: `${eventsUrl}/v2/enqueue` },
            ],
          },
        ],
      },
    },
    args: ({ folder, port }) => [
      `--config.file=${path.join(folder, 'alertmanager.yml')}`,
      `--storage.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--cluster.listen-address=${cluster ? `127.0.0.1:${cluster.port}` : ''}`,
      ...(cluster?.peer ? [`--cluster.peer=127.0.0.1:${cluster.peer}`] : []),
      '--log.level=error',
    ],
  });
}

describeWithAlertmanager('sources asking a real Alertmanager', () => {
  const servers: RealServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });
  const cluster = async (...replicas: string[]) =>
    (await askSystem('alertmanager', { replicas }))['alertmanager.cluster'];

  it('counts the members of a cluster, and sees one go', async () => {
    const port = await freePort();
    const first = await startAlertmanager({ cluster: { port } });
    servers.push(first);
    const second = await startAlertmanager({
      cluster: { port: await freePort(), peer: port },
    });
    servers.push(second);
    const complete = await until('The cluster settling', async () => {
      const now = await cluster(first.url, second.url);
      return now.status === 'ready' && now.peers === 2 && now;
    });
    expect(complete).toEqual({
      status: 'ready',
      peers: 2,
      version: expect.stringMatching(/^\d+\.\d+/),
    });
    await second.stop();
    const alone = await until('The loss being seen', async () => {
      const now = await cluster(first.url, second.url);
      return now.peers === 1 && now;
    });
    expect(alone.status).toBe('ready');
  });

  it('takes one whose clustering is off for what it is', async () => {
    const alone = await startAlertmanager({});
    servers.push(alone);
    await expect(cluster(alone.url)).resolves.toMatchObject({
      status: 'disabled',
      peers: 1,
    });
  });
});

describeWithBoth(
  'alert-delivery, by a real Alertmanager and Prometheus',
  () => {
    it('counts what PagerDuty refuses, and what it takes', async () => {
      const pagerDuty = await RecordedServer.start();
      let status = 400;
      pagerDuty.replies.set('POST /v2/enqueue', () => ({
        status,
        body: { status: 'invalid event', message: 'x', errors: ['x'] },
      }));
      const alertmanager = await startAlertmanager({
        eventsUrl: pagerDuty.url,
      });
      const prometheus = await startPrometheus({
        alertmanager: new URL(alertmanager.url).host,
      });
      const pager = async () => {
        const { 'alertmanager.deliveries': deliveries } = await askSystem(
          'alert-delivery',
          { url: prometheus.url, window: 10 },
        );
        return deliveries.integrations.find(
          (each: { integration: string }) => each.integration === 'pagerduty',
        );
      };
      try {
        await until(
          'The first scrapes',
          async () => (await pager())?.failed === 0,
        );
        const alert = await fetch(`${alertmanager.url}/api/v2/alerts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([{ labels: { alertname: 'Test' } }]),
        });
        expect(alert.status).toBe(200);
        const failing = await until(
          'Notifications failing',
          async () => (await pager())!.failed > 0.5 && pager(),
        );
        expect(failing.sent).toBeGreaterThan(0.5);
        status = 202;
        const well = await until(
          'Notifications arriving',
          async () => (await pager())!.failed === 0 && pager(),
        );
        expect(well.integration).toBe('pagerduty');
      } finally {
        await prometheus.stop();
        await alertmanager.stop();
        await pagerDuty.stop();
      }
    });
  },
);
