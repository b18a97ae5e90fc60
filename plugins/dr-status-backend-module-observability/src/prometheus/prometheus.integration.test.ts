import type { JsonObject } from '@backstage/types';
import {
  HostileServer,
  RecordedServer,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askSystem as ask } from '../testing/asking';
import {
  prometheusProgram,
  ScrapeTarget,
  startPrometheus,
} from '../testing/prometheus';
import { until, type RealServer } from '../testing/RealServer';

jest.setTimeout(60_000);

const RULES = {
  groups: [
    {
      name: 'good',
      rules: [{ record: 'job:up:sum', expr: 'sum by (job) (up)' }],
    },
    {
      name: 'bad',
      // Many to many: it parses, and fails whenever it is evaluated.
      rules: [{ record: 'broken', expr: 'up / on () up' }],
    },
  ],
};

const describeWithPrometheus = prometheusProgram ? describe : describe.skip;

describeWithPrometheus('sources asking a real Prometheus', () => {
  let target: ScrapeTarget;
  let other: ScrapeTarget;
  let prometheus: RealServer;
  /** Moves on with the time, as counters of a service under steady traffic do. */
  const startedAt = Date.now();
  const seconds = () => (Date.now() - startedAt) / 1000;

  beforeAll(async () => {
    target = await ScrapeTarget.start();
    other = await ScrapeTarget.start();
    // The service "failing" has 2 % of 503; "flawless" has no failure, and so
    // no series of failures; "idle" counts, and nobody comes.
    target.metrics = () => {
      const requests = Math.floor(seconds() * 100);
      const histogram = (service: string, fast: number, all: number) => `
http_request_duration_seconds_bucket{service="${service}",le="0.1"} ${fast}
http_request_duration_seconds_bucket{service="${service}",le="0.2"} ${fast}
http_request_duration_seconds_bucket{service="${service}",le="1"} ${all}
http_request_duration_seconds_bucket{service="${service}",le="+Inf"} ${all}
http_request_duration_seconds_count{service="${service}"} ${all}`;
      return `
http_requests_total{service="failing",code="200"} ${requests * 98}
http_requests_total{service="failing",code="503"} ${requests * 2}
http_requests_total{service="flawless",code="200"} ${requests * 100}
http_requests_total{service="idle",code="200"} 500
${histogram('failing', requests * 95, requests * 100)}
${histogram('flawless', requests * 100, requests * 100)}
${histogram('idle', 500, 500)}
alertmanager_notifications_total{integration="pagerduty"} ${requests}
alertmanager_notifications_failed_total{integration="pagerduty"} ${requests}
alertmanager_notifications_total{integration="email"} 7
alertmanager_notifications_failed_total{integration="email"} 0
`;
    };
    prometheus = await startPrometheus(
      { api: target.address, edge: other.address },
      RULES,
    );
    await until('Three scrapes', async () => {
      const reply = await fetch(
        `${prometheus.url}/api/v1/query?query=${encodeURIComponent(
          'min(count_over_time(up[1m])) >= 3',
        )}`,
      );
      return (await reply.json()).data.result.length > 0;
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await target?.stop();
    await other?.stop();
  });

  describe('prometheus', () => {
    it('reports replicas, targets, rules and the age of the newest sample', async () => {
      const reported = await until('The evaluation of the rules', async () => {
        const now = await ask('prometheus', { url: prometheus.url });
        return now['prometheus.rules'].failing.length > 0 && now;
      });
      expect(reported).toEqual({
        'prometheus.replicas': [
          {
            host: new URL(prometheus.url).host,
            ready: true,
            failure: null,
          },
        ],
        'prometheus.targets': [
          { job: 'api', up: 1, all: 1 },
          { job: 'edge', up: 1, all: 1 },
        ],
        'prometheus.rules': {
          groups: 2,
          rules: 2,
          failing: ['broken'],
          late: [],
        },
        'prometheus.head': {
          ageSeconds: expect.any(Number),
          series: expect.any(Number),
        },
      });
      expect(reported['prometheus.head'].ageSeconds).toBeLessThan(30);
      expect(reported['prometheus.head'].series).toBeGreaterThan(20);
    });

    it('counts targets that are down', async () => {
      other.metrics = undefined;
      const targets = await until('The scrape that fails', async () => {
        const now = await ask('prometheus', { url: prometheus.url });
        return (
          now['prometheus.targets'][1].up === 0 && now['prometheus.targets']
        );
      });
      other.metrics = () => '';
      expect(targets).toEqual([
        { job: 'api', up: 1, all: 1 },
        { job: 'edge', up: 0, all: 1 },
      ]);
    });

    it('asks the replica that is there, and says what the other lacks', async () => {
      const refusing = await HostileServer.start('refused');
      const starting = await RecordedServer.start();
      starting.replies.set('GET /-/ready', { status: 503, text: 'starting' });
      const reported = await ask('prometheus', {
        replicas: [refusing.url, starting.url, prometheus.url],
      });
      expect(reported['prometheus.replicas']).toEqual([
        expect.objectContaining({
          ready: false,
          failure: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/),
        }),
        expect.objectContaining({ ready: false, failure: null }),
        expect.objectContaining({ ready: true, failure: null }),
      ]);
      expect(reported['prometheus.targets']).toHaveLength(2);

      const alone = await ask('prometheus', {
        replicas: [refusing.url, starting.url],
      });
      expect(Object.keys(alone)).toEqual(['prometheus.replicas']);
      await starting.stop();
    });

    it('leaves time to ask another replica when one hangs', async () => {
      const hung = await HostileServer.start('hung');
      const reported = await ask('prometheus', {
        replicas: [hung.url, prometheus.url],
      });
      expect(reported['prometheus.replicas'][0].failure).toMatch(
        /did not answer within 2 s/,
      );
      expect(reported['prometheus.targets']).toHaveLength(2);
      await hung.close();
    });
  });

  describe('slo', () => {
    const slo = (service: string, requests: JsonObject = {}) =>
      ask('slo', {
        url: prometheus.url,
        window: 30,
        requests: { selector: `service="${service}"`, ...requests },
      });

    it('measures a service that fails and is slow', async () => {
      const reported = await slo('failing');
      expect(reported['slo.errorRatio']).toBeCloseTo(0.02, 6);
      expect(reported['slo.fastShare'].share).toBeCloseTo(0.95, 6);
      expect(reported['slo.fastShare'].withinSeconds).toBe(0.2);
      // 99 of 100 lie in the bucket from 0.2 to 1 s.
      expect(reported['slo.latencyP99Seconds']).toBeCloseTo(0.84, 2);
      expect(reported['slo.traffic'].windowSeconds).toBe(30);
      expect(reported['slo.traffic'].requestsPerSecond).toBeGreaterThan(1000);
      expect(Object.keys(reported['slo.errorRatios']).sort()).toEqual(
        ['5m', '30m', '1h', '2h', '6h', '1d', '3d'].sort(),
      );
      expect(reported['slo.errorRatios']['3d']).toBeCloseTo(0.02, 6);
    });

    it('takes a series of failures that is absent for 0, not for nothing', async () => {
      const reported = await slo('flawless');
      expect(reported['slo.errorRatio']).toBe(0);
      expect(reported['slo.errorRatios']['1h']).toBe(0);
      expect(reported['slo.fastShare'].share).toBe(1);
    });

    it('claims nothing of a service that nobody uses', async () => {
      await expect(slo('idle')).resolves.toEqual({
        'slo.traffic': { windowSeconds: 30, requestsPerSecond: 0 },
        'slo.errorRatios': {},
      });
    });

    it('claims nothing of what is not counted', async () => {
      await expect(slo('unheard-of')).resolves.toEqual({
        'slo.traffic': { windowSeconds: 30, requestsPerSecond: null },
        'slo.errorRatios': {},
      });
    });

    it('claims nothing of a bucket that the histogram does not have', async () => {
      const reported = await slo('flawless', { withinSeconds: 0.3 });
      expect(reported).not.toHaveProperty(['slo.fastShare']);
      expect(reported['slo.traffic'].requestsPerSecond).toBeGreaterThan(0);
    });

    it('finds a whole bound however it is written', async () => {
      const reported = await slo('failing', { withinSeconds: 1 });
      expect(reported['slo.fastShare']).toEqual({ share: 1, withinSeconds: 1 });
    });

    it('passes on what Prometheus dislikes of a query', async () => {
      await expect(
        slo('failing', { selector: 'service=~"("' }),
      ).rejects.toMatchObject({
        kind: 'failed',
        message: expect.stringMatching(/does not take a query: .*parse error/),
        hint: expect.stringMatching(/drStatus\.sources\.observability\[0\]/),
      });
    });
  });

  describe('error-budget', () => {
    it('measures the quarter as far as there are metrics', async () => {
      const reported = await ask('error-budget', {
        url: prometheus.url,
        requests: { selector: 'service="failing"' },
      });
      expect(reported['slo.availability']).toBeCloseTo(0.98, 6);
      const { kind, measuredSeconds, elapsedSeconds, lengthSeconds } =
        reported['slo.period'];
      expect(kind).toBe('quarter');
      expect(measuredSeconds).toBeLessThanOrEqual(3600);
      expect(elapsedSeconds).toBeLessThanOrEqual(lengthSeconds);
    });

    it('knows no availability without requests', async () => {
      await expect(
        ask('error-budget', {
          url: prometheus.url,
          period: { days: 30 },
          requests: { selector: 'service="unheard-of"' },
        }),
      ).resolves.toEqual({
        'slo.period': {
          kind: 'window',
          elapsedSeconds: 2_592_000,
          lengthSeconds: 2_592_000,
          measuredSeconds: 0,
        },
      });
    });
  });

  describe('alert-delivery', () => {
    it('counts notifications that failed, by integration', async () => {
      const { integrations } = (
        await ask('alert-delivery', { url: prometheus.url, window: 30 })
      )['alertmanager.deliveries'];
      const [email, pagerduty] = integrations.sort((a: any, b: any) =>
        a.integration < b.integration ? -1 : 1,
      );
      expect(email).toEqual({ integration: 'email', sent: 0, failed: 0 });
      expect(pagerduty.integration).toBe('pagerduty');
      expect(pagerduty.failed).toBeGreaterThan(10);
    });

    it('counts those of the selector alone', async () => {
      const { integrations } = (
        await ask('alert-delivery', {
          url: prometheus.url,
          window: 30,
          selector: 'integration="email"',
        })
      )['alertmanager.deliveries'];
      expect(integrations).toHaveLength(1);
    });
  });
});
