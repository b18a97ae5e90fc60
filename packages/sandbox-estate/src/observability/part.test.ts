import path from 'node:path';
import { ProcessGuard } from '../process/ProcessGuard';
import { until } from '../process/until';
import { Sandbox, startSandbox } from '../sandbox';
import { Ports } from '../state/Ports';
import { temporaryFolder } from '../testing/temporaryFolder';
import { ImitatedPrometheus } from './prometheus/ImitatedPrometheus';
import {
  findPrometheus,
  PrometheusProcess,
} from './prometheus/PrometheusProcess';

jest.setTimeout(90_000);

const real = findPrometheus() !== undefined;
if (!real) {
  process.stderr.write('No prometheus on the path: its tests are skipped.\n');
}
const describeWithPrometheus = real ? describe : describe.skip;

const USERS_FAILING =
  '(sum(rate(http_requests_total{job="mis-users",code=~"5..|0"}[20s])) or vector(0)) / (sum(rate(http_requests_total{job="mis-users"}[20s])) > 0)';
const USERS_FAST =
  'sum(rate(http_request_duration_seconds_bucket{job="mis-users",le="0.2"}[20s])) / (sum(rate(http_request_duration_seconds_count{job="mis-users"}[20s])) > 0)';

async function query(url: string, promql: string): Promise<number | undefined> {
  const reply = await fetch(
    `${url}/api/v1/query?query=${encodeURIComponent(promql)}`,
  );
  const { data } = await reply.json();
  return data.result.length > 0 ? Number(data.result[0].value[1]) : undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}

