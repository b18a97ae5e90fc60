import {
  askOnce,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const STATUS = 'GET /api/system/status';
const HEALTH = 'GET /api/system/health';
const GATE = 'GET /api/qualitygates/project_status?projectKey=mis%3Aapi';

describe('SonarqubeSource', () => {
  let server: RecordedServer;

  /** By the web API of SonarQube 10. */
  beforeEach(async () => {
    server = await RecordedServer.start();
    server.replies.set(STATUS, {
      body: { id: '20241101', version: '10.7.0.96327', status: 'UP' },
    });
    server.replies.set(HEALTH, ({ headers }) =>
      headers['x-sonar-passcode'] === 'code'
        ? {
            body: {
              health: 'YELLOW',
              causes: [{ message: 'Elasticsearch status is YELLOW' }],
            },
          }
        : { status: 403 },
    );
    server.replies.set(GATE, ({ headers }) =>
      headers.authorization === 'Bearer squ_1'
        ? { body: { projectStatus: { status: 'ERROR', conditions: [] } } }
        : { status: 401 },
    );
  });
  afterEach(() => server.stop());

  async function ask(change: object = {}) {
    const source = sourceOf(deliveryFamily, {
      name: 'on-prem',
      system: 'sonarqube',
      entityRef: 'resource:default/analysis',
      timeout: 2,
      url: server.url,
      token: 'squ_1',
      passcode: 'code',
      projects: ['mis:api'],
      ...change,
    });
    try {
      return (await askOnce(source)).map(({ value }) => value);
    } finally {
      await source.close?.();
    }
  }

  it('reads status, health and quality gates', async () => {
    expect(await ask()).toEqual([
      {
        version: '10.7.0.96327',
        status: 'UP',
        health: 'YELLOW',
        causes: ['Elasticsearch status is YELLOW'],
      },
      { gates: [{ project: 'mis:api', status: 'ERROR' }] },
    ]);
  });

  it('asks for no health without a passcode', async () => {
    const [status] = await ask({ passcode: undefined });
    expect(status).toMatchObject({ health: null, causes: [] });
    expect(server.asked).not.toContain(HEALTH);
  });

  it('asks for no quality gates before it is up', async () => {
    server.replies.set(STATUS, { body: { status: 'STARTING' } });
    const [status, gates] = await ask({ passcode: undefined });
    expect(status).toMatchObject({ status: 'STARTING', version: null });
    expect(gates).toEqual({ gates: [] });
  });

  it('says that the passcode is wrong, without it', async () => {
    await expect(ask({ passcode: TEST_SECRET })).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.not.stringContaining(TEST_SECRET),
      hint: expect.stringContaining('delivery[0].passcode'),
    });
  });

  it('says that a project is not there', async () => {
    await expect(ask({ projects: ['mis:api', 'x'] })).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('delivery[0].projects[1]'),
    });
  });

  it.each([STATUS, HEALTH, GATE])('takes no half answer of %s', async path => {
    server.replies.set(path, { body: { version: '10' } });
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });
});

testMisbehaviour(
  'the SonarQube source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      name: 'on-prem',
      system: 'sonarqube',
      entityRef: 'resource:default/analysis',
      timeout: 1,
      url,
      token: TEST_SECRET,
      passcode: TEST_SECRET,
    }),
  { protocol: 'http' },
);
