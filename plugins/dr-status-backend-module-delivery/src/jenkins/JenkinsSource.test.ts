import {
  askOnce,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const BUILD = '[number,result,timestamp,duration]';
const ROOT = `GET /api/json?tree=quietingDown,jobs[name,lastCompletedBuild${BUILD}]`;
const COMPUTERS = 'GET /computer/api/json?tree=computer[displayName,offline]';
const DRILL = `GET /job/dr/job/fail%20over/api/json?tree=lastCompletedBuild${BUILD},lastStableBuild${BUILD}`;
const AT = Date.parse('2026-11-23T11:00:00Z');

const build = (number: number, result: string | null) => ({
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
  number,
  result,
  timestamp: AT,
  duration: 1_500_000,
});
const seen = (number: number, result: string | null) => ({
  number,
  result,
  startedAt: '2026-11-23T11:00:00.000Z',
  durationSeconds: 1500,
});

describe('JenkinsSource', () => {
  let server: RecordedServer;

  /** By the remote access API of Jenkins 2. */
  beforeEach(async () => {
    server = await RecordedServer.start();
    server.replies.set(ROOT, ({ headers }) =>
      headers.authorization === `Basic ${btoa('reader:token')}`
        ? {
            headers: { 'x-jenkins': '2.479.1' },
            body: {
              _class: 'hudson.model.Hudson',
              quietingDown: false,
              jobs: [
                {
                  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
                  name: 'api',
                  lastCompletedBuild: build(7, 'SUCCESS'),
                },
                {
                  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
                  name: 'web',
                  lastCompletedBuild: null,
                },
                {
                  _class: 'com.cloudbees.hudson.plugins.folder.Folder',
                  name: 'dr',
                },
              ],
            },
          }
        : { status: 401 },
    );
    server.replies.set(COMPUTERS, {
      body: {
        _class: 'hudson.model.ComputerSet',
        computer: [
          {
            _class: 'hudson.model.Hudson$MasterComputer',
            displayName: 'Built-In Node',
            offline: false,
          },
          {
            _class: 'hudson.slaves.SlaveComputer',
            displayName: 'agent-1',
            offline: false,
          },
          {
            _class: 'hudson.slaves.SlaveComputer',
            displayName: 'agent-2',
            offline: true,
          },
        ],
      },
    });
    server.replies.set(DRILL, {
      body: {
        lastCompletedBuild: build(5, 'FAILURE'),
        lastStableBuild: build(4, 'SUCCESS'),
      },
    });
  });
  afterEach(() => server.stop());

  const item = (change: object = {}) => ({
    name: 'ci',
    system: 'jenkins',
    entityRef: 'resource:default/ci',
    timeout: 2,
    url: server.url,
    username: 'reader',
    password: 'token',
    drillJob: 'dr/fail over',
    ...change,
  });
  async function ask(change: object = {}) {
    const source = sourceOf(deliveryFamily, item(change));
    try {
      return await askOnce(source);
    } finally {
      await source.close?.();
    }
  }

  it('reads controller, pipelines and drill', async () => {
    expect(await ask()).toEqual([
      {
        entityRef: 'resource:default/ci',
        signal: 'delivery.jenkins.controller',
        value: {
          version: '2.479.1',
          quietingDown: false,
          agents: [
            { name: 'agent-1', online: true },
            { name: 'agent-2', online: false },
          ],
          agentsOnDemand: false,
        },
      },
      {
        entityRef: 'resource:default/ci',
        signal: 'delivery.jenkins.pipelines',
        value: {
          pipelines: [
            { name: 'api', last: seen(7, 'SUCCESS') },
            { name: 'web', last: null },
          ],
        },
      },
      {
        entityRef: 'resource:default/ci',
        signal: 'delivery.jenkins.drill',
        value: {
          job: 'dr/fail over',
          last: seen(5, 'FAILURE'),
          lastStable: seen(4, 'SUCCESS'),
        },
      },
    ]);
  });

  it('reads the pipelines that are named, and no drill where none is', async () => {
    server.replies.set(
      `GET /job/mis/job/main/api/json?tree=lastCompletedBuild${BUILD}`,
      { body: { lastCompletedBuild: build(9, 'UNSTABLE') } },
    );
    const [, pipelines, drill] = await ask({
      pipelines: ['mis/main'],
      drillJob: undefined,
    });
    expect(pipelines.value).toEqual({
      pipelines: [{ name: 'mis/main', last: seen(9, 'UNSTABLE') }],
    });
    expect(drill.value).toEqual({ job: null, last: null, lastStable: null });
  });

  it('takes a length that is not told for none', async () => {
    const { duration, ...rest } = build(4, 'SUCCESS');
    server.replies.set(DRILL, { body: { lastStableBuild: rest } });
    const [, , drill] = await ask();
    expect(drill.value).toMatchObject({
      lastStable: { number: 4, durationSeconds: null },
    });
  });

  it('asks which of very many jobs matter', async () => {
    server.replies.set(ROOT, {
      body: {
        quietingDown: false,
        jobs: Array.from({ length: 201 }, (_, index) => ({
          name: `job-${index}`,
          lastCompletedBuild: null,
        })),
      },
    });
    await expect(ask()).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('delivery[0].pipelines'),
    });
  });

  it.each([
    [{ drillJob: 'dr/nothing' }, 'delivery[0].drillJob'],
    [{ pipelines: ['nothing'] }, 'delivery[0].pipelines[0]'],
  ])('says that a job is not there: %j', async (change, hint) => {
    await expect(ask(change)).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining(hint),
    });
  });

  it.each([
    [ROOT, { jobs: [] }],
    [ROOT, { quietingDown: false }],
    [COMPUTERS, {}],
    [COMPUTERS, { computer: [{ displayName: 'x' }] }],
    [DRILL, { lastStableBuild: { number: 1 } }],
    [DRILL, { lastStableBuild: { timestamp: AT } }],
    [DRILL, { _class: 'com.cloudbees.hudson.plugins.folder.Folder' }],
  ])('takes no half answer of %s', async (path, body) => {
    server.replies.set(path, { body });
    await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  });
});

testMisbehaviour(
  'the Jenkins source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      name: 'ci',
      system: 'jenkins',
      entityRef: 'resource:default/ci',
      timeout: 1,
      url,
      username: 'reader',
      password: TEST_SECRET,
    }),
  { protocol: 'http' },
);
