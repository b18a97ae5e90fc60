import { readFile, stat } from 'node:fs/promises';
import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  AutoscalingV2Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  Metrics,
  PatchStrategy,
  PolicyV1Api,
  V1Deployment,
  Watch,
  setHeaderOptions,
} from '@kubernetes/client-node';
import type { SiteName } from '../model';
import {
  TestEstate,
  eventually,
  startTestEstate,
} from './testing/startTestEstate';

jest.setTimeout(30_000);

let estate: TestEstate;

beforeAll(async () => {
  estate = await startTestEstate();
});

afterAll(async () => {
  await estate?.stop();
});

function configFor(site: SiteName, token: string): KubeConfig {
  const { url, caData } = estate.access(site);
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: site, server: url, caData }],
    users: [{ name: 'user', token }],
    contexts: [{ name: site, cluster: site, user: 'user' }],
    currentContext: site,
  });
  return config;
}

const asAdmin = (site: SiteName) => configFor(site, estate.adminToken(site));
const asPortal = (site: SiteName) => configFor(site, estate.access(site).token);

async function codeOf(promise: Promise<unknown>): Promise<number> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiException) {
      return error.code;
    }
    throw error;
  }
  return 200;
}

function workload(name: string, image: string, replicas = 2): V1Deployment {
  const labels = { app: name };
  return {
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image }] },
      },
    },
  };
}

const MERGE = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const STRATEGIC = setHeaderOptions(
  'Content-Type',
  PatchStrategy.StrategicMergePatch,
);

/** Collects events of a watch until told to stop. */
async function watching(
  config: KubeConfig,
  path: string,
  query: Record<string, string | number | boolean>,
) {
  const seen: { type: string; object: any }[] = [];
  let end: unknown;
  const controller = await new Watch(config).watch(
    path,
    query,
    (type, object) => seen.push({ type, object }),
    error => {
      end = error ?? 'ended';
    },
  );
  return { seen, ended: () => end, stop: () => controller.abort() };
}

describe('the clusters as they are built', () => {
  it('spread their nodes over their zones', async () => {
    const zones = async (site: SiteName) => {
      const { items } = await asPortal(site)
        .makeApiClient(CoreV1Api)
        .listNode();
      expect(
        items.every(node =>
          node.status?.conditions?.some(
            ({ type, status }) => type === 'Ready' && status === 'True',
          ),
        ),
      ).toBe(true);
      const counts: Record<string, number> = {};
      for (const node of items) {
        const zone = node.metadata!.labels!['topology.kubernetes.io/zone'];
        counts[zone] = (counts[zone] ?? 0) + 1;
      }
      return counts;
    };
    expect(await zones('on-prem')).toEqual({ 'on-prem-dc': 7 });
    expect(await zones('aws-primary')).toEqual({
      'eu-central-1a': 2,
      'eu-central-1b': 2,
      'eu-central-1c': 2,
    });
    expect(await zones('aws-dr')).toEqual({
      'eu-west-1a': 1,
      'eu-west-1b': 1,
      'eu-west-1c': 1,
    });
  });

  it.each([
    ['on-prem', { 'react-spa': 8, 'fastapi-backend': 8, 'external-sinks': 2 }],
    [
      'aws-primary',
      { 'react-spa': 8, 'fastapi-backend': 8, 'external-sinks': 2 },
    ],
    ['aws-dr', { 'react-spa': 2, 'fastapi-backend': 2 }],
  ] as [SiteName, Record<string, number>][])(
    'run the workloads of %s, with autoscalers and budgets that agree',
    async (site, expected) => {
      const config = asPortal(site);
      const deployments = await config
        .makeApiClient(AppsV1Api)
        .listNamespacedDeployment({ namespace: 'mis' });
      const available = deployments.items.map(({ metadata, status }) => {
        expect(status!.observedGeneration).toBe(metadata!.generation);
        return [metadata!.name, status!.availableReplicas];
      });
      expect(Object.fromEntries(available)).toEqual(expected);
      const hpas = await config
        .makeApiClient(AutoscalingV2Api)
        .listNamespacedHorizontalPodAutoscaler({ namespace: 'mis' });
      for (const { metadata, status } of hpas.items) {
        const conditions = Object.fromEntries(
          status!.conditions!.map(({ type, status: is }) => [type, is]),
        );
        expect(conditions).toEqual({
          AbleToScale: 'True',
          ScalingActive: 'True',
          ScalingLimited: 'False',
        });
        expect(status!.currentReplicas).toBe(expected[metadata!.name!]);
      }
      const budgets = await config
        .makeApiClient(PolicyV1Api)
        .listNamespacedPodDisruptionBudget({ namespace: 'mis' });
      expect(budgets.items).toHaveLength(Object.keys(expected).length);
      for (const { status } of budgets.items) {
        expect(status!.currentHealthy).toBe(status!.expectedPods);
        expect(status!.disruptionsAllowed).toBe(
          status!.currentHealthy - status!.desiredHealthy,
        );
      }
    },
  );

  it('place the pods of a workload in all zones', async () => {
    const core = asPortal('aws-primary').makeApiClient(CoreV1Api);
    const nodes = await core.listNode();
    const zoneOf = new Map(
      nodes.items.map(({ metadata }) => [
        metadata!.name,
        metadata!.labels!['topology.kubernetes.io/zone'],
      ]),
    );
    const pods = await core.listNamespacedPod({
      namespace: 'mis',
      labelSelector: 'backstage.io/kubernetes-id=fastapi-backend',
    });
    const zones = pods.items.map(({ spec }) => zoneOf.get(spec!.nodeName!));
    expect(new Set(zones).size).toBe(3);
  });

  it('measure pods and show custom resources', async () => {
    const metrics = await new Metrics(asPortal('on-prem')).getPodMetrics('mis');
    expect(metrics.items).toHaveLength(18);
    const applications = (await asPortal('on-prem')
      .makeApiClient(CustomObjectsApi)
      .listClusterCustomObject({
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
      })) as any;
    expect(
      applications.items.map((one: any) => one.status.sync.status),
    ).toEqual(['Synced', 'Synced', 'Synced']);
  });

  it('give an administrator a private kubeconfig', async () => {
    const { mode } = await stat(estate.kubeconfig);
    // eslint-disable-next-line no-bitwise
    expect(mode & 0o777).toBe(0o600);
    const config = new KubeConfig();
    config.loadFromFile(estate.kubeconfig);
    expect(config.getContexts().map(({ name }) => name)).toEqual([
      'on-prem',
      'aws-primary',
      'aws-dr',
    ]);
    expect(config.getCurrentContext()).toBe('on-prem');
    const { items } = await config.makeApiClient(CoreV1Api).listNamespace();
    expect(items.map(({ metadata }) => metadata!.name)).toContain('mis');
    const { caFile, caData } = estate.access('on-prem');
    expect(Buffer.from(caData, 'base64').toString()).toBe(
      await readFile(caFile, 'utf8'),
    );
  });
});

