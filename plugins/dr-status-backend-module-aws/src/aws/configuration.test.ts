import { ConfigReader } from '@backstage/config';
import { addConfiguredSources } from '@twinshore/plugin-dr-status-node';
import { awsFamily } from './configuration';

function read(item: object) {
  const config = new ConfigReader({
    drStatus: { sources: { aws: [{ name: 'a', entityRef: 'x', ...item }] } },
  } as any);
  const ids: string[] = [];
  const messages: string[] = [];
  addConfiguredSources(
    config,
    {
      addSource: (...sources) => ids.push(...sources.map(({ id }) => id)),
      addMisconfigured: ({ message }) => messages.push(message),
    },
    awsFamily(config),
  );
  return { ids, messages };
}

const ACCOUNT = { accountId: '111122223333' };
const KEYS = { credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

describe('drStatus.sources.aws', () => {
  it.each([
    [{ service: 'rds', region: 'eu-west-1', ...ACCOUNT }, 'aws-rds:a'],
    [{ service: 's3', region: 'eu-west-1', ...ACCOUNT }, 'aws-s3:a'],
    [{ service: 'eks', region: 'eu-west-1', ...KEYS }, 'aws-eks:a'],
    [
      { service: 'elasticache', region: 'eu-west-1', ...KEYS },
      'aws-elasticache:a',
    ],
    [
      {
        service: 'autoscaling',
        region: 'eu-west-1',
        ...KEYS,
        groups: [{ entityRef: 'x', cluster: 'orders' }],
      },
      'aws-autoscaling:a',
    ],
    [{ service: 'route53', hostedZone: 'x.', ...KEYS }, 'aws-route53:a'],
    [
      {
        service: 'rds',
        region: 'eu-west-1',
        ...KEYS,
        endpoint: 'http://127.0.0.1:1',
        instances: [{ entityRef: 'resource:x', identifier: 'mis-1' }],
      },
      'aws-rds:a',
    ],
    ...['elbv2', 'acm', 'wafv2', 'vpc', 'vpn', 'directconnect'].map(
      (service): [object, string] => [
        { service, region: 'eu-west-1', ...KEYS },
        `aws-${service}:a`,
      ],
    ),
    [
      { service: 'wafv2', region: 'us-east-1', scope: 'CLOUDFRONT', ...KEYS },
      'aws-wafv2:a',
    ],
  ])('takes %j', (item, id) => {
    expect(read(item)).toEqual({ ids: [id], messages: [] });
  });

  it.each([
    [{}, '.service'],
    [{ service: 's4', ...KEYS }, '.service'],
    [{ service: 'rds', region: 'r' }, '.accountId'],
    [{ service: 'rds', region: 'r', accountId: '12' }, '.accountId'],
    [{ service: 'rds', ...KEYS }, '.region'],
    [{ service: 'route53', ...KEYS }, '.hostedZone'],
    [{ service: 'eks', ...KEYS }, '.region'],
    [
      {
        service: 's3',
        region: 'r',
        ...KEYS,
        buckets: [{ entityRef: 'x' }],
      },
      '.buckets[0].identifier',
    ],
    [
      {
        service: 'autoscaling',
        region: 'r',
        ...KEYS,
        groups: [{ entityRef: 'x' }],
      },
      '.groups[0].names',
    ],
    [{ service: 'rds', region: 'r', ...KEYS, endpoint: 'x' }, '.endpoint'],
    [
      {
        service: 'rds',
        region: 'r',
        credentials: { accessKeyId: 'a' },
      },
      '.credentials.secretAccessKey',
    ],
    [
      {
        service: 'rds',
        region: 'r',
        ...KEYS,
        instances: [{ entityRef: 'resource:other', identifier: 'i' }],
      },
      '.instances[0].entityRef',
    ],
    [
      { service: 'wafv2', region: 'r', ...KEYS, scope: 'CLOUDFRONT' },
      '.region',
    ],
    [{ service: 'wafv2', region: 'r', ...KEYS, scope: 'edge' }, '.scope'],
    [{ service: 'acm', region: 'r', ...KEYS, domains: [] }, '.domains'],
    [{ service: 'vpn', region: 'r', ...KEYS, connections: [] }, '.connections'],
    [
      { service: 'directconnect', region: 'r', ...KEYS, connections: [] },
      '.connections',
    ],
  ])('names the key to fix in %j', (item, key) => {
    const { ids, messages } = read(item);
    expect(ids).toEqual([]);
    expect(messages).toEqual([
      expect.stringContaining(`'drStatus.sources.aws[0]${key}'`),
    ]);
  });
});
