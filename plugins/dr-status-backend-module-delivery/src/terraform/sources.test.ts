import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  askOnce,
  configuredSource,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';

const environment = {
  PATH: process.env.PATH,
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_CLI_CONFIG_FILE: '/dev/null',
};
const hasTerraform =
  spawnSync('terraform', ['version'], { env: environment }).status === 0;
const hasJq = spawnSync('jq', ['--version']).status === 0;
if (hasTerraform && !hasJq) {
  process.stderr.write('No jq on the path: its test is skipped.\n');
}
const describeWithJq = hasJq ? describe : describe.skip;
const describeWithTerraform = hasTerraform ? describe : describe.skip;
if (!hasTerraform) {
  process.stderr.write('No terraform on the path: its tests are skipped.\n');
}

let server: RecordedServer;
beforeEach(async () => {
  server = await RecordedServer.start();
});
afterEach(() => server.stop());

const item = () => ({
  name: 'production',
  system: 'terraform',
  entityRef: 'resource:default/production',
  timeout: 2,
  token: 't',
  url: `${server.url}/plans/production.json`,
});

const publish = (body: unknown) =>
  server.replies.set('GET /plans/production.json', ({ headers }) =>
    headers.authorization === 'Bearer t' ? { body } : { status: 401 },
  );

async function ask(change: object = {}) {
  const source = sourceOf(deliveryFamily, { ...item(), ...change });
  try {
    return (await askOnce(source))[0].value;
  } finally {
    await source.close?.();
  }
}

describeWithTerraform(
  'TerraformSource reading what Terraform itself writes',
  () => {
    let folder: string;

    const terraform = (...args: string[]) =>
      new Promise<{ exitCode: number; lines: string[] }>(resolve => {
        execFile(
          'terraform',
          args,
          { cwd: folder, env: environment },
          (error, stdout) =>
            resolve({
              exitCode: error ? Number(error.code) : 0,
              lines: stdout.split('\n').filter(Boolean),
            }),
        );
      });

    /** As the scheduled job does. */
    async function plan(...variables: string[]) {
      const { exitCode, lines } = await terraform(
        'plan',
        '-refresh-only',
        '-detailed-exitcode',
        '-json',
        ...variables,
      );
      publish({
        exitCode,
        finishedAt: '2026-11-23T11:00:00Z',
        revision: 'abc',
        messages: lines.map(line => JSON.parse(line)),
      });
    }

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'twinshore-terraform-'));
      await writeFile(
        path.join(folder, 'main.tf'),
        `variable "said" { default = "${TEST_SECRET}" }
       resource "terraform_data" "one" { input = "${TEST_SECRET}" }
       resource "terraform_data" "two" { count = 2 }
       output "said" { value = var.said }`,
      );
      for (const args of [['init'], ['apply', '-auto-approve']]) {
        const { exitCode } = await terraform(...args, '-input=false');
        if (exitCode !== 0) {
          throw new Error(`terraform ${args[0]} failed`);
        }
      }
    }, 60_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('finds all as declared, and counts', async () => {
      await plan();
      expect(await ask()).toEqual({
        outcome: 'no-changes',
        finishedAt: '2026-11-23T11:00:00.000Z',
        version: expect.stringMatching(/^1\.\d+\.\d+/),
        revision: 'abc',
        driftedCount: 0,
        drifted: [],
        resources: { terraform_data: 3 },
      });
    });

    it('finds what has changed, without its value', async () => {
      await plan('-var', 'said=another');
      const value = await ask();
      expect(value).toMatchObject({
        outcome: 'drift',
        driftedCount: 1,
        drifted: ['output.said'],
      });
      expect(JSON.stringify(value)).not.toMatch(
        new RegExp(`${TEST_SECRET}|another`),
      );
    });

    describeWithJq('with jq', () => {
      it('reads what the job of the README publishes', async () => {
        const { lines } = await terraform(
          ...['plan', '-refresh-only', '-detailed-exitcode', '-json'],
          ...['-var', 'said=another'],
        );
        const readme = await readFile(
          path.join(__dirname, '../../README.md'),
          'utf8',
        );
        const filter = /jq -s [^']*'([^']+)'/.exec(readme)![1];
        const { stdout } = spawnSync(
          'jq',
          [
            '-s',
            ...['--argjson', 'code', '2', '--arg', 'revision', 'abc'],
            ...['--arg', 'at', '2026-11-23T11:00:00Z', filter],
          ],
          { input: lines.join('\n'), encoding: 'utf8' },
        );
        publish(JSON.parse(stdout));
        expect(await ask()).toMatchObject({
          outcome: 'drift',
          drifted: ['output.said'],
          revision: 'abc',
          resources: { terraform_data: 3 },
        });
      });
    });

    it('finds that the plan failed', async () => {
      await plan('-var', 'nothing=1');
      expect(await ask()).toMatchObject({ outcome: 'error', resources: null });
    });
  },
);

describe('TerraformSource', () => {
  it('names resources that have drifted, and counts the others', async () => {
    publish({
      exitCode: 2,
      finishedAt: '2026-11-23T11:00:00Z',
      messages: Array.from({ length: 25 }, (_, index) => ({
        type: 'resource_drift',
        change: {
          resource: { addr: `aws_subnet.app[${index}]` },
          action: 'update',
        },
      })),
    });
    expect(await ask()).toMatchObject({
      outcome: 'drift',
      driftedCount: 25,
      drifted: Array.from(
        { length: 20 },
        (_, index) => `aws_subnet.app[${index}]`,
      ),
      version: null,
      revision: null,
    });
  });

  it.each([
    [{ finishedAt: '2026-11-23T11:00:00Z', messages: [] }, /exitCode/],
    [{ exitCode: 3, finishedAt: '2026-11-23T11:00:00Z' }, /exitCode/],
    [{ exitCode: 0, finishedAt: 'soon', messages: [] }, /finishedAt/],
    [{ exitCode: 0, finishedAt: '2026-11-23T11:00:00Z' }, /messages/],
  ])('takes no half result: %j', async (body, message) => {
    publish(body);
    await expect(ask()).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringMatching(message),
    });
  });
});