describe('the API', () => {
  it('answers 401 to a wrong token and 403 to what the portal may not do', async () => {
    const stranger = configFor('on-prem', 'wrong').makeApiClient(CoreV1Api);
    expect(await codeOf(stranger.listNode())).toBe(401);
    const portal = asPortal('on-prem');
    expect(
      await codeOf(
        portal.makeApiClient(CoreV1Api).createNamespace({
          body: { metadata: { name: 'never' } },
        }),
      ),
    ).toBe(403);
    expect(
      await codeOf(
        portal.makeApiClient(CoreV1Api).listSecretForAllNamespaces(),
      ),
    ).toBe(403);
    const access = async (verb: string, resource: string, group = '') => {
      const review = await portal
        .makeApiClient(AuthorizationV1Api)
        .createSelfSubjectAccessReview({
          body: { spec: { resourceAttributes: { verb, resource, group } } },
        });
      return review.status!.allowed;
    };
    expect(await access('watch', 'deployments', 'apps')).toBe(true);
    expect(await access('patch', 'deployments', 'apps')).toBe(false);
    expect(await access('get', 'secrets')).toBe(false);
  });

  it('pages through lists and refuses a page that is none', async () => {
    const core = asPortal('on-prem').makeApiClient(CoreV1Api);
    const names: string[] = [];
    let next: string | undefined;
    do {
      const page = await core.listNamespacedPod({
        namespace: 'mis',
        limit: 7,
        _continue: next,
      });
      names.push(...page.items.map(({ metadata }) => metadata!.name!));
      next = page.metadata!._continue;
    } while (next);
    expect(new Set(names).size).toBe(18);
    expect(
      await codeOf(
        core.listNamespacedPod({ namespace: 'mis', _continue: 'x' }),
      ),
    ).toBe(400);
  });

  it('answers unknown paths and objects with a 404 Status', async () => {
    const config = asAdmin('on-prem');
    const unknown = config
      .makeApiClient(CustomObjectsApi)
      .listClusterCustomObject({
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'nothing',
      });
    await expect(unknown).rejects.toMatchObject({
      code: 404,
      body: expect.stringContaining('"kind":"Status"'),
    });
    const core = config.makeApiClient(CoreV1Api);
    expect(await codeOf(core.readNamespace({ name: 'no' }))).toBe(404);
  });

  it('creates, patches, scales and deletes a deployment, with its pods', async () => {
    const config = asAdmin('on-prem');
    const apps = config.makeApiClient(AppsV1Api);
    const core = config.makeApiClient(CoreV1Api);
    const at = { name: 'shop', namespace: 'default' };
    const pods = async () => {
      const { items } = await core.listNamespacedPod({
        namespace: 'default',
        labelSelector: 'app=shop',
      });
      return items;
    };
    await apps.createNamespacedDeployment({
      namespace: 'default',
      body: workload('shop', 'shop:1'),
    });
    expect(
      await codeOf(
        apps.createNamespacedDeployment({
          namespace: 'default',
          body: workload('shop', 'shop:1'),
        }),
      ),
    ).toBe(409);
    await apps.patchNamespacedDeploymentScale(
      { ...at, body: { spec: { replicas: 3 } } },
      MERGE,
    );
    await eventually('three pods', async () => {
      const { status } = await apps.readNamespacedDeployment(at);
      return status?.availableReplicas === 3;
    });

    await apps.patchNamespacedDeployment(
      {
        ...at,
        body: {
          spec: {
            template: {
              spec: { containers: [{ name: 'main', image: 'shop:2' }] },
            },
          },
        },
      },
      STRATEGIC,
    );
    await eventually('the new image everywhere', async () => {
      const { status, metadata } = await apps.readNamespacedDeployment(at);
      const images = (await pods()).map(
        ({ spec }) => spec!.containers[0].image,
      );
      return (
        status?.observedGeneration === metadata!.generation &&
        status?.availableReplicas === 3 &&
        images.every(image => image === 'shop:2') &&
        images.length === 3
      );
    });
    const { items: sets } = await apps.listNamespacedReplicaSet({
      namespace: 'default',
      labelSelector: 'app=shop',
    });
    expect(sets.map(({ spec }) => spec!.replicas).sort()).toEqual([0, 3]);

    await apps.deleteNamespacedDeployment(at);
    await eventually('its pods gone', async () => (await pods()).length === 0);
    expect(await codeOf(apps.readNamespacedDeployment(at))).toBe(404);
  });

  it('refuses an update of what has changed since', async () => {
    const core = asAdmin('on-prem').makeApiClient(CoreV1Api);
    const at = { name: 'settings', namespace: 'default' };
    const first = await core.createNamespacedConfigMap({
      namespace: 'default',
      body: { metadata: { name: 'settings' }, data: { a: '1' } },
    });
    await core.replaceNamespacedConfigMap({
      ...at,
      body: { ...first, data: { a: '2' } },
    });
    expect(
      await codeOf(
        core.replaceNamespacedConfigMap({
          ...at,
          body: { ...first, data: { a: '3' } },
        }),
      ),
    ).toBe(409);
    expect((await core.readNamespacedConfigMap(at)).data).toEqual({ a: '2' });
  });

  it('refuses objects that cannot work, and says which field', async () => {
    const apps = asAdmin('on-prem').makeApiClient(AppsV1Api);
    const body = workload('odd', 'odd:1');
    body.spec!.selector = { matchLabels: { app: 'other' } };
    await expect(
      apps.createNamespacedDeployment({ namespace: 'default', body }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining('spec.template.metadata.labels'),
    });
  });
});

