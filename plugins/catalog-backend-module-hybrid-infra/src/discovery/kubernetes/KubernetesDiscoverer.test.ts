import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { asSource } from '../__testUtils__/asSource';
import { KubernetesDiscoverer } from './KubernetesDiscoverer';

const create = (url: string, namespaces?: string[]) =>
  new KubernetesDiscoverer({
    name: 'a',
    cluster: 'a',
    connection: { url, token: TEST_SECRET, skipTLSVerify: false },
    key: 'kubernetes.clusterLocatorMethods[0].clusters[0]',
    site: 'here',
    namespaces,
    intervalSeconds: 60,
    timeoutSeconds: 1,
    owner: 'group:default/owners',
    ignore: [],
  });

testMisbehaviour('discovery in a cluster', ({ url }) => asSource(create(url)), {
  protocol: 'http',
});

describe('KubernetesDiscoverer', () => {
  let server: Server;
  let url: string;
  let lists: Record<string, object>;
  const asked: string[] = [];

  beforeEach(async () => {
    asked.length = 0;
    lists = {};
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      const list = lists[request.url!] ?? { metadata: {}, items: [] };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(list));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await new Promise(resolve => server.close(resolve));
  });

  const discover = async (namespaces?: string[]) => {
    const discoverer = create(url, namespaces);
    try {
      return await discoverer.discover(AbortSignal.timeout(5000));
    } finally {
      await discoverer.close();
    }
  };
  const item = (name: string, labels = {}, annotations = {}) => ({
    metadata: {
      name,
      namespace: 'mis',
      uid: `uid-${name}`,
      labels,
      annotations,
    },
  });

  it('reads every page of every kind of workload', async () => {
    lists['/apis/apps/v1/deployments?limit=250'] = {
      metadata: { continue: 'more&more' },
      items: [item('web', { 'backstage.io/kubernetes-id': 'shop' })],
    };
    lists['/apis/apps/v1/deployments?limit=250&continue=more%26more'] = {
      metadata: {},
      items: [item('api', {}, { 'twinshore.io/entity': 'component:shop-api' })],
    };
    lists['/apis/apps/v1/statefulsets?limit=250'] = {
      metadata: {},
      items: [item('db')],
    };
    await expect(discover()).resolves.toEqual([
      {
        id: 'k8s://a/mis/deployments/web',
        uid: 'uid-web',
        type: 'kubernetes-deployment',
        name: 'mis/web',
        aliases: ['kubernetes-id:here/shop'],
        annotations: { 'backstage.io/kubernetes-id': 'shop' },
      },
      {
        id: 'k8s://a/mis/deployments/api',
        uid: 'uid-api',
        type: 'kubernetes-deployment',
        name: 'mis/api',
        entity: 'component:shop-api',
      },
      {
        id: 'k8s://a/mis/statefulsets/db',
        uid: 'uid-db',
        type: 'kubernetes-statefulset',
        name: 'mis/db',
      },
    ]);
    expect(asked).toHaveLength(4);
    expect(asked[0]).toContain(`Bearer ${TEST_SECRET}`);
  });

  it('reads only the namespaces that it is given', async () => {
    await discover(['mis', 'a b']);
    expect(asked.map(each => each.split('?')[0])).toContain(
      '/apis/apps/v1/namespaces/a%20b/daemonsets',
    );
    expect(create(url, ['mis']).covers).toEqual([
      'k8s://a/mis/',
      'kubernetes-id:here/',
    ]);
  });

  it('takes a workload that is none for no answer', async () => {
    lists['/apis/apps/v1/deployments?limit=250'] = { items: [null] };
    await expect(discover()).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('deployments without a name'),
    });
  });

  it('takes an answer without a list for none', async () => {
    lists['/apis/apps/v1/deployments?limit=250'] = { kind: 'Status' };
    await expect(discover()).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('without a list of deployments'),
    });
  });
});