describe('HcpTerraformSource', () => {
  const PATH = 'GET /api/v2/workspaces/ws-1/current-assessment-result';
  const hcp = () =>
    ask({ system: 'hcp-terraform', url: server.url, workspace: 'ws-1' });
  const assess = (attributes: object) =>
    server.replies.set(PATH, {
      body: {
        data: {
          id: 'asmtres-1',
          type: 'assessment-results',
          attributes: {
            'created-at': '2026-11-23T11:00:00Z',
            'error-msg': null,
            ...attributes,
          },
        },
      },
    });

  it.each([
    [{ drifted: false, succeeded: true }, 'no-changes', 0],
    [{ drifted: true, succeeded: true, 'resources-drifted': 3 }, 'drift', 3],
    [{ drifted: null, succeeded: false }, 'error', 0],
  ])('reads an assessment: %j', async (attributes, outcome, driftedCount) => {
    assess(attributes);
    expect(await hcp()).toMatchObject({
      outcome,
      driftedCount,
      finishedAt: '2026-11-23T11:00:00.000Z',
      resources: null,
    });
  });

  it('says what is missing where there is no assessment', async () => {
    await expect(hcp()).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringContaining('delivery[0].workspace'),
    });
  });

  it('takes no half result', async () => {
    assess({ succeeded: true });
    await expect(hcp()).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('needs a workspace', () => {
    expect(
      configuredSource(deliveryFamily, {
        ...item(),
        system: 'hcp-terraform',
      }),
    ).toMatch(/workspace/);
  });
});

testMisbehaviour(
  'the Terraform source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      ...item(),
      url: `${url}/plan.json`,
      timeout: 1,
      token: TEST_SECRET,
    }),
  { protocol: 'http' },
);

testMisbehaviour(
  'the HCP Terraform source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      ...item(),
      system: 'hcp-terraform',
      workspace: 'ws-1',
      url,
      timeout: 1,
      token: TEST_SECRET,
    }),
  { protocol: 'http' },
);
