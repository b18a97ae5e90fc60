import type { Entity } from '@backstage/catalog-model';

/** A small estate of two sites for tests. */
export function testEntity(
  name: string,
  resilience: Record<string, unknown>,
  more: Partial<Entity> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', title: `The ${name}` },
    spec: { type: 'database', owner: 'group:default/owners', resilience },
    ...more,
  } as Entity;
}

export const TEST_ESTATE: Entity[] = [
  testEntity(
    'here',
    { site: 'here', role: 'active' },
    {
      spec: { type: 'site', resilience: { site: 'here', role: 'active' } },
    },
  ),
  testEntity(
    'there',
    { site: 'there', role: 'passive' },
    {
      spec: { type: 'site', resilience: { site: 'there', role: 'passive' } },
    },
  ),
  testEntity('database-here', {
    site: 'here',
    tier: 'data',
    replicates: [
      { to: 'resource:default/database-there', mode: 'asynchronous' },
    ],
  }),
  testEntity('database-there', { site: 'there', tier: 'data' }),
  testEntity('cluster-here', { site: 'here', tier: 'platform' }, {}),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Domain',
    metadata: { name: 'all', namespace: 'default' },
    spec: {
      owner: 'group:default/owners',
      resilience: {
        site: 'global',
        objectives: { rpoSeconds: 900, rtoSeconds: 3600, origin: 'design 5.1' },
      },
    },
  },
];
