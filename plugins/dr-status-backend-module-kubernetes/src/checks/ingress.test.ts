import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { INGRESSES, type IngressState } from '../signals';
import { CANNOT_ASK, checksIn, judge, type Situation } from '../testing/estate';
import * as module from './ingress';

const { ingressAddressed, ingressRedundant, ingressSupported } = module;

const ingress = (name: string, ...addresses: string[]): IngressState => ({
  namespace: 'mis',
  name,
  class: 'nginx',
  hosts: ['mis.example.org'],
  addresses,
});
const ingresses = (...values: IngressState[]): Situation => ({
  values: { [INGRESSES]: values },
});

describeChecks('checks of ingress', {
  all: checksIn(module),
  judge,
  cases: [
    [
      ingressRedundant,
      [
        ['all is well', 'ingress', {}, 'met', /12 ready replicas in 3 zones/],
        [
          'one is left',
          'ingress',
          { deployment: { ready: 1, zones: { 'label-za': 1 } } },
          'at-risk',
          /1 ready replicas in 1 zones/,
        ],
        [
          'both stand in one of several zones',
          'ingress',
          { deployment: { ready: 2, zones: { 'label-za': 2 } } },
          'at-risk',
          /2 in 2 are needed/,
        ],
        [
          'both stand in the only zone',
          'ingress',
          { zones: ['za'], deployment: { ready: 2, zones: { 'label-za': 2 } } },
          'met',
          /2 in 1 are needed/,
        ],
        [
          'none is ready',
          'ingress',
          { deployment: { ready: 0, zones: {} } },
          'breached',
          /none/,
        ],
        CANNOT_ASK('ingress'),
      ],
    ],
    [
      ingressSupported,
      [
        ['another controller', 'ingress', {}, 'met', /registry\/api:1/],
        [
          'Ingress-NGINX',
          'ingress',
          {
            deployment: {
              images: ['registry.k8s.io/ingress-nginx/controller:v1.12.1'],
            },
          },
          'at-risk',
          /no support since March 2026/,
        ],
        [
          'Ingress-NGINX, as others have packed it',
          'ingress',
          { deployment: { images: ['bitnami/nginx-ingress-controller:1.12'] } },
          'at-risk',
          /no support since March 2026/,
        ],
        [
          'no image is told',
          'ingress',
          { deployment: { images: [''] } },
          'unknown',
          /names no image/,
        ],
        [
          'Ingress-NGINX, and somebody takes it on',
          'ingress',
          {
            deployment: { images: ['r/ingress-nginx/controller:v1.12.1'] },
            annotations: {
              'twinshore.io/accepted-risk': 'platform lead, until 2027-03-31',
            },
          },
          'at-risk',
          /accepted: platform lead, until 2027-03-31/,
        ],
        CANNOT_ASK('ingress'),
      ],
    ],
    [
      ingressAddressed,
      [
        [
          'all have one',
          'ingress',
          ingresses(ingress('a', 'lb.example.org')),
          'met',
          /All 1 Ingresses .*lb.example.org/,
        ],
        [
          'one has none',
          'ingress',
          ingresses(ingress('a', '10.0.0.1'), ingress('b')),
          'at-risk',
          /1 of 2 .*mis\/b/,
        ],
        [
          'none has one',
          'ingress',
          ingresses(ingress('a')),
          'breached',
          /1 of 1/,
        ],
        [
          'there is none',
          'ingress',
          ingresses(),
          'breached',
          /serves no Ingress/,
        ],
        [
          'those of other classes do not count',
          'ingress',
          {
            ...ingresses(ingress('a', '10.0.0.1'), {
              ...ingress('b'),
              class: 'x',
            }),
            annotations: { 'twinshore.io/ingress-class': 'nginx' },
          },
          'met',
          /All 1/,
        ],
        [
          'they are hidden',
          'ingress',
          { collections: { 'ingresses.networking.k8s.io': 'refused' } },
          'unknown',
          /may not read ingresses/,
        ],
        CANNOT_ASK('ingress'),
      ],
    ],
  ],
});
