import { RecordedServer } from '@twinshore/plugin-dr-status-node/testUtils';
import { askSystem } from '../testing/asking';

const NOW = new Date().toISOString();

describe('the rules of a Prometheus server', () => {
  let server: RecordedServer;

  beforeEach(async () => {
    server = await RecordedServer.start();
    const success = (data: object) => ({ body: { status: 'success', data } });
    server.replies.set('GET /-/ready', { text: 'ready' });
    for (const query of ['sum by (job) (up)', 'count by (job) (up)']) {
      server.replies.set(
        `GET /api/v1/query?query=${encodeURIComponent(query)}`,
        success({ resultType: 'vector', result: [] }),
      );
    }
    server.replies.set(
      'GET /api/v1/status/tsdb?limit=1',
      success({ headStats: { maxTime: Date.now(), numSeries: 1 } }),
    );
    server.replies.set(
      'GET /api/v1/rules?exclude_alerts=true',
      success({
        groups: [
          {
            name: 'all',
            interval: 15,
            lastEvaluation: NOW,
            rules: [
              { name: 'well', health: 'ok' },
              { name: 'not yet', health: 'unknown' },
              { name: 'broken', health: 'err' },
              { name: 'new word', health: 'stale' },
              { name: 'without one' },
            ],
          },
        ],
      }),
    );
  });

  afterEach(() => server.stop());

  it('are healthy only when they say so', async () => {
    const reported = await askSystem('prometheus', { replicas: [server.url] });
    expect(reported['prometheus.rules']).toMatchObject({
      rules: 5,
      failing: ['broken', 'new word', 'without one'],
    });
  });
});
