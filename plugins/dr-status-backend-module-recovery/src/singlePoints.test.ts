import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  databasesSpanZones,
  firewallsEverywhere,
  natPerZone,
  redundancyGroups,
} from './singlePoints';
import {
  balancer,
  instance,
  judge,
  nodes,
  rds,
  type Situation,
} from './testing/estate';

describeChecks<Situation>('checks of single points of failure', {
  all: [redundancyGroups, databasesSpanZones, firewallsEverywhere, natPerZone],
  judge,
  cases: [
    [
      redundancyGroups,
      [
        ['all well', 'risks', {}, 'met', /All 6 groups have one to spare/],
        [
          'a standby that receives nothing',
          'risks',
          {
            'db-house-standby': {
              'postgresql.walReceiver': { running: false },
            },
          },
          'at-risk',
          /db-house: 1 of 2 members work, 1 must. db-house-standby is in recovery/,
        ],
        [
          'a link down',
          'risks',
          {
            tunnel: {
              'aws.vpn.connections': {
                connections: [
                  { state: 'available', tunnels: [{ status: 'DOWN' }] },
                ],
              },
            },
          },
          'at-risk',
          /bridge: 1 of 2 members work, 1 must. tunnel does not work now/,
        ],
        [
          'both links down',
          'risks',
          {
            line: { 'aws.directconnect.link': { virtualInterfaces: [] } },
            tunnel: { 'aws.vpn.connections': { connections: [] } },
          },
          'breached',
          /bridge: 0 of 2/,
        ],
        [
          'units out',
          'risks',
          {
            'f5-b': { 'network.f5.unit': { failoverState: 'OFFLINE' } },
            'wall-a': { 'network.firewall.unit': { state: 'not-ready' } },
          },
          'at-risk',
          /f5: 1 of 2.*walls: 1 of 2/,
        ],
        [
          'a front door without targets',
          'risks',
          {
            'lb-dr': {
              'aws.elbv2.loadBalancer': balancer({ targetGroups: [] }),
            },
          },
          'at-risk',
          /doors: 1 of 2.*no healthy target/,
        ],
        [
          'zones without nodes',
          'risks',
          {
            'cluster-main': {
              'kubernetes.nodes': nodes(2, { 'zone-a': { ready: 2 } }),
            },
          },
          'breached',
          /zones: 1 of 3 members work, 2 must. cluster-main has no ready node in zone-b/,
        ],
        [
          'silent where it counts',
          'risks',
          { 'f5-b': 'failing' },
          'unknown',
          /f5: 1 of 2 members work, 1 must. .*It did not answer/,
        ],
        [
          'a unit that its source could not ask',
          'risks',
          {
            'f5-b': {
              'network.f5.unit': { failoverState: null, cause: 'No route.' },
            },
          },
          'unknown',
          /f5: 1 of 2 members work, 1 must. The state of f5-b is unknown: No route\./,
        ],
        [
          'state not understood',
          'risks',
          { 'wall-b': { 'network.firewall.unit': { state: 'dancing' } } },
          'unknown',
          /walls: 1 of 2/,
        ],
        [
          'nodes of no zone',
          'risks',
          {
            'cluster-main': {
              'kubernetes.nodes': { ...nodes(2), withoutZone: 2 },
            },
          },
          'unknown',
          /zones: 0 of 3/,
        ],
      ],
    ],
    [
      databasesSpanZones,
      [
        ['all well', 'risks', {}, 'met', /db-main is in zone-a and zone-b/],
        [
          'one zone',
          'risks',
          rds('db-main', instance({ multiAz: false, secondaryZone: null })),
          'at-risk',
          /zone-a, without Multi-AZ/,
        ],
        [
          'second zone not told',
          'risks',
          rds('db-main', instance({ secondaryZone: null })),
          'unknown',
          /RDS names no other zone/,
        ],
        [
          'gone',
          'risks',
          rds('db-main', { missing: true }),
          'breached',
          /more/,
        ],
        ['no answer', 'risks', { 'db-main': 'failing' }, 'unknown', /answer/],
      ],
    ],
    [
      firewallsEverywhere,
      [
        ['all well', 'risks', {}, 'met', /before all 1 public/],
        [
          'one without',
          'risks',
          {
            'waf-main': {
              'aws.wafv2.loadBalancers': {
                loadBalancers: [{ name: 'lb-main', acl: null }],
              },
            },
          },
          'breached',
          /does not stand before lb-main/,
        ],
        [
          'nothing to protect',
          'risks',
          { 'waf-main': { 'aws.wafv2.loadBalancers': { loadBalancers: [] } } },
          'at-risk',
          /no public load balancer/,
        ],
        ['no answer', 'risks', { 'waf-main': 'failing' }, 'unknown', /answer/],
      ],
    ],
    [
      natPerZone,
      [
        ['all well', 'risks', {}, 'met', /each of its 2 zones/],
        [
          'one for the region',
          'risks',
          {
            'vpc-main': {
              'aws.vpc.natGateways': [{ state: 'available', zone: null }],
            },
          },
          'met',
          /NAT gateway/,
        ],
        [
          'one failed',
          'risks',
          {
            'vpc-main': {
              'aws.vpc.natGateways': [
                { state: 'available', zone: 'a' },
                { state: 'failed', zone: 'b' },
              ],
            },
          },
          'at-risk',
          /no NAT gateway that works in b/,
        ],
        [
          'no subnet',
          'risks',
          { 'vpc-main': { 'aws.vpc.subnets': [] } },
          'unknown',
          /has subnets is not told/,
        ],
        ['no answer', 'risks', { 'vpc-main': 'failing' }, 'unknown', /answer/],
      ],
    ],
  ],
});
