import {
  AuthorizationV1Api,
  CustomObjectsApi,
  KubeConfig,
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

function api(site: SiteName): CustomObjectsApi {
  const config = new KubeConfig();
  config.loadFromFile(estate.kubeconfig);
  config.setCurrentContext(site);
  return config.makeApiClient(CustomObjectsApi);
}

function portalConfig(site: SiteName): KubeConfig {
  const { url, caData, token } = estate.access(site);
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: site, server: url, caData }],
    users: [{ name: 'portal', token }],
    contexts: [{ name: site, cluster: site, user: 'portal' }],
    currentContext: site,
  });
  return config;
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

describe('faults of policies and access', () => {
  const policies = async (site: SiteName) =>
    (await list(site, 'networking.k8s.io', 'v1', 'networkpolicies')).map(
      ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    );
  const admins = async (site: SiteName) =>
    (
      await list(site, 'rbac.authorization.k8s.io', 'v1', 'clusterrolebindings')
    ).map(({ metadata }) => metadata.name);

  it('the policy that denies is gone, and there again', async () => {
    const clear = await estate.inject('drop-network-policy', 'aws-dr');
    expect(await policies('aws-dr')).not.toContain('mis/default-deny');
    expect(await policies('on-prem')).toContain('mis/default-deny');
    await clear();
    expect(await policies('aws-dr')).toContain('mis/default-deny');
  });

  it('somebody is made an administrator, and is none any more', async () => {
    const clear = await estate.inject('rbac-drift', 'on-prem');
    expect(await admins('on-prem')).toContain('temporary-admin');
    expect(await admins('aws-dr')).not.toContain('temporary-admin');
    await clear();
    expect(await admins('on-prem')).not.toContain('temporary-admin');
  });

  it.each([
    ['on-prem', 'cilium', 7],
    ['aws-dr', 'aws-node', 3],
  ] as [SiteName, string, number][])(
    'the network of %s loses its agents, and has them again',
    async (site, name, nodes) => {
      const ready = async () => {
        const sets = await list(site, 'apps', 'v1', 'daemonsets');
        return sets.find(({ metadata }) => metadata.name === name).status
          .numberReady;
      };
      expect(await ready()).toBe(nodes);
      const clear = await estate.inject('cni-down', site);
      await eventually('no agent', async () => (await ready()) === 0);
      await clear();
      await eventually('all agents', async () => (await ready()) === nodes);
    },
  );

  it.each([
    [
      'on-prem',
      'cilium.io',
      'v2',
      'ciliumnetworkpolicies',
      (spec: any) => spec.ingress[0].authentication?.mode === 'required',
    ],
    [
      'aws-dr',
      'security.istio.io',
      'v1',
      'peerauthentications',
      (spec: any) => spec.mtls.mode === 'STRICT',
    ],
  ] as [SiteName, string, string, string, (spec: any) => boolean][])(
    'callers of %s need not authenticate, and must again',
    async (site, apiGroup, version, plural, demands) => {
      const demanded = async () =>
        (await list(site, apiGroup, version, plural)).every(({ spec }) =>
          demands(spec),
        );
      expect(await demanded()).toBe(true);
      const clear = await estate.inject('permissive-mesh', site);
      expect(await demanded()).toBe(false);
      await clear();
      expect(await demanded()).toBe(true);
    },
  );

  it('the portal may write, and may not any more', async () => {
    const mayPatch = async () => {
      const config = portalConfig('aws-dr');
      const { status } = await config
        .makeApiClient(AuthorizationV1Api)
        .createSelfSubjectAccessReview({
          body: {
            spec: {
              resourceAttributes: {
                verb: 'patch',
                group: 'apps',
                resource: 'deployments',
              },
            },
          },
        });
      return status!.allowed;
    };
    expect(await mayPatch()).toBe(false);
    const clear = await estate.inject('portal-can-write', 'aws-dr');
    expect(await mayPatch()).toBe(true);
    await clear();
    expect(await mayPatch()).toBe(false);
  });

  it('a grant is taken from the portal, and the rest it still has', async () => {
    const reads = async (apiGroup: string, version: string, plural: string) =>
      portalConfig('aws-dr')
        .makeApiClient(CustomObjectsApi)
        .listClusterCustomObject({ group: apiGroup, version, plural })
        .then(
          () => 200,
          error => error.code,
        );
    const policyStatus = () =>
      reads('networking.k8s.io', 'v1', 'networkpolicies');
    const clear = await estate.inject('revoke-grant', 'aws-dr');
    expect(await policyStatus()).toBe(403);
    expect(await reads('apps', 'v1', 'deployments')).toBe(200);
    await clear();
    expect(await policyStatus()).toBe(200);
  });
});

it('nothing unforeseen was logged', () => {
  expect(estate.logged).toEqual([]);
});
