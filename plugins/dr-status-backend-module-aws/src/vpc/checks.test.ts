import type { Check } from '@twinshore/plugin-dr-status-node';
import type { JsonValue } from '@backstage/types';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate } from '../testing/estate';
import { addressSpace } from './addressSpace';
import { vpc } from './index';
import { natPerZone } from './natPerZone';
import { noBlackholes, routeToNetwork } from './routes';
import * as signals from './signals';
import { freeAddresses, tierSpansZones } from './subnetCapacity';
import { subnetAsPlanned, subnetPlan } from './subnetPlan';

const zone = (letter: string) =>
  entity(
    `zone-${letter}`,
    'zone',
    { site: 'there' },
    { 'twinshore.io/aws-availability-zone': `eu-west-1${letter}` },
  );
const ENTITIES = [
  zone('a'),
  zone('b'),
  entity('vpc', 'vpc', {
    site: 'there',
    locatedIn: 'resource:place',
  }),
  // The block stands at the site, as it may in a catalog.
  entity('place', 'site', { site: 'there', cidrs: ['10.2.0.0/16'] }),
  entity('bare', 'vpc', { site: 'there' }),
  entity('tier', 'network', {
    site: 'there',
    locatedIn: 'resource:vpc',
    cidrs: ['10.2.1.0/24'],
    zones: ['resource:zone-a', 'resource:zone-b'],
  }),
  ...['a', 'b'].map((letter, index) =>
    entity(`subnet-${letter}`, 'subnet', {
      site: 'there',
      locatedIn: 'resource:tier',
      cidrs: [`10.2.1.${64 * index}/26`],
      zones: [`resource:zone-${letter}`],
    }),
  ),
  entity('nat', 'nat-gateway', {
    site: 'there',
    locatedIn: 'resource:tier',
    zones: ['resource:zone-a', 'resource:zone-b'],
  }),
  entity('dmz', 'network', { site: 'cellar', cidrs: ['10.0.0.0/24'] }),
];

const subnet = (
  letter: string,
  index: number,
  more: Partial<signals.Subnet> = {},
): signals.Subnet => ({
  id: `subnet-${letter}`,
  cidr: `10.2.1.${64 * index}/26`,
  zone: `eu-west-1${letter}`,
  freeAddresses: 50,
  wayOut: { kind: 'nat-gateway', id: `nat-${letter}`, state: 'active' },
  ...more,
});
const gateway = (
  letter: string,
  more: Partial<signals.NatGateway> = {},
): signals.NatGateway => ({
  id: `nat-${letter}`,
  state: 'available',
  zone: `eu-west-1${letter}`,
  subnetId: `subnet-${letter}`,
  failureCode: null,
  ...more,
});
const A = subnet('a', 0);
const B = subnet('b', 1);
const PRESENT: signals.PresentVpc = {
  id: 'vpc-1',
  region: 'eu-west-1',
  missing: false,
  state: 'available',
  cidrs: ['10.2.0.0/16'],
};
const ROUTE: signals.NetworkRoute = {
  destination: '10.0.0.0/16',
  target: 'vgw-1',
  state: 'active',
  tables: 3,
};

interface Situation {
  vpc?: Partial<signals.PresentVpc>;
  gone?: boolean;
  subnets?: signals.Subnet[];
  gateways?: signals.NatGateway[];
  routes?: signals.NetworkRoute[];
  bareRoutes?: signals.NetworkRoute[];
  failing?: string;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation = {}) {
  const said: Record<string, JsonValue> = {
    [signals.VPC]: situation.gone
      ? { id: 'vpc-1', region: 'eu-west-1', missing: true }
      : { ...PRESENT, ...situation.vpc },
    [signals.VPC_SUBNETS]: situation.subnets ?? [A, B],
    [signals.VPC_NAT_GATEWAYS]: situation.gateways ?? [
      gateway('a'),
      gateway('b'),
    ],
    [signals.VPC_ROUTES]: situation.routes ?? [ROUTE],
  };
  return judgeEstate(
    // The other VPC stands beside only where its routes matter.
    situation.bareRoutes || name === 'bare'
      ? ENTITIES
      : ENTITIES.filter(({ metadata }) => metadata.name !== 'bare'),
    check,
    name,
    {
      vpc: said,
      bare: { ...said, [signals.VPC_ROUTES]: situation.bareRoutes ?? [] },
    },
    situation.failing,
  );
}