describe('the observability part', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;
  let estate: any;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({
      dir: folder.dir,
      parts: ['postgresql', 'application', 'observability'],
    });
    estate = sandbox.estate.observability;
  });
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  const pagerDuty = async (route: string, init?: RequestInit) =>
    fetch(`${estate.pagerduty.url}${route}`, {
      ...init,
      headers: { authorization: `Token token=${estate.pagerduty.token}` },
    });
  const enqueue = (event: Record<string, unknown>) =>
    pagerDuty('/v2/enqueue', {
      method: 'POST',
      body: JSON.stringify({
        routing_key: estate.pagerduty.routingKey,
        ...event,
      }),
    });
  const service = async () =>
    (await (await pagerDuty(`/services/${estate.pagerduty.serviceId}`)).json())
      .service;

  describeWithPrometheus('with real Prometheus', () => {
    const [onPrem, awsPrimary] = ['on-prem', 'aws-primary'];
    const replica = (site: string, index = 0): string =>
      estate.prometheus[site].replicas[index];

    it('scrapes each site, and what users see, behind both replicas', async () => {
      for (const site of [onPrem, awsPrimary, 'aws-dr']) {
        for (const index of [0, 1]) {
          await until(
            `Prometheus ${index} of ${site} seeing its targets`,
            async () => (await query(replica(site, index), 'sum(up)')) === 6,
            { seconds: 20 },
          );
        }
      }
      expect(
        await query(replica(onPrem), 'count(up{job="mis-api",site="on-prem"})'),
      ).toBeUndefined();
      // A rate needs two scrapes, and the first users may have come too early.
      await until(
        'Users being served well',
        async () =>
          (await query(replica(onPrem), USERS_FAILING)) === 0 &&
          (await query(replica(onPrem), USERS_FAST))! > 0.5,
        { seconds: 40 },
      );
    });

    it('loads the rules that operators are given, without an error', async () => {
      const reply = await fetch(`${replica(onPrem)}/api/v1/rules`);
      const { data } = await reply.json();
      const rules = data.groups.flatMap((group: any) => group.rules);
      expect(rules.length).toBeGreaterThan(5);
      expect(
        rules.filter(({ health }: { health: string }) => health === 'err'),
      ).toEqual([]);
    });

    it('shows slow and failing requests to everybody who asks', async () => {
      const { faults } = sandbox;
      await faults.inject('slow-application', 'aws-primary');
      await until(
        'Users waiting',
        async () => (await query(replica(onPrem), USERS_FAST))! < 0.9,
        { seconds: 20 },
      );
      await faults.clear('slow-application');
      await faults.inject('failing-requests', 'aws-primary');
      await until(
        'Users failing',
        async () => (await query(replica('aws-dr'), USERS_FAILING))! > 0.001,
        { seconds: 20 },
      );
      await faults.clear('failing-requests');
      await until(
        'Users being served well again',
        async () =>
          (await query(replica(onPrem), USERS_FAILING)) === 0 &&
          (await query(replica(onPrem), USERS_FAST))! > 0.99,
        { seconds: 40 },
      );
      expect(faults.active()).toEqual([]);
    });

    it('takes Prometheus of one site away, with what it measured kept', async () => {
      const { faults } = sandbox;
      const before = await query(
        replica(onPrem),
        'count_over_time(up{job="mis-users"}[10m])',
      );
      await faults.inject('prometheus-down', onPrem);
      expect(await answers(`${replica(onPrem)}/-/ready`)).toBe(false);
      expect(await answers(`${replica(onPrem, 1)}/-/ready`)).toBe(false);
      expect(await answers(`${replica(awsPrimary)}/-/ready`)).toBe(true);
      await faults.clear('prometheus-down');
      expect(await answers(`${replica(onPrem)}/-/ready`)).toBe(true);
      expect(
        await query(
          replica(onPrem),
          'count_over_time(up{job="mis-users"}[10m])',
        ),
      ).toBeGreaterThanOrEqual(before! - 5);
    });

    it('loses a replica with its zone, and all with the site', async () => {
      const { faults } = sandbox;
      await faults.inject('lose-zone', 'aws-primary-b');
      await until(
        'The replica going',
        async () => !(await answers(`${replica(awsPrimary, 1)}/-/ready`)),
        { seconds: 5 },
      );
      expect(await answers(`${replica(awsPrimary)}/-/ready`)).toBe(true);
      await faults.clear('lose-zone');
      await faults.inject('lose-site', 'aws-primary');
      expect(await answers(`${replica(awsPrimary)}/-/ready`)).toBe(false);
      expect(await answers(`${estate.alertmanager.members[1]}/metrics`)).toBe(
        false,
      );
      const { cluster } = await (
        await fetch(`${estate.alertmanager.members[0]}/api/v2/status`)
      ).json();
      expect(cluster.peers).toHaveLength(2);
      await faults.clear('lose-site');
      await until(
        'Both coming back',
        async () => answers(`${replica(awsPrimary, 1)}/-/ready`),
        { seconds: 10 },
      );
    });

    it('lets notifications fail, as seen by Prometheus', async () => {
      const failed =
        'sum(increase(alertmanager_notifications_failed_total[20s]))';
      expect(await query(replica('aws-dr'), failed)).toBe(0);
      await sandbox.faults.inject('alert-delivery-failing');
      await until(
        'Notifications failing',
        async () => (await query(replica('aws-dr'), failed))! > 0,
        { seconds: 30 },
      );
      await sandbox.faults.clear('alert-delivery-failing');
    });

    it('answers the same where it is imitated', async () => {
      const url = `${sandbox.model.usersUrl}/metrics`;
      const imitation = new ImitatedPrometheus([{ job: 'mis-users', url }]);
      await imitation.start();
      const ask = async (promql: string) => {
        const { body } = (await imitation.answer({
          method: 'GET',
          path: '/api/v1/query',
          query: new URLSearchParams({ query: promql }),
          headers: {},
          body: '',
        })) as any;
        return Number(body.data.result[0]?.value[1]);
      };
      const rate = 'sum(rate(http_requests_total{job="mis-users"}[20s]))';
      await until(
        'The imitation agreeing with Prometheus',
        async () => {
          const [imitated, measured] = [
            await ask(rate),
            (await query(replica(onPrem), rate))!,
          ];
          return Math.abs(imitated / measured - 1) < 0.2 || `${imitated}`;
        },
        { seconds: 20, everyMs: 500 },
      );
      expect(await ask(USERS_FAILING)).toBe(0);
      await imitation.stop();
    });
  });

  it('wakes nobody where nobody is on call', async () => {
    const oncalls = async () =>
      (
        await (
          await pagerDuty('/oncalls?escalation_policy_ids[]=PESCAL1')
        ).json()
      ).oncalls;
    expect(await oncalls()).toHaveLength(3);
    await sandbox.faults.inject('no-on-call');
    expect(await oncalls()).toEqual([]);
    await sandbox.faults.clear('no-on-call');
  });

  it('records events, and shows incidents until they are resolved', async () => {
    expect((await service()).status).toBe('active');
    const payload = { summary: 'A test', source: 'portal', severity: 'info' };
    const taken = await enqueue({
      event_action: 'trigger',
      dedup_key: 'a-test',
      payload,
    });
    expect(taken.status).toBe(202);
    expect(await taken.json()).toMatchObject({ dedup_key: 'a-test' });
    expect((await service()).status).toBe('critical');
    const state = (await sandbox.state()).pagerduty as any;
    expect(state.openIncidents).toEqual([
      { number: 1, title: 'A test', status: 'triggered' },
    ]);
    expect(state.events.at(-1)).toMatchObject({
      action: 'trigger',
      dedupKey: 'a-test',
    });
    expect(JSON.stringify(state)).not.toContain(estate.pagerduty.routingKey);

    await enqueue({ event_action: 'acknowledge', dedup_key: 'a-test' });
    expect((await service()).status).toBe('warning');
    await enqueue({ event_action: 'resolve', dedup_key: 'a-test' });
    expect((await service()).status).toBe('active');
  });

  it('refuses events that PagerDuty would refuse', async () => {
    const trigger = { event_action: 'trigger', payload: {} };
    expect((await enqueue(trigger)).status).toBe(400);
    expect((await enqueue({ ...trigger, routing_key: 'x' })).status).toBe(400);
    expect((await enqueue({ event_action: 'shout' })).status).toBe(400);
  });

  it('shows missing shards, and logs that stop', async () => {
    const elasticsearch = async (route: string, init?: RequestInit) =>
      (
        await fetch(`${estate.elasticsearch.url}${route}`, {
          ...init,
          headers: { authorization: `ApiKey ${estate.elasticsearch.apiKey}` },
        })
      ).json();
    const health = () => elasticsearch('/_cluster/health');
    const { faults } = sandbox;
    expect((await health()).status).toBe('green');
    await faults.inject('elasticsearch-yellow');
    expect(await health()).toMatchObject({
      status: 'yellow',
      unassigned_shards: 6,
    });
    await faults.inject('elasticsearch-red');
    expect((await health()).status).toBe('red');
    await faults.clear('elasticsearch-red');
    expect((await health()).status).toBe('yellow');
    await faults.clear('elasticsearch-yellow');

    const age = async () => {
      const { aggregations } = await elasticsearch('/logs-*/_search', {
        method: 'POST',
        body: '{}',
      });
      return Date.now() - aggregations.newest.value;
    };
    expect(await age()).toBeLessThan(10_000);
    await faults.inject('log-ingest-stopped');
    expect(await age()).toBeGreaterThan(300_000);
    const report = await fetch(`${estate.logstash.url}/_health_report`);
    expect((await report.json()).status).toBe('red');
    await faults.clear('log-ingest-stopped');
  });

  it('asks for a key where the real one does', async () => {
    const { status } = await fetch(`${estate.elasticsearch.url}/_ccr/stats`);
    expect(status).toBe(401);
    expect((await fetch(`${estate.pagerduty.url}/incidents`)).status).toBe(401);
  });
});

