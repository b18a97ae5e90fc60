import {
  askOnce,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const HEALTH = 'GET /api/v2.0/health';
const policies = (page: number) =>
  `GET /api/v2.0/replication/policies?page=${page}&page_size=100`;
const executions = (id: number) =>
  `GET /api/v2.0/replication/executions?policy_id=${id}&sort=-start_time&page=1&page_size=1`;

const policy = (id: number, enabled = true) => ({
  id,
  name: `policy-${id}`,
  enabled,
  dest_registry: {
    id: 1,
    name: 'ecr-primary',
    url: 'https://ecr.example.org',
    credential: { type: 'basic', access_key: 'AKIA' },
  },
});

describe('HarborSource', () => {
  let server: RecordedServer;

  /** By the API of Harbor 2.0 and later. */
  beforeEach(async () => {
    server = await RecordedServer.start();
    server.replies.set(HEALTH, {
      body: {
        status: 'unhealthy',
        components: [
          { name: 'core', status: 'healthy' },
          { name: 'redis', status: 'unhealthy', error: 'dial tcp' },
        ],
      },
    });
    server.replies.set(policies(1), ({ headers }) =>
      headers.authorization === `Basic ${btoa('robot$watch:pw')}`
        ? { body: [policy(1), policy(2, false)] }
        : { status: 401 },
    );
    server.replies.set(executions(1), {
      body: [
        {
          id: 12,
          policy_id: 1,
          status: 'Failed',
          start_time: '2026-11-23T11:00:00Z',
          end_time: '2026-11-23T11:01:00Z',
          total: 4,
          failed: 3,
          succeed: 1,
        },
      ],
    });
    server.replies.set(executions(2), { body: [] });
  });
  afterEach(() => server.stop());

  async function ask(change: object = {}) {
    const source = sourceOf(deliveryFamily, {
      name: 'on-prem',
      system: 'harbor',
      entityRef: 'resource:default/registry',
      timeout: 2,
      url: server.url,
      username: 'robot$watch',
      password: 'pw',
      ...change,
    });
    try {
      return (await askOnce(source)).map(({ value }) => value as any);
    } finally {
      await source.close?.();
    }
  }

  it('reads components, policies and their newest executions', async () => {
    const values = await ask();
    expect(values).toEqual([
      { status: 'unhealthy', unhealthyComponents: ['redis'] },
      {
        policies: [
          {
            name: 'policy-1',
            enabled: true,
            destination: 'ecr-primary',
            last: {
              status: 'Failed',
              startedAt: '2026-11-23T11:00:00.000Z',
              endedAt: '2026-11-23T11:01:00.000Z',
              failed: 3,
              total: 4,
            },
          },
          {
            name: 'policy-2',
            enabled: false,
            destination: 'ecr-primary',
            last: null,
          },
        ],
      },
    ]);
    expect(JSON.stringify(values)).not.toContain('AKIA');
  });

  it('reads every page, and asks for what is watched alone', async () => {
    server.replies.set(policies(1), {
      body: Array.from({ length: 100 }, (_, index) => policy(index + 100)),
    });
    server.replies.set(policies(2), { body: [policy(1)] });
    const [, { policies: found }] = await ask({ policies: ['policy-1'] });
    expect(found).toEqual([expect.objectContaining({ name: 'policy-1' })]);
    expect(server.asked).toHaveLength(4);
    await expect(ask()).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('delivery[0].policies'),
    });
  });

  it('does not read without end', async () => {
    for (let page = 1; page <= 30; page += 1) {
      server.replies.set(policies(page), {
        body: Array.from({ length: 100 }, () => policy(1)),
      });
    }
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('says that a policy is not there', async () => {
    await expect(ask({ policies: ['nothing'] })).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('delivery[0].policies[0]'),
    });
  });

  it.each([
    [HEALTH, { status: 'healthy' }],
    [policies(1), {}],
    [policies(1), [{ id: 1 }]],
    [executions(1), {}],
    [executions(1), [{ id: 1 }]],
  ])('takes no half answer of %s', async (path, body) => {
    server.replies.set(path, { body });
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });
});

testMisbehaviour(
  'the Harbor source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      name: 'on-prem',
      system: 'harbor',
      entityRef: 'resource:default/registry',
      timeout: 1,
      url,
      username: 'robot$watch',
      password: TEST_SECRET,
    }),
  { protocol: 'http' },
);