const rows = (
  on: string,
  ...list: Array<[string, Situation, Row[3], RegExp]>
): Row[] => [
  ...list.map(
    ([title, situation, verdict, reason]): Row => [
      title,
      on,
      situation,
      verdict,
      reason,
    ],
  ),
  ['it cannot be asked', on, { failing: 'vpc' }, 'unknown', /to slow down/],
];

const CASES: Array<[Check, Row[]]> = [
  [
    addressSpace,
    [
      ...rows(
        'vpc',
        ['all is well', {}, 'met', /10.2.0.0\/16, as planned/],
        [
          'there is one block more',
          { vpc: { cidrs: ['10.2.0.0/16', '10.9.0.0/16'] } },
          'at-risk',
          /has 10.9.0.0\/16 beside/,
        ],
        [
          'it has another block',
          { vpc: { cidrs: ['10.9.0.0/16'] } },
          'breached',
          /lacks 10.2.0.0\/16; it has 10.9/,
        ],
        ['it is gone', { gone: true }, 'breached', /no longer has/],
        [
          'it is being made',
          { vpc: { state: 'pending' } },
          'at-risk',
          /is pending/,
        ],
        [
          'it has a new state',
          { vpc: { state: 'asleep' } },
          'unknown',
          /is asleep/,
        ],
      ),
      ['nothing is planned', 'bare', {}, 'unknown', /plan gives neither/],
    ],
  ],
  [
    subnetPlan,
    rows(
      'vpc',
      ['all is well', {}, 'met', /All 2 planned subnets/],
      [
        'one is missing',
        { subnets: [A] },
        'breached',
        /no subnet 10.2.1.64\/26, which is planned in eu-west-1b/,
      ],
      [
        'all are missing',
        { subnets: [] },
        'breached',
        /2 of 2 planned subnets are missing or different: .*10.2.1.0\/26/,
      ],
      [
        'there is one more',
        { subnets: [A, B, subnet('x', 3)] },
        'at-risk',
        /subnet-x \(10.2.1.192\/26\) is not planned/,
      ],
    ),
  ],
  [
    subnetAsPlanned,
    rows(
      'subnet-b',
      ['all is well', {}, 'met', /in eu-west-1b, as planned/],
      ['it is missing', { subnets: [A] }, 'breached', /no subnet/],
      [
        'it has another block',
        { subnets: [A, { ...B, cidr: '10.2.1.64/27' }] },
        'breached',
        /subnet-b has 10.2.1.64\/27 instead/,
      ],
      [
        'it is in another zone',
        { subnets: [A, { ...B, zone: 'eu-west-1a' }] },
        'breached',
        /in eu-west-1a, and eu-west-1b is planned/,
      ],
    ),
  ],
  [
    freeAddresses,
    [
      ...rows(
        'subnet-b',
        ['all is well', {}, 'met', /50 addresses are free in 10.2.1.64\/26/],
        [
          'it is not told of one',
          { subnets: [A, { ...B, freeAddresses: null }] },
          'unknown',
          /does not say how many addresses/,
        ],
        [
          'few are left',
          { subnets: [A, { ...B, freeAddresses: 7 }] },
          'at-risk',
          /7 addresses .*; 8 are needed/,
        ],
        [
          'none is left',
          { subnets: [A, { ...B, freeAddresses: 0 }] },
          'breached',
          /nothing can start/,
        ],
        ['it is missing', { subnets: [A] }, 'unknown', /no subnet/],
      ),
      [
        'none is left in one subnet of the tier',
        'tier',
        { subnets: [A, { ...B, freeAddresses: 0 }] },
        'at-risk',
        /No address is free in 10.2.1.64\/26/,
      ],
      [
        'none is left in the whole tier',
        'tier',
        { subnets: [A, B].map(each => ({ ...each, freeAddresses: 0 })) },
        'breached',
        /No address is free in 10.2.1.0\/26/,
      ],
    ],
  ],
  [
    tierSpansZones,
    rows(
      'tier',
      ['all is well', {}, 'met', /subnets in eu-west-1a and eu-west-1b/],
      ['a zone lacks one', { subnets: [A] }, 'at-risk', /for eu-west-1b/],
      ['there is none', { subnets: [] }, 'breached', /There is no subnet/],
    ),
  ],
  [
    natPerZone,
    [
      ...rows(
        'nat',
        ['all is well', {}, 'met', /All 2 private subnets .* in 2 zones/],
        [
          'one serves the region',
          {
            subnets: [A, { ...B, wayOut: A.wayOut }],
            gateways: [gateway('a', { zone: null })],
          },
          'met',
          /All 2/,
        ],
        [
          'one leads through the other zone',
          { subnets: [A, { ...B, wayOut: A.wayOut }] },
          'at-risk',
          /10.2.1.64\/26 .* through eu-west-1a: it is lost/,
        ],
        [
          'one has failed',
          {
            gateways: [
              gateway('a'),
              gateway('b', {
                state: 'failed',
                failureCode: 'Gateway.NotAttached',
              }),
            ],
          },
          'breached',
          /nat-b, which is failed \(Gateway.NotAttached\)/,
        ],
        [
          'one is a blackhole',
          {
            subnets: [
              A,
              { ...B, wayOut: { ...B.wayOut!, state: 'blackhole' } },
            ],
          },
          'breached',
          /leads to nat-b, and is a blackhole/,
        ],
        [
          'one is gone',
          { gateways: [gateway('a')] },
          'breached',
          /not there \(active\)/,
        ],
        [
          'one is being made',
          { gateways: [gateway('a'), gateway('b', { state: 'pending' })] },
          'at-risk',
          /still being set up/,
        ],
        [
          'a zone has no way out',
          { subnets: [A, { ...B, wayOut: null }] },
          'at-risk',
          /No private subnet of eu-west-1b/,
        ],
        [
          'one has a new state',
          { gateways: [gateway('a'), gateway('b', { state: 'asleep' })] },
          'unknown',
          /not understood: asleep/,
        ],
        [
          'none is used',
          { subnets: [{ ...A, wayOut: null }] },
          'breached',
          /No private subnet/,
        ],
      ),
    ],
  ],
  [
    noBlackholes,
    rows(
      'vpc',
      ['all is well', {}, 'met', /The route to another network is active/],
      ['there are none', { routes: [] }, 'met', /no other network/],
      [
        'one is a blackhole',
        { routes: [{ ...ROUTE, state: 'blackhole' }] },
        'breached',
        /10.0.0.0\/16 over vgw-1 \(3 route tables\) is a blackhole/,
      ],
      [
        'one has a new state',
        { routes: [{ ...ROUTE, state: 'asleep' }] },
        'unknown',
        /not understood: asleep/,
      ],
    ),
  ],
  [
    routeToNetwork,
    rows(
      'dmz',
      ['all is well', {}, 'met', /vpc has an active route to 10.0.0.0\/24/],
      [
        'another VPC reaches it',
        { routes: [], bareRoutes: [ROUTE] },
        'met',
        /bare has an active route/,
      ],
      ['none reaches it', { routes: [] }, 'breached', /vpc has no route/],
      [
        'one VPC does not reach it and the other cannot be asked',
        { bareRoutes: [], failing: 'vpc' },
        'unknown',
        /slow down/,
      ],
      [
        'the route is a blackhole',
        { routes: [{ ...ROUTE, state: 'blackhole' }] },
        'breached',
        /over vgw-1 is a blackhole/,
      ],
    ),
  ],
];

describeChecks('VPC', { all: vpc.checks, cases: CASES, judge });

it('judges what stands in a VPC of AWS, and networks outside of it', () => {
  const applying = (name: string) =>
    vpc.checks.filter(check => judge(check, name)).map(({ id }) => id);
  expect(applying('vpc')).toEqual([
    addressSpace.id,
    subnetPlan.id,
    noBlackholes.id,
  ]);
  expect(applying('subnet-a')).toEqual([subnetAsPlanned.id, freeAddresses.id]);
  expect(applying('tier')).toEqual([freeAddresses.id, tierSpansZones.id]);
  expect(applying('nat')).toEqual([natPerZone.id]);
  expect(applying('dmz')).toEqual([routeToNetwork.id]);
});
