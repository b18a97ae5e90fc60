import { ConfigReader } from '@backstage/config';
import { addConfiguredSources } from '@twinshore/plugin-dr-status-node';
import { kubernetesFamily } from './configuration';

function read(item: object, clusters: object[] = []) {
  const config = new ConfigReader({
    kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
    drStatus: {
      sources: { kubernetes: [{ name: 'a', entityRef: 'c', ...item }] },
    },
  } as any);
  const ids: string[] = [];
  const messages: string[] = [];
  addConfiguredSources(
    config,
    {
      addSource: (...sources) => ids.push(...sources.map(({ id }) => id)),
      addMisconfigured: ({ message }) => messages.push(message),
    },
    kubernetesFamily(config),
  );
  return { ids, messages };
}

const CLUSTER = {
  name: 'x',
  url: 'https://127.0.0.1:1',
  authProvider: 'serviceAccount',
  serviceAccountToken: 't',
};

describe('drStatus.sources.kubernetes', () => {
  it.each([
    [{ connection: { url: 'https://127.0.0.1:1', token: 't' } }, []],
    [{ connection: { url: 'http://127.0.0.1:1', tokenFile: '/t' } }, []],
    [{ cluster: 'x' }, [CLUSTER]],
  ])('takes %j', (item, clusters) => {
    expect(read(item, clusters)).toEqual({
      ids: ['kubernetes:a'],
      messages: [],
    });
  });

  it.each([
    [{}, [], "'drStatus.sources.kubernetes[0]'"],
    [{ cluster: 'y' }, [CLUSTER], "'drStatus.sources.kubernetes[0].cluster'"],
    [
      { connection: { url: 'ftp://x', token: 't' } },
      [],
      "'drStatus.sources.kubernetes[0].connection.url'",
    ],
    [
      { connection: { url: 'https://127.0.0.1:1' } },
      [],
      "'drStatus.sources.kubernetes[0].connection.token'",
    ],
    [
      { cluster: 'x' },
      [{ ...CLUSTER, authProvider: 'aws' }],
      "'kubernetes.clusterLocatorMethods[0].clusters[0].authProvider'",
    ],
    [
      { cluster: 'x' },
      [{ ...CLUSTER, serviceAccountToken: undefined }],
      "'kubernetes.clusterLocatorMethods[0].clusters[0].token'",
    ],
  ])('names the key to fix in %j', (item, clusters, key) => {
    const { ids, messages } = read(item, clusters);
    expect(ids).toEqual([]);
    expect(messages).toEqual([expect.stringContaining(key)]);
  });
});
