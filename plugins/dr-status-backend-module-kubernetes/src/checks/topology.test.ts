import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';
import { applicationNamespaces, twinsOf } from './topology';

function resource(
  name: string,
  type: string,
  resilience: JsonObject,
  more: Partial<Entity> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default' },
    spec: { type, resilience },
    ...more,
  };
}

const cluster = (name: string, site: string, failsOverTo: string[] = []) =>
  resource(name, 'kubernetes-cluster', { site, failsOverTo });

const ESTATE = [
  resource('cellar', 'site', { failsOverTo: ['resource:cloud'] }),
  resource('cloud', 'site', {}),
  cluster('in-cellar', 'cellar'),
  cluster('in-cloud', 'cloud', ['resource:spare']),
  cluster('spare', 'away'),
  cluster('alone', 'nowhere'),
];

const seen = (entity: Entity, entities = ESTATE) =>
  testCheckContext({ entity, entities: entities.filter(e => e !== entity) });

describe('twinsOf', () => {
  it.each([
    ['in-cellar', ['in-cloud']],
    ['in-cloud', ['in-cellar', 'spare']],
    ['spare', ['in-cloud']],
    ['alone', []],
  ])('finds those of %s', (name, expected) => {
    const entity = ESTATE.find(({ metadata }) => metadata.name === name)!;
    expect(
      twinsOf(seen(entity), entity)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(expected);
  });
});

describe('applicationNamespaces', () => {
  const component = (name: string, site: string, namespace?: string) =>
    resource(
      name,
      'service',
      { site },
      {
        kind: 'Component',
        metadata: {
          name,
          namespace: 'default',
          annotations: namespace
            ? { 'backstage.io/kubernetes-namespace': namespace }
            : {},
        },
      },
    );
  const policies = resource('policies', 'network-policy', { site: 'cellar' });
  const home = ESTATE[2];
  const context = seen(policies, [
    ...ESTATE,
    component('a', 'cellar', 'shop'),
    component('b', 'cellar', 'bank'),
    component('c', 'cellar'),
    component('d', 'cloud', 'elsewhere'),
  ]);

  it('are those of the components of the cluster', () => {
    expect(applicationNamespaces(context, policies, home)).toEqual([
      'bank',
      'shop',
    ]);
  });

  it('are the one that the entity itself names', () => {
    const own = component('own', 'cellar', 'only');
    expect(applicationNamespaces(context, own, home)).toEqual(['only']);
  });
});
