import { TestDatabases } from '@backstage/backend-test-utils';
import { TEST_SECRET } from '@twinshore/plugin-dr-status-node/testUtils';
import request from 'supertest';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RecordedHub } from './__testUtils__/RecordedHub';
import { anAssessmentReply, recordApp } from './__testUtils__/replies';
import { startModule } from './__testUtils__/startModule';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18', 'POSTGRES_15'],
  disableDocker: true,
});

const ASSESS = 'dr-status.resilience-hub.assess';
const READ = 'dr-status.posture.read';

let recorded: RecordedHub;
let running: Array<Awaited<ReturnType<typeof startModule>>> = [];

beforeEach(async () => {
  recorded = await RecordedHub.start();
  recordApp(recorded);
});

afterEach(async () => {
  await Promise.all(running.map(module => module.stop()));
  running = [];
  await recorded.close();
});

async function start(
  options: Partial<Parameters<typeof startModule>[0]> & {
    item?: object;
  } = {},
) {
  const module = await startModule({
    items: [
      {
        name: 'here',
        entityRef: 'resource:default/hub',
        region: 'eu-west-1',
        timeout: 5,
        endpoint: recorded.url,
        credentials: { accessKeyId: 'AKIATEST', secretAccessKey: TEST_SECRET },
        assessing: {},
        ...options.item,
      },
    ],
    ...options,
  });
  running.push(module);
  return module;
}