describeWithPrometheus('PrometheusProcess', () => {
  it('begins empty, and ends what a former run left behind', async () => {
    const folder = await temporaryFolder();
    const guard = ProcessGuard.start();
    const ports = await Ports.load(folder.dir);
    const options = async (name: string) => ({
      name,
      folder: path.join(folder.dir, 'prometheus'),
      port: await ports.get(name),
      configuration: 'global: { scrape_interval: 1s }',
      guard,
    });
    const former = await PrometheusProcess.prepare(await options('former'));
    await former.start();
    expect(await answers(`${former.url}/-/ready`)).toBe(true);

    const next = await PrometheusProcess.prepare(await options('next'));
    expect(await answers(`${former.url}/-/ready`)).toBe(false);
    await next.start();
    expect(await query(next.url, 'up')).toBeUndefined();
    await next.stop();
    expect(next.running).toBe(false);
    await guard.stop();
    await folder.remove();
  });

  it('says why it does not start', async () => {
    const folder = await temporaryFolder();
    const guard = ProcessGuard.start();
    const server = await PrometheusProcess.prepare({
      name: 'Prometheus of nowhere',
      folder: path.join(folder.dir, 'prometheus'),
      port: await (await Ports.load(folder.dir)).get('prometheus'),
      configuration: 'no configuration',
      guard,
    });
    await expect(server.start()).rejects.toThrow(
      /Prometheus of nowhere stopped while starting: .*prometheus\.log/,
    );
    await guard.stop();
    await folder.remove();
  });
});
