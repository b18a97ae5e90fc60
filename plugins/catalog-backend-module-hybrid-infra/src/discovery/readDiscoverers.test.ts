import { ConfigReader } from '@backstage/config';
import { readDiscoverers } from './readDiscoverers';

const AWS = {
  name: 'a',
  region: 'eu-west-1',
  accountId: '111122223333',
  types: ['rds'],
};
const CLUSTER = {
  name: 'on-prem',
  url: 'https://k8s.example.org',
  serviceAccountToken: 't',
};

function read(providers: object, clusters: object[] = [CLUSTER]) {
  const wrong: string[] = [];
  const discoverers = readDiscoverers(
    new ConfigReader({
      catalog: { providers: { twinshore: providers } },
      kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
    } as any),
    message => wrong.push(message),
  );
  return { ids: discoverers.map(({ id }) => id), wrong };
}

describe('catalog.providers.twinshore', () => {
  it('reads one list for each kind of resource, and one for each cluster', () => {
    expect(
      read({
        aws: [{ ...AWS, types: ['rds', 's3'] }],
        kubernetes: [{ name: 'on-prem', cluster: 'on-prem' }],
      }),
    ).toEqual({
      ids: ['aws:a:rds', 'aws:a:s3', 'kubernetes:on-prem'],
      wrong: [],
    });
  });

  it.each([
    [{ aws: [{ ...AWS, types: ['rdss'] }] }, /aws\[0\]\.types\[0\].*rds/],
    [{ aws: [{ ...AWS, region: undefined }] }, /region/],
    [{ aws: [{ ...AWS, interval: 'soon' }] }, /aws\[0\]\.interval/],
    [{ aws: [{ ...AWS, ignore: ['('] }] }, /aws\[0\]\.ignore\[0\]/],
    [{ kubernetes: [{ name: 'x', cluster: 'x' }] }, /kubernetes\[0\]\.cluster/],
    [{ aws: [AWS, AWS] }, /aws\[1\]\.name/],
  ])('names what is wrong with %j', (providers, message) => {
    expect(read(providers).wrong).toEqual([expect.stringMatching(message)]);
  });

  it('goes on after an item that is wrong', () => {
    expect(
      read({
        aws: [
          { ...AWS, types: ['x'] },
          { ...AWS, name: 'b' },
        ],
      }).ids,
    ).toEqual(['aws:b:rds']);
  });

  it('goes on after a list that is none', () => {
    const { ids, wrong } = read({
      aws: AWS,
      kubernetes: [{ name: 'on-prem', cluster: 'on-prem' }],
    });
    expect(ids).toEqual(['kubernetes:on-prem']);
    expect(wrong).toEqual([
      expect.stringContaining('catalog.providers.twinshore.aws'),
    ]);
  });

  it('needs a token for a cluster', () => {
    const { wrong } = read(
      { kubernetes: [{ name: 'on-prem', cluster: 'on-prem' }] },
      [{ ...CLUSTER, serviceAccountToken: undefined }],
    );
    expect(wrong).toEqual([expect.stringContaining('clusters[0].token')]);
  });
});
