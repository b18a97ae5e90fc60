import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import type { Discoverer, FoundResource } from './Discoverer';
import { DiscoveryProvider } from './DiscoveryProvider';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DB: FoundResource = {
  id: 'arn:aws:rds:eu-central-1:111122223333:db:orders',
  type: 'aws-rds-instance',
  name: 'orders',
  entity: 'Resource:Orders',
};

async function start(ignore: RegExp[] = [], known = true) {
  const discover = jest.fn<Promise<FoundResource[]>, [AbortSignal]>();
  const discoverer: Discoverer = {
    id: 'aws:a:rds',
    title: 'RDS instances in eu-central-1',
    site: 'a',
    covers: ['arn:aws:rds:eu-central-1:111122223333:db:'],
    intervalSeconds: 300,
    timeoutSeconds: 5,
    owner: 'group:default/owners',
    ignore,
    leastPrivilege: '',
    discover,
    close: async () => {},
  };
  const applied: Entity[][] = [];
  const added: Entity[] = [];
  const logger = mockServices.logger.mock();
  const provider = new DiscoveryProvider({
    discoverer,
    logger,
    runner: { run: async () => {} },
    isKnown: async () => known,
    now: () => NOW,
  });
  await provider.connect({
    applyMutation: async mutation => {
      if (mutation.type === 'full') {
        applied.push(mutation.entities.map(({ entity }) => entity));
      } else {
        added.push(...mutation.added.map(({ entity }) => entity));
      }
    },
    refresh: async () => {},
  } as EntityProviderConnection);
  return { discover, provider, applied, added, logger };
}

describe('DiscoveryProvider', () => {
  it('puts what is found beside the declared, with the scope that found it', async () => {
    const { discover, provider, applied } = await start();
    discover.mockResolvedValue([DB]);
    await provider.refresh();
    const [[scope, found]] = applied;
    expect(scope).toMatchObject({
      metadata: {
        namespace: 'discovered',
        annotations: {
          'twinshore.io/discovered-at': '2026-11-23T12:00:00.000Z',
          'twinshore.io/discovered-by': 'aws:a:rds',
        },
      },
      spec: { type: 'discovery-scope', discovery: { found: 1 } },
    });
    expect(found).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^orders-[0-9a-f]{8}$/),
        title: 'orders',
        annotations: {
          'twinshore.io/resource-id': DB.id,
          'twinshore.io/entity': 'resource:default/orders',
          'twinshore.io/site': 'a',
          'backstage.io/managed-by-location': 'twinshore-discovery:aws:a:rds',
        },
      },
      spec: { type: 'aws-rds-instance', owner: 'group:default/owners' },
    });
  });

  it('changes nothing when the list cannot be read, and says so once', async () => {
    const { discover, provider, applied, added, logger } = await start();
    discover.mockRejectedValue(new Error('RDS denies access.'));
    await provider.refresh();
    await provider.refresh();
    expect([...applied, ...added]).toEqual([]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('RDS denies access.'),
    );
    discover.mockResolvedValue([DB]);
    await provider.refresh();
    expect(applied).toHaveLength(1);
  });

  it('lets a list that was never read be seen, without a time', async () => {
    const { discover, provider, applied, added } = await start([], false);
    discover.mockRejectedValue(new Error('RDS denies access.'));
    await provider.refresh();
    expect(applied).toEqual([]);
    expect(added).toMatchObject([
      { spec: { type: 'discovery-scope', discovery: { found: 0 } } },
    ]);
    expect(added[0].metadata.annotations).not.toHaveProperty(
      'twinshore.io/discovered-at',
    );
  });

  it('believes an empty list when it is empty twice', async () => {
    const { discover, provider, applied } = await start();
    discover.mockResolvedValue([]);
    await provider.refresh();
    expect(applied).toEqual([]);
    await provider.refresh();
    expect(applied).toEqual([[expect.objectContaining({ kind: 'Resource' })]]);
  });

  it('leaves out what is to be ignored', async () => {
    const { discover, provider, applied } = await start([/:db:scratch/]);
    discover.mockResolvedValue([
      DB,
      { ...DB, id: DB.id.replace('orders', 'scratch-1'), name: 'scratch-1' },
    ]);
    await provider.refresh();
    expect(applied[0]).toHaveLength(2);
  });

  it('gives valid and distinct names to whatever it finds', async () => {
    const { discover, provider, applied } = await start();
    const names = ['x'.repeat(200), `${'x'.repeat(200)}y`, '***', 'a/b', 'a b'];
    discover.mockResolvedValue(
      names.map(name => ({ ...DB, id: name, name, entity: '' })),
    );
    await provider.refresh();
    const given = applied[0].map(({ metadata }) => metadata.name);
    expect(new Set(given).size).toBe(given.length);
    for (const name of given) {
      expect(name).toMatch(/^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/);
    }
    expect(
      applied[0][1].metadata.annotations?.['twinshore.io/entity'],
    ).toBeUndefined();
  });
});
