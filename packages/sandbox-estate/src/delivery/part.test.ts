import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../git/git';
import { until } from '../process/until';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';

jest.setTimeout(60_000);

interface Login {
  url: string;
  username: string;
  password: string;
}
interface Described {
  git: { repository: string; username: string; password: string };
  delivery: {
    jenkins: Login;
    sonarqube: { url: string; token: string; passcode: string };
    trivy: { url: string; token: string };
    harbor: Login;
    nexus: Login;
    terraform: { 'aws-primary': string; 'aws-dr': string; token: string };
    gitMirror: Login;
  };
}

const basic = ({ username, password }: Omit<Login, 'url'>) => ({
  authorization: `Basic ${btoa(`${username}:${password}`)}`,
});

describe('the delivery chain', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;
  let estate: Described;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({
      dir: folder.dir,
      parts: ['git', 'delivery'],
    });
    estate = sandbox.estate as unknown as Described;
  });
  afterEach(() => sandbox.faults.clearAll());
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  async function read(url: string, headers: Record<string, string> = {}) {
    const response = await fetch(url, { headers });
    const text = await response.text();
    return { status: response.status, text, json: () => JSON.parse(text) };
  }
  const jenkins = async (what: string) =>
    (
      await read(
        `${estate.delivery.jenkins.url}${what}/api/json`,
        basic(estate.delivery.jenkins),
      )
    ).json();
  const harbor = async (what: string) =>
    (
      await read(
        `${estate.delivery.harbor.url}/api/v2.0/${what}`,
        basic(estate.delivery.harbor),
      )
    ).json();
  const plan = async (stack: 'aws-primary' | 'aws-dr') =>
    (
      await read(estate.delivery.terraform[stack], {
        authorization: `Bearer ${estate.delivery.terraform.token}`,
      })
    ).json();
  const lastReplication = async () =>
    (await harbor('replication/executions?policy_id=1'))[0];

  it.each([
    ['jenkins', '/api/json'],
    ['harbor', '/api/v2.0/replication/policies'],
    ['trivy', '/version'],
  ] as const)('%s lets nobody in without credentials', async (name, what) => {
    const { status } = await read(`${estate.delivery[name].url}${what}`);
    expect(status).toBe(401);
  });

  it('has pipelines that fail, and agents that are lost', async () => {
    expect((await jenkins('')).jobs[0]).toMatchObject({
      name: 'react-spa',
      lastCompletedBuild: { result: 'SUCCESS' },
    });
    await sandbox.faults.inject('pipeline-failed', 'react-spa');
    await sandbox.faults.inject('no-build-agents');
    expect((await jenkins('')).jobs[0]).toMatchObject({
      lastCompletedBuild: { result: 'FAILURE' },
    });
    expect(
      (await jenkins('/computer')).computer.map(
        ({ offline }: { offline: boolean }) => offline,
      ),
    ).toEqual([false, true, true, true]);
  });

  it('has a drill that fails and is overdue', async () => {
    const drill = () => jenkins('/job/dr/job/failover-drill');
    await sandbox.faults.inject('drill-failed');
    expect(await drill()).toMatchObject({
      lastCompletedBuild: { result: 'FAILURE' },
      lastStableBuild: { result: 'SUCCESS' },
    });
    await sandbox.faults.clearAll();
    await sandbox.faults.inject('drill-overdue');
    const { lastStableBuild } = await drill();
    expect(Date.now() - lastStableBuild.timestamp).toBeGreaterThan(
      92 * 24 * 3_600_000,
    );
  });

  it('copies images while there is a way', async () => {
    expect(await lastReplication()).toMatchObject({ status: 'Succeed' });
    sandbox.model.links.set('direct-connect', {
      name: 'direct-connect',
      up: false,
    });
    expect(await lastReplication()).toMatchObject({ status: 'Succeed' });
    sandbox.model.links.set('site-to-site-vpn', {
      name: 'site-to-site-vpn',
      up: false,
    });
    expect(await lastReplication()).toMatchObject({
      status: 'Failed',
      failed: 3,
    });
    sandbox.model.links.clear();
    expect(await lastReplication()).toMatchObject({ status: 'Succeed' });
    await sandbox.faults.inject('lose-site', 'aws-primary');
    expect(await lastReplication()).toMatchObject({ status: 'Failed' });
  });

  it('has registries that turn bad', async () => {
    const nexus = (what: string) =>
      read(
        `${estate.delivery.nexus.url}/service/rest/v1/status${what}`,
        basic(estate.delivery.nexus),
      );
    await sandbox.faults.inject('nexus-read-only');
    await sandbox.faults.inject('harbor-unhealthy');
    await sandbox.faults.inject('harbor-replication-disabled');
    expect((await nexus('')).status).toBe(200);
    expect((await nexus('/writable')).status).toBe(503);
    const checks = await nexus('/check');
    expect(checks.status).toBe(200);
    expect(checks.json()['Blob Stores Ready']).toMatchObject({
      healthy: false,
    });
    expect(await harbor('health')).toMatchObject({ status: 'unhealthy' });
    expect(await harbor('replication/policies?page=1')).toMatchObject([
      { enabled: false },
    ]);
  });

  it('has an analysis and a scanner that turn bad', async () => {
    const { sonarqube, trivy } = estate.delivery;
    await sandbox.faults.inject('quality-gate-failed', 'fastapi-backend');
    await sandbox.faults.inject('sonarqube-yellow');
    await sandbox.faults.inject('vulnerability-database-old');
    const gate = await read(
      `${sonarqube.url}/api/qualitygates/project_status?projectKey=fastapi-backend`,
      { authorization: `Bearer ${sonarqube.token}` },
    );
    expect(gate.json()).toMatchObject({ projectStatus: { status: 'ERROR' } });
    const health = await read(`${sonarqube.url}/api/system/health`, {
      'x-sonar-passcode': sonarqube.passcode,
    });
    expect(health.json()).toMatchObject({ health: 'YELLOW' });
    const version = await read(`${trivy.url}/version`, {
      'trivy-token': trivy.token,
    });
    expect(
      Date.now() - Date.parse(version.json().VulnerabilityDB.UpdatedAt),
    ).toBeGreaterThan(7 * 24 * 3_600_000);
  });

  it('publishes plans of both stacks, of the revision that Git has', async () => {
    const types = ({ messages }: any) =>
      new Set(
        messages
          .filter(({ type }: any) => type === 'refresh_complete')
          .map(({ hook }: any) => hook.resource.resource_type),
      );
    const primary = await plan('aws-primary');
    expect(primary).toMatchObject({
      exitCode: 0,
      revision: sandbox.model.git!.revision,
    });
    expect(types(primary)).toContain('aws_dx_connection');
    expect(types(await plan('aws-dr'))).not.toContain('aws_dx_connection');

    await sandbox.faults.inject('terraform-drift', 'aws-dr');
    await sandbox.faults.inject('terraform-replica-incomplete');
    const drifted = await plan('aws-dr');
    expect(drifted.exitCode).toBe(2);
    expect(types(drifted)).not.toContain('aws_wafv2_web_acl');
    await sandbox.faults.inject('terraform-plan-failed', 'aws-primary');
    await sandbox.faults.inject('terraform-plan-stale', 'aws-primary');
    const failed = await plan('aws-primary');
    expect(failed.exitCode).toBe(1);
    expect(Date.now() - Date.parse(failed.finishedAt)).toBeGreaterThan(
      24 * 3_600_000,
    );
  });

  it('mirrors the repository, builds and copies after a push', async () => {
    const withLogin = (
      url: string,
      { username, password }: Omit<Login, 'url'>,
    ) => url.replace('http://', `http://${username}:${password}@`);
    const { gitMirror } = estate.delivery;
    const repository = withLogin(estate.git.repository, estate.git);
    const headAt = async (url: string) =>
      (await git(['ls-remote', url, 'refs/heads/main'], folder.dir)).split(
        '\t',
      )[0];
    const mirror = withLogin(gitMirror.url, gitMirror);
    expect(await headAt(mirror)).toBe(await headAt(repository));

    const before = (await jenkins('')).jobs[0].lastCompletedBuild.number;
    const clone = path.join(folder.dir, 'clone');
    await git(['clone', '--quiet', repository, clone], folder.dir);
    await writeFile(path.join(clone, 'note'), 'A note\n');
    await git(['add', '.'], clone);
    await git(['commit', '--quiet', '-m', 'Add a note'], clone);
    await git(['push', '--quiet', 'origin', 'main'], clone);
    const pushed = await headAt(repository);
    await until(
      'The mirror following',
      async () => (await headAt(mirror)) === pushed,
      { seconds: 10 },
    );
    expect((await jenkins('')).jobs[0].lastCompletedBuild.number).toBe(
      before + 1,
    );

    await sandbox.faults.inject('git-mirror-behind');
    expect(await headAt(mirror)).not.toBe(pushed);
    await sandbox.faults.clearAll();
    expect(await headAt(mirror)).toBe(pushed);

    await sandbox.faults.inject('git-unreachable');
    await expect(headAt(repository)).rejects.toThrow(/connect|refused/i);
    expect(await headAt(mirror)).toBe(pushed);
  });

  it('goes with its site; what was published stays and ages', async () => {
    await sandbox.faults.inject('lose-site', 'on-prem');
    await expect(jenkins('')).rejects.toThrow();
    await expect(harbor('health')).rejects.toThrow();
    const { finishedAt } = await plan('aws-dr');
    const later = Date.now() + 3 * 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      expect((await plan('aws-dr')).finishedAt).toBe(finishedAt);
    } finally {
      clock.mockRestore();
    }
  });
});
