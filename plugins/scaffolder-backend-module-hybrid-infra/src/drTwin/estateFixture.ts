import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_REGION, ANNOTATION_ZONE } from './plan';

const resource = (
  name: string,
  type: string,
  resilience: Record<string, unknown>,
  annotations: Record<string, string> = {},
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name, namespace: 'default', annotations },
  spec: {
    type,
    owner: 'group:default/platform-engineering',
    resilience,
  } as any,
});

const component = (name: string, site: string, sizing?: object): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'backstage.io/kubernetes-id': 'orders',
      'backstage.io/kubernetes-namespace': 'shop',
    },
  },
  spec: {
    type: 'service',
    owner: 'group:default/shop',
    resilience: { site, tier: 'application', sizing },
  } as any,
});

/** A small estate for tests: two cloud sites of three zones and one on premises. */
export function estateFixture(): Entity[] {
  return [
    resource('on-prem', 'site', { site: 'on-prem', cidrs: ['10.0.0.0/16'] }),
    resource(
      'aws-primary',
      'site',
      { site: 'aws-primary', cidrs: ['10.1.0.0/16'] },
      { [ANNOTATION_REGION]: 'eu-central-1' },
    ),
    resource(
      'aws-dr',
      'site',
      { site: 'aws-dr', cidrs: ['10.2.0.0/16'] },
      { [ANNOTATION_REGION]: 'eu-west-1' },
    ),
    ...['a', 'b', 'c'].map(letter =>
      resource(
        `aws-dr-${letter}`,
        'zone',
        { site: 'aws-dr' },
        { [ANNOTATION_ZONE]: `eu-west-1${letter}` },
      ),
    ),
    resource('aws-dr-public', 'network', {
      site: 'aws-dr',
      cidrs: ['10.2.0.0/24'],
    }),
    resource('aws-dr-app', 'network', {
      site: 'aws-dr',
      cidrs: ['10.2.1.0/24'],
    }),
    component('orders', 'global'),
    component('orders-aws-primary', 'aws-primary', { replicasMin: 8 }),
  ];
}
