import type { JsonObject } from '@backstage/types';
import {
  RecordedServer,
  TEST_SECRET,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askSystem } from './testing/asking';

describe('sources asking what was recorded from documentation', () => {
  let server: RecordedServer;
  beforeEach(async () => {
    server = await RecordedServer.start();
  });
  afterEach(() => server.stop());

  const ask = (system: string, more: JsonObject = {}) =>
    askSystem(system, { url: server.url, ...more });

  describe('Grafana', () => {
    it('reports its database, also when it answers 503', async () => {
      server.replies.set('GET /api/health', {
        body: { commit: '1a2b3c', database: 'ok', version: '12.3.0' },
      });
      await expect(ask('grafana')).resolves.toEqual({
        'grafana.health': { database: 'ok', version: '12.3.0' },
      });
      server.replies.set('GET /api/health', {
        status: 503,
        body: { database: 'failing' },
      });
      await expect(ask('grafana')).resolves.toEqual({
        'grafana.health': { database: 'failing', version: null },
      });
    });
  });

  describe('Alertmanager', () => {
    const status = (name: string, ...peers: string[]) => ({
      body: {
        cluster: {
          name,
          status: 'ready',
          peers: peers.map(peer => ({ name: peer, address: `${peer}:9094` })),
        },
        config: { original: `smtp_auth_password: ${TEST_SECRET}` },
        uptime: '2026-11-01T00:00:00.000Z',
        versionInfo: { version: '0.28.1' },
      },
    });

    it('counts its members, and gives nothing of its configuration on', async () => {
      server.replies.set('GET /api/v2/status', status('a', 'a', 'b', 'c'));
      const reported = await ask('alertmanager');
      expect(reported).toEqual({
        'alertmanager.cluster': {
          status: 'ready',
          peers: 3,
          version: '0.28.1',
        },
      });
      expect(JSON.stringify(reported)).not.toContain(TEST_SECRET);
    });

    it('believes the smallest view of a cluster that is split, and asks who is left', async () => {
      const other = await RecordedServer.start();
      server.replies.set('GET /api/v2/status', status('a', 'a', 'b'));
      other.replies.set('GET /api/v2/status', status('c', 'c'));
      const replicas = [server.url, other.url];
      await expect(ask('alertmanager', { replicas })).resolves.toMatchObject({
        'alertmanager.cluster': { peers: 1 },
      });
      await other.stop();
      await expect(ask('alertmanager', { replicas })).resolves.toMatchObject({
        'alertmanager.cluster': { peers: 2 },
      });
    });
  });

  describe('Prometheus', () => {
    const answerOf = (query: string, value: unknown) =>
      server.replies.set(
        `GET /api/v1/query?query=${encodeURIComponent(
          `sum by (integration) (increase(${query}{}[900s]))`,
        )}`,
        {
          body: {
            status: 'success',
            data: {
              resultType: 'vector',
              result: [{ metric: { integration: 'pagerduty' }, value }],
            },
          },
        },
      );

    it('does not take a sample without a value for 0', async () => {
      server.replies.set('GET /-/ready', { text: 'Ready' });
      answerOf('alertmanager_notifications_total', [1795435200, '3']);
      answerOf('alertmanager_notifications_failed_total', [1795435200, '0']);
      await expect(ask('alert-delivery')).resolves.toMatchObject({
        'alertmanager.deliveries': {
          integrations: [{ integration: 'pagerduty', sent: 3, failed: 0 }],
        },
      });
      answerOf('alertmanager_notifications_failed_total', [1795435200, null]);
      await expect(ask('alert-delivery')).rejects.toMatchObject({
        kind: 'malformed',
      });
    });
  });

  describe('Elasticsearch', () => {
    const health = {
      cluster_name: 'logs',
      status: 'yellow',
      timed_out: false,
      number_of_nodes: 3,
      number_of_data_nodes: 2,
      active_primary_shards: 12,
      active_shards: 20,
      unassigned_shards: 4,
      active_shards_percent_as_number: 83.3,
    };
    const SEARCH = 'POST /logs-*,audit/_search?ignore_unavailable=true';

    beforeEach(() => {
      server.replies.set('GET /_cluster/health', ({ headers }) =>
        headers.authorization === `ApiKey ${TEST_SECRET}`
          ? { body: health }
          : { status: 401, body: { status: 401 } },
      );
    });
    const options = { token: TEST_SECRET };

    it('reports its health alone, where nothing else is asked for', async () => {
      await expect(ask('elasticsearch', options)).resolves.toEqual({
        'elasticsearch.cluster': {
          status: 'yellow',
          timedOut: false,
          nodes: 3,
          dataNodes: 2,
          unassignedShards: 4,
          activeShardsPercent: 83.3,
        },
      });
      expect(server.asked).toEqual(['GET /_cluster/health']);
    });

    it('logs in with a key, and says which one is refused', async () => {
      await expect(ask('elasticsearch', { token: 'other' })).rejects.toThrow(
        'Elasticsearch it refuses the credentials (401).',
      );
    });

    it('finds the newest log, without reading any', async () => {
      let asked: any;
      server.replies.set(SEARCH, (_, body) => {
        asked = JSON.parse(body);
        return {
          body: {
            took: 3,
            timed_out: false,
            hits: { max_score: null, hits: [] },
            aggregations: {
              newest: {
                value: 1795435200000,
                value_as_string: '2026-11-23T12:00:00.000Z',
              },
            },
          },
        };
      });
      const logs = { indices: 'logs-*,audit', timestamp: 'event.ingested' };
      await expect(
        ask('elasticsearch', { ...options, logs }),
      ).resolves.toMatchObject({
        'elasticsearch.newestLog': {
          index: 'logs-*,audit',
          at: '2026-11-23T12:00:00.000Z',
        },
      });
      expect(asked).toEqual({
        size: 0,
        track_total_hits: false,
        aggs: { newest: { max: { field: 'event.ingested' } } },
      });
    });

    it.each([
      ['no document', { aggregations: { newest: { value: null } } }],
      ['no index', { hits: { hits: [] } }],
    ])('says that there is no log where there is %s', async (_, body) => {
      server.replies.set(SEARCH, { body });
      await expect(
        ask('elasticsearch', { ...options, logs: { indices: 'logs-*,audit' } }),
      ).resolves.toMatchObject({
        'elasticsearch.newestLog': { at: null },
      });
    });

    it.each([
      ['another thing', { took: 3 }],
      ['no time', { aggregations: { newest: { value: 1e300 } } }],
    ])('does not take %s for the newest log', async (_, body) => {
      server.replies.set(SEARCH, { body });
      await expect(
        ask('elasticsearch', { ...options, logs: { indices: 'logs-*,audit' } }),
      ).rejects.toMatchObject({ kind: 'malformed' });
    });

    it('reports a follower that has ended beyond many that follow', async () => {
      const follower = (index: number, shard: object) => ({
        index: `logs-${index}`,
        total_global_checkpoint_lag: 0,
        shards: [shard],
      });
      server.replies.set('GET /_ccr/stats', {
        body: {
          follow_stats: {
            indices: [
              ...Array.from({ length: 60 }, (_, index) => follower(index, {})),
              follower(60, { fatal_exception: { type: 'ended' } }),
            ],
          },
        },
      });
      const asked = { ...options, followers: true };
      await expect(ask('elasticsearch', asked)).resolves.toMatchObject({
        'elasticsearch.followers': expect.arrayContaining([
          { index: 'logs-60', lagOperations: 0, fatalError: 'ended' },
        ]),
      });
      server.replies.set('GET /_ccr/stats', {
        body: { follow_stats: { indices: [{ index: 'logs' }] } },
      });
      await expect(ask('elasticsearch', asked)).rejects.toMatchObject({
        kind: 'malformed',
      });
    });

    it('reports followers, and the kind of the error that ended one', async () => {
      server.replies.set('GET /_ccr/stats', {
        body: {
          auto_follow_stats: { recent_auto_follow_errors: [] },
          follow_stats: {
            indices: [
              {
                index: 'logs',
                total_global_checkpoint_lag: 256,
                shards: [{ shard_id: 0, read_exceptions: [] }],
              },
              {
                index: 'audit',
                total_global_checkpoint_lag: 12,
                shards: [
                  { shard_id: 0 },
                  {
                    shard_id: 1,
                    fatal_exception: {
                      type: 'index_not_found_exception',
                      reason: `no such index, asked as ${TEST_SECRET}`,
                    },
                  },
                ],
              },
            ],
          },
        },
      });
      const reported = await ask('elasticsearch', {
        ...options,
        followers: true,
      });
      expect(reported['elasticsearch.followers']).toEqual([
        {
          index: 'audit',
          lagOperations: 12,
          fatalError: 'index_not_found_exception',
        },
        { index: 'logs', lagOperations: 256, fatalError: null },
      ]);
      expect(JSON.stringify(reported)).not.toContain(TEST_SECRET);
    });

    it('takes an answer whose master gave up for what it is', async () => {
      server.replies.set('GET /_cluster/health', {
        status: 408,
        body: { ...health, timed_out: true },
      });
      await expect(ask('elasticsearch')).resolves.toMatchObject({
        'elasticsearch.cluster': { timedOut: true },
      });
    });
  });

  describe('Logstash', () => {
    it('reports its status and the pipelines that are not green', async () => {
      server.replies.set('GET /_health_report', {
        body: {
          host: 'logstash-1',
          version: '9.2.1',
          status: 'yellow',
          symptom: '1 indicator is concerning (`pipelines`)',
          indicators: {
            pipelines: {
              status: 'yellow',
              indicators: {
                main: { status: 'green' },
                audit: {
                  status: 'yellow',
                  details: { status: { state: 'LOADING' } },
                },
              },
            },
          },
        },
      });
      await expect(ask('logstash')).resolves.toEqual({
        'logstash.health': {
          status: 'yellow',
          pipelines: [{ id: 'audit', status: 'yellow' }],
        },
      });
    });
  });

  describe('Kibana', () => {
    it.each([
      [200, 'degraded'],
      [503, 'unavailable'],
    ])('reports its level from an answer %d', async (status, level) => {
      server.replies.set('GET /api/status', {
        status,
        body: { status: { overall: { level } } },
      });
      await expect(ask('kibana')).resolves.toEqual({
        'kibana.status': { level },
      });
    });
  });

  describe('Jaeger', () => {
    const services = (data: string[] | null) => ({
      body: { data, total: data?.length ?? 0, errors: null },
    });
    const health = () => ({ health: { url: server.url } });

    it('reports health and missing services of version 2', async () => {
      server.replies.set('GET /api/services', services(['api', 'jaeger']));
      server.replies.set('GET /status', {
        status: 503,
        body: {
          start_time: '2026-11-23T12:00:00Z',
          healthy: false,
          status: 'StatusRecoverableError',
          error: 'rpc error',
        },
      });
      await expect(
        ask('jaeger', { ...health(), services: ['api', 'orders'] }),
      ).resolves.toEqual({
        'jaeger.health': { healthy: false, status: 'StatusRecoverableError' },
        'jaeger.services': { known: 2, missing: ['orders'], expected: 2 },
      });
    });

    it('reports the health of version 1', async () => {
      server.replies.set('GET /api/services', services(['api']));
      server.replies.set('GET /', {
        body: {
          status: 'Server available',
          upSince: '2026-11-01T00:00:00Z',
          uptime: '500h',
        },
      });
      await expect(
        ask('jaeger', { health: { url: server.url, path: '/' } }),
      ).resolves.toMatchObject({
        'jaeger.health': { healthy: true, status: 'Server available' },
      });
    });

    it('knows no service before the first trace', async () => {
      server.replies.set('GET /api/services', services(null));
      await expect(ask('jaeger')).resolves.toEqual({
        'jaeger.health': { healthy: true, status: 'answers' },
        'jaeger.services': { known: 0, missing: [], expected: 0 },
      });
    });
  });

  describe('PagerDuty', () => {
    const options = { token: TEST_SECRET, serviceId: 'PSVC' };
    const incidents = (offset: number) =>
      `GET /incidents?service_ids[]=PSVC&statuses[]=triggered&statuses[]=acknowledged&limit=100&offset=${offset}`;
    const ONCALLS =
      'GET /oncalls?escalation_policy_ids[]=PESC&limit=100&offset=0';
    const incident = (id: number, status: string, created_at: string) => ({
      id: `Q${id}`,
      title: `Database of ${TEST_SECRET} is down`,
      status,
      created_at,
    });
    const onCall = (level: number, id: string) => ({
      escalation_level: level,
      user: { id, summary: 'A Person', html_url: 'https://…' },
    });

    beforeEach(() => {
      server.replies.set('GET /services/PSVC', ({ headers }) =>
        headers.authorization === `Token token=${TEST_SECRET}` &&
        headers.accept === 'application/vnd.pagerduty+json;version=2'
          ? {
              body: {
                service: {
                  id: 'PSVC',
                  name: 'Operations',
                  status: 'critical',
                  escalation_policy: { id: 'PESC', summary: 'Always' },
                },
              },
            }
          : { status: 401 },
      );
      server.replies.set(incidents(0), {
        body: {
          incidents: [
            incident(1, 'triggered', '2026-11-23T11:00:00Z'),
            incident(2, 'acknowledged', '2026-11-23T09:00:00Z'),
          ],
          limit: 100,
          offset: 0,
          more: true,
        },
      });
      server.replies.set(incidents(100), {
        body: {
          incidents: [
            incident(2, 'acknowledged', '2026-11-23T09:00:00Z'),
            incident(3, 'triggered', '2026-11-23T10:00:00Z'),
          ],
          limit: 100,
          offset: 100,
          more: false,
        },
      });
      server.replies.set(ONCALLS, {
        body: {
          oncalls: [onCall(2, 'C'), onCall(1, 'A'), onCall(1, 'A')],
          more: false,
        },
      });
    });

    it('counts incidents over all pages, and people without their names', async () => {
      const reported = await ask('pagerduty', options);
      expect(reported).toEqual({
        'pagerduty.service': { name: 'Operations', status: 'critical' },
        'pagerduty.incidents': {
          triggered: 2,
          acknowledged: 1,
          oldestTriggeredAt: '2026-11-23T10:00:00Z',
        },
        'pagerduty.onCall': {
          escalationPolicy: 'Always',
          levels: [
            { level: 1, people: 1 },
            { level: 2, people: 1 },
          ],
        },
      });
      expect(JSON.stringify(reported)).not.toMatch(/A Person|secret/);
    });

    it.each([
      ['GET /services/PSVC', { service: { status: 'active' } }],
      [incidents(100), { incidents: [{ id: 'Q9' }], more: false }],
    ])('does not take half an answer to %s for none', async (asked, body) => {
      server.replies.set(asked, { body });
      await expect(ask('pagerduty', options)).rejects.toMatchObject({
        kind: 'malformed',
      });
    });

    it('names the service that it does not find', async () => {
      await expect(
        ask('pagerduty', { ...options, serviceId: 'POTHER' }),
      ).rejects.toMatchObject({
        kind: 'misconfigured',
        message: expect.stringMatching(/no service POTHER/),
      });
    });

    it('ends where pages never do', async () => {
      server.replies.set(incidents(0), { body: { incidents: [], more: true } });
      await expect(ask('pagerduty', options)).resolves.toMatchObject({
        'pagerduty.incidents': { triggered: 0 },
      });
    });
  });
});