describe('watches', () => {
  const PATH = '/api/v1/namespaces/default/configmaps';

  it('tell what happens after a list, and what enters and leaves a selector', async () => {
    const config = asAdmin('aws-dr');
    const core = config.makeApiClient(CoreV1Api);
    const list = await core.listNamespacedConfigMap({ namespace: 'default' });
    const watch = await watching(config, PATH, {
      resourceVersion: list.metadata!.resourceVersion!,
      labelSelector: 'shown=yes',
    });
    const at = { name: 'seen', namespace: 'default' };
    const label = (shown: string) =>
      core.patchNamespacedConfigMap(
        { ...at, body: { metadata: { labels: { shown } } } },
        MERGE,
      );
    await core.createNamespacedConfigMap({
      namespace: 'default',
      body: { metadata: { name: 'seen' } },
    });
    await label('yes');
    await core.patchNamespacedConfigMap(
      { ...at, body: { data: { a: '1' } } },
      MERGE,
    );
    await label('no');
    await label('yes');
    await core.deleteNamespacedConfigMap(at);
    await eventually('five events', async () => watch.seen.length === 5);
    watch.stop();
    expect(watch.seen.map(({ type }) => type)).toEqual([
      'ADDED',
      'MODIFIED',
      'DELETED',
      'ADDED',
      'DELETED',
    ]);
  });

  it('begin with what is there, and end after their time with a bookmark', async () => {
    const watch = await watching(asAdmin('aws-dr'), PATH, {
      allowWatchBookmarks: true,
      timeoutSeconds: 1,
    });
    await eventually('the end', async () => watch.ended() !== undefined);
    expect(watch.seen[0]).toMatchObject({
      type: 'ADDED',
      object: { metadata: { name: 'kube-root-ca.crt' } },
    });
    expect(watch.seen.at(-1)!.type).toBe('BOOKMARK');
    expect(
      Number(watch.seen.at(-1)!.object.metadata.resourceVersion),
    ).toBeGreaterThan(0);
  });

  it('from a version that is too old are told so', async () => {
    const watch = await watching(asAdmin('aws-dr'), PATH, {
      resourceVersion: '1',
    });
    await eventually('the end', async () => watch.ended() !== undefined);
    expect(watch.seen).toEqual([
      { type: 'ERROR', object: expect.objectContaining({ code: 410 }) },
    ]);
  });
});

it('nothing unforeseen was logged', () => {
  expect(estate.logged).toEqual([]);
});
