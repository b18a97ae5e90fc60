import {
  askOnce,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const item = (url: string, token = 'secret') => ({
  name: 'on-prem',
  system: 'trivy',
  entityRef: 'resource:default/scanner',
  timeout: 1,
  url,
  token,
});

describe('TrivySource', () => {
  let server: RecordedServer;
  let health = 'ok';

  /** By the server mode of Trivy 0.57. */
  beforeEach(async () => {
    server = await RecordedServer.start();
    health = 'ok';
    server.replies.set('GET /healthz', () => ({ text: health }));
    server.replies.set('GET /version', ({ headers }) =>
      headers['trivy-token'] === 'secret'
        ? {
            body: {
              Version: '0.57.1',
              VulnerabilityDB: {
                Version: 2,
                NextUpdate: '2026-11-24T06:14:42Z',
                UpdatedAt: '2026-11-23T06:14:42.123456789Z',
                DownloadedAt: '2026-11-23T08:00:00Z',
              },
            },
          }
        : { status: 401 },
    );
  });
  afterEach(() => server.stop());

  async function ask() {
    const source = sourceOf(deliveryFamily, item(server.url));
    try {
      return (await askOnce(source))[0].value;
    } finally {
      await source.close?.();
    }
  }

  it('reads version and database', async () => {
    expect(await ask()).toEqual({
      version: '0.57.1',
      database: { updatedAt: '2026-11-23T06:14:42.123Z', schema: 2 },
    });
  });

  it.each([
    [{ Version: '0.57.1' }],
    [
      {
        Version: '0.57.1',
        VulnerabilityDB: { Version: 0, UpdatedAt: '0001-01-01T00:00:00Z' },
      },
    ],
  ])('sees that there is no database: %j', async body => {
    server.replies.set('GET /version', { body });
    expect(await ask()).toMatchObject({ database: null });
  });

  it.each([
    [{}],
    [{ Version: '0.57.1', VulnerabilityDB: { UpdatedAt: 'soon' } }],
  ])('takes no half answer: %j', async body => {
    server.replies.set('GET /version', { body });
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('takes no health but "ok"', async () => {
    health = 'welcome';
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });
});

testMisbehaviour(
  'the Trivy source',
  ({ url }) => sourceOf(deliveryFamily, item(url, TEST_SECRET)),
  { protocol: 'http' },
);
