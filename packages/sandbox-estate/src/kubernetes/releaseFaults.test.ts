import { CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import type { SiteName } from '../model';
import {
  TestEstate,
  eventually,
  startTestEstate,
} from './testing/startTestEstate';

jest.setTimeout(30_000);

let estate: TestEstate;
let revision = 'a'.repeat(40);
let tags: Record<string, string> = { 'fastapi-backend': '2.41.0' };
let reachable = true;

beforeAll(async () => {
  estate = await startTestEstate();
  const { model } = estate;
  // A Git that is no more than its revision.
  model.git = {
    get revision() {
      return revision;
    },
    get tags() {
      return tags;
    },
    get reachable() {
      return reachable;
    },
    async commit() {
      revision = 'b'.repeat(40);
      model.changed('git');
    },
  };
  model.changed('git');
});

afterAll(async () => {
  await estate?.stop();
});

function api(site: SiteName): CustomObjectsApi {
  const config = new KubeConfig();
  config.loadFromFile(estate.kubeconfig);
  config.setCurrentContext(site);
  return config.makeApiClient(CustomObjectsApi);
}

async function list(
  site: SiteName,
  apiGroup: string,
  version: string,
  plural: string,
): Promise<any[]> {
  const { items } = (await api(site).listClusterCustomObject({
    group: apiGroup,
    version,
    plural,
  })) as any;
  return items;
}

const applications = (site: SiteName) =>
  list(site, 'argoproj.io', 'v1alpha1', 'applications');

async function backend(site: SiteName): Promise<any> {
  const all = await applications(site);
  return all.find(({ metadata }) => metadata.name === 'fastapi-backend');
}

const deployed = async (site: SiteName): Promise<string> => {
  const { status } = await backend(site);
  return status.history.at(-1).revision;
};

describe('Argo CD in the clusters', () => {
  it('is at the revision of Git, in sync and healthy', async () => {
    await eventually('the revision everywhere', async () => {
      const all = await Promise.all(
        (['on-prem', 'aws-primary', 'aws-dr'] as const).map(deployed),
      );
      return all.every(each => each === revision);
    });
    const { status } = await backend('aws-dr');
    expect(status).toMatchObject({
      sync: { status: 'Synced', revision },
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded' },
    });
    expect(status.history).toHaveLength(1);
    expect(Date.now() - Date.parse(status.reconciledAt)).toBeLessThan(60_000);
  });

  it('shows what was changed by hand, and is mended', async () => {
    const clear = await estate.inject('argo-out-of-sync', 'on-prem');
    const sync = async () => (await backend('on-prem')).status.sync.status;
    await eventually('OutOfSync', async () => (await sync()) === 'OutOfSync');
    await clear();
    await eventually('Synced', async () => (await sync()) === 'Synced');
    await eventually('its pods', async () => {
      const { status } = await backend('on-prem');
      return status.health.status === 'Healthy';
    });
    expect(await deployed('on-prem')).toBe(revision);
  });

  it('applies the tag that a new revision brings, with its rollout', async () => {
    tags = { ...tags, 'fastapi-backend': '2.42.0' };
    revision = 'c'.repeat(40);
    estate.model.changed('git');
    await eventually('the new image', async () => {
      const { status } = await backend('aws-dr');
      return (
        status.health.status === 'Healthy' &&
        status.sync.status === 'Synced' &&
        status.summary.images[0].endsWith('/fastapi-backend:2.42.0')
      );
    });
    expect(await deployed('aws-dr')).toBe(revision);
  });

  it('says that it cannot compare while Git is away, and deploys nothing', async () => {
    const before = revision;
    reachable = false;
    revision = 'd'.repeat(40);
    estate.model.changed('git');
    const sync = async () => (await backend('aws-dr')).status.sync;
    await eventually(
      'Unknown',
      async () => (await sync()).status === 'Unknown',
    );
    const { status } = await backend('aws-dr');
    expect(status.conditions).toMatchObject([{ type: 'ComparisonError' }]);
    expect(await deployed('aws-dr')).toBe(before);
    reachable = true;
    revision = before;
    estate.model.changed('git');
    await eventually('Synced', async () => (await sync()).status === 'Synced');
    expect((await backend('aws-dr')).status.conditions).toBeUndefined();
  });

  it('can be left behind at one site', async () => {
    const clear = await estate.inject('revision-drift', 'aws-dr');
    await eventually(
      'production to be ahead',
      async () => (await deployed('aws-primary')) === 'b'.repeat(40),
    );
    expect(await deployed('aws-dr')).toBe('c'.repeat(40));
    await clear();
    await eventually(
      'DR to follow',
      async () => (await deployed('aws-dr')) === 'b'.repeat(40),
    );
  });

  it('says the same through its own API, to who has its token', async () => {
    const { url, token } = (estate.part.describe().argocd as any)['aws-dr'];
    const ask = (path: string, authorization = `Bearer ${token}`) =>
      fetch(`${url}${path}`, { headers: { authorization } });
    const { items } = await (await ask('/api/v1/applications')).json();
    expect(items).toEqual(await applications('aws-dr'));
    const one = await ask('/api/v1/applications/react-spa');
    expect((await one.json()).metadata.name).toBe('react-spa');
    expect((await ask('/api/v1/applications', 'Bearer no')).status).toBe(401);
    expect((await ask('/api/v1/applications/nothing')).status).toBe(404);
    const write = await fetch(`${url}/api/v1/applications/react-spa/sync`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(write.status).toBe(403);
  });
});

describe('blue-green rollouts', () => {
  const rollout = async (site: SiteName) =>
    (await list(site, 'argoproj.io', 'v1alpha1', 'rollouts'))[0];
  const runs = (site: SiteName) =>
    list(site, 'argoproj.io', 'v1alpha1', 'analysisruns');

  it('have passed the smoke test of the release that runs', async () => {
    const { spec, status } = await rollout('aws-dr');
    expect(status).toMatchObject({
      phase: 'Healthy',
      availableReplicas: spec.replicas,
      blueGreen: { activeSelector: status.currentPodHash },
    });
    expect((await runs('aws-dr')).map(run => run.status.phase)).toEqual([
      'Successful',
    ]);
  });

  it('keep the active version when the new one fails its test', async () => {
    const { status: before } = await rollout('on-prem');
    const clear = await estate.inject('fail-smoke-test', 'on-prem');
    await eventually(
      'the rollout to be aborted',
      async () => (await rollout('on-prem')).status.phase === 'Degraded',
    );
    const { spec, status } = await rollout('on-prem');
    expect(status.message).toMatch(/^RolloutAborted/);
    expect(status.blueGreen.activeSelector).toBe(
      before.blueGreen.activeSelector,
    );
    expect(status.availableReplicas).toBe(spec.replicas);
    await clear();
    await eventually(
      'Healthy',
      async () => (await rollout('on-prem')).status.phase === 'Healthy',
    );
  });

  it('say that what cannot be pulled does not come up', async () => {
    const at = {
      group: 'argoproj.io',
      version: 'v1alpha1',
      namespace: 'mis-release',
      plural: 'rollouts',
      name: 'release-notes',
    };
    const now = await rollout('aws-primary');
    await api('aws-primary').replaceNamespacedCustomObject({
      ...at,
      body: { ...now, spec: { ...now.spec, progressDeadlineSeconds: 1 } },
    });
    const clear = await estate.inject('bad-release', 'aws-primary');
    await eventually(
      'the deadline to pass',
      async () => (await rollout('aws-primary')).status.phase === 'Degraded',
    );
    expect((await rollout('aws-primary')).status).toMatchObject({
      message: expect.stringMatching(/^ProgressDeadlineExceeded/),
      availableReplicas: now.spec.replicas,
    });
    await clear();
    await eventually(
      'Healthy',
      async () => (await rollout('aws-primary')).status.phase === 'Healthy',
    );
  });
});

it('a critical finding is found, and mended', async () => {
  const critical = async () => {
    const reports = await list(
      'on-prem',
      'aquasecurity.github.io',
      'v1alpha1',
      'vulnerabilityreports',
    );
    return reports.map(({ report }) => report.summary.criticalCount);
  };
  const clear = await estate.inject('critical-finding', 'on-prem');
  expect((await critical()).sort()).toEqual([0, 0, 1]);
  await clear();
  expect(await critical()).toEqual([0, 0, 0]);
});

it('nothing unforeseen was logged', () => {
  expect(estate.logged).toEqual([]);
});
