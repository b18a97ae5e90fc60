import {
  askOnce,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const STATUS = 'GET /service/rest/v1/status';

describe('NexusSource', () => {
  let server: RecordedServer;

  /** By the REST API of Nexus Repository 3. */
  beforeEach(async () => {
    server = await RecordedServer.start();
    server.replies.set(STATUS, {});
    server.replies.set(`${STATUS}/writable`, {});
    server.replies.set(`${STATUS}/check`, ({ headers }) =>
      headers.authorization === `Basic ${btoa('watch:pw')}`
        ? {
            body: {
              'Available CPUs': { healthy: true, message: '4', time: 1 },
              'File Blob Stores Path': { healthy: false, message: 'x' },
            },
          }
        : { status: 403 },
    );
  });
  afterEach(() => server.stop());

  async function ask(change: object = { username: 'watch', password: 'pw' }) {
    const source = sourceOf(deliveryFamily, {
      name: 'on-prem',
      system: 'nexus',
      entityRef: 'resource:default/registry',
      timeout: 2,
      url: server.url,
      ...change,
    });
    try {
      return (await askOnce(source))[0].value;
    } finally {
      await source.close?.();
    }
  }

  it('reads a check that fails, although the answer is 200', async () => {
    expect(await ask()).toEqual({
      readable: true,
      writable: true,
      failedChecks: ['File Blob Stores Path'],
    });
  });

  it('asks for no checks without a user', async () => {
    expect(await ask({})).toMatchObject({ failedChecks: null });
    expect(server.asked).not.toContain(`${STATUS}/check`);
  });

  it('sees that it is read-only or down', async () => {
    server.replies.set(`${STATUS}/writable`, { status: 503 });
    expect(await ask()).toMatchObject({ readable: true, writable: false });
    server.replies.set(STATUS, { status: 503 });
    expect(await ask()).toMatchObject({ readable: false, writable: false });
  });

  it('says which privilege is missing', async () => {
    await expect(
      ask({ username: 'watch', password: TEST_SECRET }),
    ).rejects.toMatchObject({
      kind: 'unauthorized',
      hint: expect.stringContaining('nx-metrics-all'),
    });
  });

  it.each([
    [STATUS, 'welcome'],
    [`${STATUS}/check`, {}],
    [`${STATUS}/check`, { 'Available CPUs': {} }],
  ])('takes no other answer of %s', async (path, body) => {
    server.replies.set(path, { body });
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });
});

testMisbehaviour(
  'the Nexus source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      name: 'on-prem',
      system: 'nexus',
      entityRef: 'resource:default/registry',
      timeout: 1,
      url,
      username: 'watch',
      password: TEST_SECRET,
    }),
  { protocol: 'http' },
);