/** Asks until the answer is as wanted, for at most ten seconds. */
async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not so after 10 s: ${JSON.stringify(answer)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** What the hub says from the start of an assessment on. */
function recordStart(
  ...then: Array<'Pending' | 'InProgress' | 'Success' | 'Failed'>
) {
  const now = Date.now() / 1000;
  const reply = (status: (typeof then)[number]) => ({
    body: { assessment: anAssessmentReply('3', status, now) },
  });
  recorded.replies['/start-app-assessment'] = reply('Pending');
  recorded.replies['/describe-app-assessment'] = then.map(reply);
}

describe('the module', () => {
  it('adds sources, checks, and routes that say nothing yet', async () => {
    const { sources, checks, misconfigured, get } = await start();
    expect(misconfigured).toEqual([]);
    expect(sources.map(({ id }) => id)).toEqual(['resilience-hub:here']);
    expect(checks).toHaveLength(8);
    const { status, body } = await get('/apps');
    expect({ status, body }).toEqual({
      status: 200,
      body: { items: [], totalItems: 0 },
    });
  });

  it('starts with no configuration at all', async () => {
    const module = await startModule({ items: [] });
    running.push(module);
    expect((await module.get('/apps')).body.items).toEqual([]);
  });
});

describe.each(databases.eachSupportedId())('the routes, %p', id => {
  const startOn = async (options: Parameters<typeof start>[0] = {}) =>
    start({ knex: await databases.init(id), ...options });

  it('list apps and tell all of one', async () => {
    const { get, observe } = await startOn();
    await observe();
    const app = {
      appId: 'app-1',
      name: 'orders',
      sourceId: 'resilience-hub:here',
      region: 'eu-west-1',
      entityRefs: ['resource:default/hub'],
      compliance: 'met',
      drift: 'not-detected',
      scorePercent: 80,
      schedule: 'daily',
      assessable: true,
      observedAt: expect.any(String),
      policy: {
        name: 'strict',
        tier: 'MissionCritical',
        targets: { Region: { rtoSeconds: 3600, rpoSeconds: 900 } },
      },
      newest: expect.objectContaining({ assessmentId: '2' }),
      lastSuccess: expect.objectContaining({
        assessmentId: '2',
        disruptions: {
          Region: expect.objectContaining({ estimatedRtoSeconds: 1800 }),
        },
      }),
    };
    expect((await get('/apps')).body).toEqual({ items: [app], totalItems: 1 });
    expect((await get('/apps/app-1')).body).toEqual(app);
    expect((await get('/apps/app-1/recommendations')).body.items).toEqual([
      { component: 'database', status: 'met-can-improve', options: [] },
    ]);
    expect((await get('/apps/app-1/drifts')).body.items).toEqual([]);
  });

  it('tell the history page by page', async () => {
    const { get, observe } = await startOn();
    await observe();
    const first = await get('/apps/app-1/assessments?limit=1');
    expect(first.body).toMatchObject({
      totalItems: 2,
      items: [{ assessmentId: '2' }],
    });
    const second = await get(
      `/apps/app-1/assessments?limit=1&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({ items: [{ assessmentId: '1' }] });
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  it.each([
    ['/apps/none', 404, 'NotFoundError'],
    ['/apps/none/assessments', 404, 'NotFoundError'],
    ['/apps/none/recommendations', 404, 'NotFoundError'],
    ['/apps/none/drifts', 404, 'NotFoundError'],
    ['/apps/a%20b', 400, 'InputError'],
    ['/apps/app-1/assessments?limit=0', 400, 'InputError'],
    ['/apps/app-1/assessments?limit=many', 400, 'InputError'],
    ['/apps/app-1/assessments?cursor=e30', 400, 'InputError'],
  ])('answer %s with %p %s', async (at, status, name) => {
    const { get, observe } = await startOn();
    await observe();
    const reply = await get(at);
    expect(reply.status).toBe(status);
    expect(reply.body.error).toMatchObject({ name });
  });

  it('have an app assessed, follow it to its end and keep what came of it', async () => {
    const { get, post, observe, audit } = await startOn();
    await observe();
    recordStart('Pending', 'InProgress', 'InProgress', 'Success', 'Success');
    const started = await post('/apps/app-1/assessments');
    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({
      assessmentId: '3',
      status: 'pending',
      startedBy: 'user:default/mock',
    });
    expect(started.body).not.toHaveProperty('handle');
    const { body } = await eventually(
      () => get('/apps/app-1'),
      reply => reply.body.newest.status === 'success',
    );
    expect(body).toMatchObject({
      newest: { assessmentId: '3', startedBy: 'user:default/mock' },
      lastSuccess: {
        assessmentId: '3',
        disruptions: { Region: { estimatedRtoSeconds: 1800 } },
      },
    });
    expect(recorded.asked('/start-app-assessment')[0].body).toMatchObject({
      appVersion: 'release',
      assessmentName: expect.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{1,59}$/),
    });
    expect(audit.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'resilience-hub-assess',
        meta: { appId: 'app-1' },
      }),
    );
    expect(audit.success).toHaveBeenCalledWith({ meta: { assessmentId: '3' } });
    expect(audit.fail).not.toHaveBeenCalled();
  });

  it('have only one assessment of an app at a time, and another after it', async () => {
    const { get, post, observe } = await startOn();
    await observe();
    recordStart();
    recorded.replies['/describe-app-assessment'] = {
      body: {
        assessment: anAssessmentReply('3', 'InProgress', Date.now() / 1000),
      },
    };
    const answers = await Promise.all(
      [1, 2, 3].map(() => post('/apps/app-1/assessments')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect((await post('/apps/app-1/assessments')).body.error).toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('is being assessed already'),
    });
    recorded.replies['/describe-app-assessment'] = {
      body: { assessment: anAssessmentReply('3', 'Failed', Date.now() / 1000) },
    };
    const { body } = await eventually(
      () => get('/apps/app-1'),
      reply => reply.body.newest.status === 'failed',
    );
    expect(body).toMatchObject({
      newest: { message: 'No role.' },
      lastSuccess: { assessmentId: '2' },
    });
    recorded.replies['/start-app-assessment'] = {
      body: {
        assessment: anAssessmentReply('4', 'Pending', Date.now() / 1000),
      },
    };
    await eventually(
      () => post('/apps/app-1/assessments'),
      ({ status }) => status === 202,
    );
  });

  it('go on following when the hub is silent for a while', async () => {
    const { get, post, observe } = await startOn();
    await observe();
    recordStart('Success', 'Success');
    const described = recorded.replies['/describe-app-assessment'] as object[];
    described.unshift(
      { status: 400, type: 'ValidationException', body: { message: 'Oh' } },
      { status: 400, type: 'ValidationException', body: { message: 'Oh' } },
    );
    await post('/apps/app-1/assessments');
    const { body } = await eventually(
      () => get('/apps/app-1'),
      reply => reply.body.newest.status === 'success',
    );
    expect(body.lastSuccess.assessmentId).toBe('3');
  });

  it('pass on that AWS refuses, and let others try', async () => {
    const { post, observe, audit } = await startOn();
    await observe();
    recorded.replies['/start-app-assessment'] = {
      status: 403,
      type: 'AccessDeniedException',
      body: { message: 'not authorized to perform: StartAppAssessment' },
    };
    const refused = await post('/apps/app-1/assessments');
    expect(refused.status).toBe(503);
    expect(refused.body.error.message).toMatch(
      /denies access.*StartAppAssessment.*IAM policy/,
    );
    expect(JSON.stringify(refused.body)).not.toContain(TEST_SECRET);
    expect(audit.fail).toHaveBeenCalled();
    recorded.replies['/start-app-assessment'] = {
      status: 409,
      type: 'ConflictException',
      body: { message: 'Another assessment is in progress' },
    };
    expect((await post('/apps/app-1/assessments')).status).toBe(409);
    recordStart('Success', 'Success');
    expect((await post('/apps/app-1/assessments')).status).toBe(202);
  });

  it('start nothing where the configuration only reads', async () => {
    const { get, post, observe } = await startOn({
      item: { assessing: undefined },
    });
    await observe();
    expect((await get('/apps/app-1')).body.assessable).toBe(false);
    const { status, body } = await post('/apps/app-1/assessments');
    expect(status).toBe(501);
    expect(body.error.message).toContain(
      'drStatus.sources.resilienceHub[0].assessing is not set',
    );
    expect(recorded.asked('/start-app-assessment')).toEqual([]);
  });

  it('start nothing of an app that nobody watches', async () => {
    const { post } = await startOn();
    expect((await post('/apps/none/assessments')).status).toBe(404);
  });

  it('need the permission to read, and another one to assess', async () => {
    const mayRead = await startOn({ may: name => name === READ });
    await mayRead.observe();
    expect((await mayRead.get('/apps')).status).toBe(200);
    const refused = await mayRead.post('/apps/app-1/assessments');
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(ASSESS),
    });
    expect(mayRead.audit.fail).toHaveBeenCalled();
    expect(recorded.asked('/start-app-assessment')).toEqual([]);

    const mayNothing = await startOn({ may: () => false });
    for (const at of [
      '',
      '/x',
      '/x/recommendations',
      '/x/drifts',
      '/x/assessments',
    ]) {
      expect((await mayNothing.get(`/apps${at}`)).status).toBe(403);
    }
  });

  it('answer nobody who is not signed in', async () => {
    const { server } = await startOn();
    const { status } = await request(server)
      .get('/api/dr-status/v1/resilience-hub/apps')
      .set('Authorization', 'Bearer nonsense');
    expect(status).toBe(401);
  });
});

describe('the description of the interface', () => {
  it('has every route, and no other', () => {
    const text = readFileSync(
      path.join(__dirname, 'schema/openapi.yaml'),
      'utf8',
    );
    const paths = [...text.matchAll(/^ {2}(\/v1\/\S+):$/gm)].map(([, route]) =>
      route.replace(/\{(\w+)\}/g, ':$1'),
    );
    const source = readFileSync(
      path.join(__dirname, 'service/router.ts'),
      'utf8',
    );
    const served = [
      ...source.matchAll(
        /router\.(?:get|post)\(\s*(?:apps|`\$\{apps\}([^`]*)`)/g,
      ),
    ].map(([, rest]) => `/v1/resilience-hub/apps${rest ?? ''}`);
    expect(new Set(paths)).toEqual(new Set(served));
  });
});
