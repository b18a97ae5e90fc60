import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from './estateEntity';

describe('resilienceOf', () => {
  it('gives every reference in full, whatever was left out', () => {
    const entity: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: { name: 'a', namespace: 'shop' },
      spec: {
        resilience: {
          site: 'here',
          zones: ['zone-a'],
          locatedIn: 'resource:room',
          failsOverTo: ['component:default/b'],
          replicates: [{ to: 'resource:b', mode: 'logical', over: 'link' }],
        },
      },
    };
    expect(resilienceOf(entity)).toEqual({
      site: 'here',
      zones: ['resource:shop/zone-a'],
      locatedIn: 'resource:shop/room',
      failsOverTo: ['component:default/b'],
      replicates: [
        {
          to: 'resource:shop/b',
          mode: 'logical',
          over: 'resource:shop/link',
        },
      ],
    });
  });

  it('leaves what is no reference for the catalog to report', () => {
    const entity: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: { name: 'a' },
      spec: { resilience: { site: 'here', locatedIn: ':::' } },
    };
    expect(resilienceOf(entity)?.locatedIn).toBe(':::');
  });
});
