import { ARGO_APPLICATIONS } from '@twinshore/plugin-dr-status-node';
import {
  askOnce,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const APPLICATIONS = 'GET /api/v1/applications';

const itemAt = (url: string, change: object = {}) => ({
  name: 'on-prem',
  system: 'argocd',
  entityRef: 'resource:default/argocd',
  timeout: 1,
  url,
  token: TEST_SECRET,
  ...change,
});

/** As API version v1alpha1 has it; much shortened. */
const application = (name: string) => ({
  metadata: { name, namespace: 'argocd', resourceVersion: '1' },
  spec: {
    project: 'mis',
    source: {
      repoURL: 'https://git.example.org/mis.git',
      helm: { parameters: [{ name: 'password', value: 'hunter2' }] },
    },
  },
  status: {
    sync: { status: 'Synced', revision: 'abc' },
    health: { status: 'Healthy' },
    history: [{ id: 1, revision: 'abc', deployedAt: '2026-11-23T10:00:00Z' }],
    reconciledAt: '2026-11-23T11:59:00Z',
    operationState: { phase: 'Succeeded', message: 'hunter2' },
    summary: { images: ['r.example.org/api:1'] },
  },
});

describe('ArgoCdSource', () => {
  let server: RecordedServer;

  beforeEach(async () => {
    server = await RecordedServer.start();
    server.replies.set(APPLICATIONS, ({ headers }) =>
      headers.authorization === `Bearer ${TEST_SECRET}`
        ? { body: { metadata: {}, items: [application('api')] } }
        : { status: 401 },
    );
  });
  afterEach(() => server.stop());

  async function ask(change: object = {}) {
    const source = sourceOf(deliveryFamily, itemAt(server.url, change));
    try {
      return await askOnce(source);
    } finally {
      await source.close?.();
    }
  }

  it('reads applications under the signal of the custom resources, and never asks to refresh', async () => {
    const observations = await ask();
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/argocd',
        signal: ARGO_APPLICATIONS,
        value: [
          expect.objectContaining({
            id: 'api',
            sync: 'Synced',
            health: 'Healthy',
            deployedRevision: 'abc',
            images: ['r.example.org/api:1'],
          }),
        ],
      },
    ]);
    expect(JSON.stringify(observations)).not.toContain('hunter2');
    expect(server.asked).toHaveLength(1);
    expect(JSON.stringify(server.asked)).not.toContain('refresh');
  });

  it('asks for the projects that it was given', async () => {
    server.replies.set(`${APPLICATIONS}?projects=mis&projects=b%26c`, {
      body: { items: [application('one')] },
    });
    const [{ value }] = await ask({ projects: ['mis', 'b&c'] });
    expect(value).toMatchObject([{ name: 'one' }]);
  });

  it.each([[null], [[]]])(
    'does not take what the account may not see for none: %j',
    async items => {
      server.replies.set(APPLICATIONS, { body: { metadata: {}, items } });
      await expect(ask()).rejects.toMatchObject({
        kind: 'unauthorized',
        message: expect.stringContaining('may not see any'),
        hint: expect.stringContaining('delivery[0].projects'),
      });
    },
  );

  it('reads an application that says nothing of itself yet', async () => {
    server.replies.set(APPLICATIONS, {
      body: {
        items: [
          { metadata: { name: 'new' }, status: null },
          { metadata: { name: 'odd' }, status: { conditions: [null] } },
        ],
      },
    });
    const [{ value }] = await ask();
    expect(value).toMatchObject([
      { name: 'new', sync: '', health: '' },
      { name: 'odd', conditions: [] },
    ]);
  });

  it.each([
    [{}, /without a list/],
    [{ items: {} }, /without a list/],
    [{ items: [{ status: {} }] }, /without a name/],
  ])('takes no half answer: %j', async (body, message) => {
    server.replies.set(APPLICATIONS, { body });
    await expect(ask()).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringMatching(message),
    });
  });

  it('says that it has more than are watched', async () => {
    server.replies.set(APPLICATIONS, {
      body: {
        items: Array.from({ length: 1001 }, (_, index) => ({
          metadata: { name: `a${index}` },
        })),
      },
    });
    await expect(ask()).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('delivery[0].projects'),
    });
  });

  it('needs a token', () => {
    expect(() =>
      sourceOf(deliveryFamily, itemAt(server.url, { token: undefined })),
    ).toThrow(/delivery\[0\]\.token/);
  });
});

testMisbehaviour(
  'the Argo CD source',
  ({ url }) => sourceOf(deliveryFamily, itemAt(url)),
  { protocol: 'http' },
);
