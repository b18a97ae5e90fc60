import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate } from '../testing/estate';
import { elbv2 } from './index';
import { loadBalancerActive } from './loadBalancerActive';
import {
  ELBV2_LOAD_BALANCER,
  type Listener,
  type LoadBalancer,
  type PresentLoadBalancer,
  type TargetGroup,
} from './signals';
import { sameListeners } from './sameListeners';
import { targetsHealthy } from './targetsHealthy';
import { tls13Only } from './tls13Only';

const zone = (letter: string) =>
  entity(
    `zone-${letter}`,
    'zone',
    { site: 'here' },
    { 'twinshore.io/aws-availability-zone': `eu-central-1${letter}` },
  );
const endpoints = entity('tls', 'tls-endpoints', { site: 'here' });
const ENTITIES = [
  zone('a'),
  zone('b'),
  zone('c'),
  entity('alb', 'load-balancer', {
    site: 'here',
    zones: ['resource:zone-a', 'resource:zone-b', 'resource:zone-c'],
  }),
  entity('plain', 'load-balancer', { site: 'here' }),
  entity('active', 'load-balancer', {
    site: 'there',
    failsOverTo: ['resource:alb'],
  }),
  entity('f5', 'load-balancer', { site: 'cellar' }),
  {
    ...endpoints,
    spec: { ...endpoints.spec, dependsOn: ['resource:alb', 'resource:zone-a'] },
  },
  entity('other-tls', 'tls-endpoints', { site: 'here' }),
];

const ALL = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const HTTPS: Listener = {
  port: 443,
  protocol: 'HTTPS',
  sslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
  sslProtocols: ['TLSv1.3'],
  redirectsToHttps: false,
  certificates: ['c'],
};
const HTTP: Listener = {
  ...HTTPS,
  port: 80,
  protocol: 'HTTP',
  sslPolicy: null,
  sslProtocols: null,
  redirectsToHttps: true,
};
const inZone = (each: string | null, healthy: number, undecided = 0) => ({
  zone: each,
  registered: 2,
  healthy,
  undecided,
  reasons: healthy < 2 ? ['Target.Timeout'] : [],
});
const group = (
  counts: Array<ReturnType<typeof inZone>>,
  weight: number | null = 1,
): TargetGroup => ({ name: 'blue', weight, targets: counts });
const BALANCER: PresentLoadBalancer = {
  name: 'mis',
  region: 'eu-central-1',
  missing: false,
  dnsName: 'mis.example.net',
  type: 'application',
  internetFacing: true,
  state: 'active',
  stateReason: null,
  zones: ALL,
  listeners: [HTTPS, HTTP],
  targetGroups: [group(ALL.map(each => inZone(each, 2)))],
};

interface Situation {
  balancer?: Partial<PresentLoadBalancer>;
  gone?: boolean;
  failing?: boolean;
  /** Listeners of the load balancer at the active site; null when it is gone. */
  active?: Listener[] | null;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation = {}) {
  const value: LoadBalancer = situation.gone
    ? { name: 'mis', region: 'eu-central-1', missing: true }
    : { ...BALANCER, ...situation.balancer };
  const told = name === 'plain' ? 'plain' : 'alb';
  return judgeEstate(
    ENTITIES,
    check,
    name,
    {
      [told]: { [ELBV2_LOAD_BALANCER]: value },
      active: {
        [ELBV2_LOAD_BALANCER]:
          situation.active === null
            ? { name: 'a', region: 'eu-west-1', missing: true }
            : { ...BALANCER, listeners: situation.active ?? [HTTP, HTTPS] },
      },
    },
    situation.failing ? told : undefined,
  );
}

const COMMON = (name: string): Row[] => [
  [
    'all is well',
    name,
    {},
    'met',
    /active in|healthy, in|TLSv1.3 .* alone|listens as active does/,
  ],
  ['it is gone', name, { gone: true }, 'breached', /no longer has .* mis/],
  [
    'it cannot be asked',
    name,
    { failing: true },
    'unknown',
    /asks to slow down/,
  ],
];
const NO_ZONES: Row = [
  'ELB names no zone',
  'plain',
  { balancer: { zones: [] } },
  'unknown',
  /names no zone/,
];
const targets = (
  title: string,
  groups: TargetGroup[],
  verdict: Row[3],
  reason: RegExp,
): Row => [
  title,
  'alb',
  { balancer: { targetGroups: groups } },
  verdict,
  reason,
];
const listeners = (
  title: string,
  list: Array<Partial<Listener>>,
  verdict: Row[3],
  reason: RegExp,
): Row => [
  title,
  'alb',
  { balancer: { listeners: list.map(each => ({ ...HTTPS, ...each })) } },
  verdict,
  reason,
];

const CASES: Array<[Check, Row[]]> = [
  [
    loadBalancerActive,
    [
      ...COMMON('alb'),
      [
        'it is impaired',
        'alb',
        {
          balancer: {
            state: 'active_impaired',
            stateReason: 'Insufficient addresses.',
          },
        },
        'at-risk',
        /cannot grow \(Insufficient addresses\)\.$/,
      ],
      [
        'it is being set up',
        'alb',
        { balancer: { state: 'provisioning' } },
        'at-risk',
        /still being set up/,
      ],
      [
        'it has failed',
        'alb',
        { balancer: { state: 'failed', stateReason: 'Limit' } },
        'breached',
        /has failed \(Limit\)/,
      ],
      [
        'it has a new state',
        'alb',
        { balancer: { state: 'pondering' } },
        'unknown',
        /not understood: pondering/,
      ],
      [
        'it lacks a zone',
        'alb',
        { balancer: { zones: ALL.slice(1) } },
        'at-risk',
        /not in eu-central-1a/,
      ],
      [
        'it has two zones and none is declared',
        'plain',
        { balancer: { zones: ALL.slice(1) } },
        'at-risk',
        /of 3 zones wanted/,
      ],
    ],
  ],
  [
    targetsHealthy,
    [
      ...COMMON('alb'),
      NO_ZONES,
      targets(
        'a zone is empty',
        [group([inZone(ALL[0], 2), inZone(ALL[1], 2), inZone(ALL[2], 0)])],
        'at-risk',
        /4 of 6 targets .*, none in eu-central-1c \(Target.Timeout\)/,
      ),
      targets(
        'none is healthy',
        [group(ALL.map(each => inZone(each, 0)))],
        'breached',
        /None of 6 targets .* in the hope/,
      ),
      targets('there are none', [group([])], 'breached', /no targets/),
      targets('there is no group', [], 'breached', /no target group/),
      targets(
        'the idle colour is empty',
        [BALANCER.targetGroups[0], { ...group([], 0), name: 'green' }],
        'met',
        /6 of 6 targets of blue/,
      ),
      targets(
        'a group behind a rule is empty',
        [BALANCER.targetGroups[0], { ...group([], null), name: 'api' }],
        'breached',
        /api has no targets/,
      ),
      targets(
        'none has been checked yet',
        [group(ALL.map(each => inZone(each, 0, 2)))],
        'unknown',
        /not known yet/,
      ),
      targets(
        'zones are not told',
        [group([inZone(null, 2)])],
        'unknown',
        /does not say in which zones/,
      ),
      [
        'a single one is left in a single zone',
        'alb',
        {
          balancer: {
            zones: [ALL[0]],
            targetGroups: [group([inZone(ALL[0], 1)])],
          },
        },
        'at-risk',
        /2 are needed/,
      ],
    ],
  ],
  [
    tls13Only,
    [
      ...COMMON('alb'),
      [
        'it is asked of the endpoints',
        'tls',
        {},
        'met',
        /Port 443 of mis .* alone\. Port 80 of mis sends on/,
      ],
      [
        'the endpoints’ load balancer cannot be asked',
        'tls',
        { failing: true },
        'unknown',
        /of alb is unknown/,
      ],
      listeners(
        'TLS 1.2 is allowed as well',
        [{ sslPolicy: 'p', sslProtocols: ['TLSv1.2', 'TLSv1.3'] }],
        'at-risk',
        /TLSv1.2 and TLSv1.3 \(p\): TLS 1.3 is offered, not enforced/,
      ),
      listeners(
        'TLS 1.3 is refused',
        [{ sslProtocols: ['TLSv1.2'] }],
        'breached',
        /not TLSv1.3/,
      ),
      listeners(
        'the policy is not described',
        [{ sslProtocols: [] }],
        'unknown',
        /does not describe/,
      ),
      listeners(
        'something is served without TLS',
        [{}, { ...HTTP, redirectsToHttps: false }],
        'breached',
        /Port 80 of mis serves without TLS/,
      ),
      listeners('nothing has TLS', [HTTP], 'breached', /no listener with TLS/),
    ],
  ],
  [
    sameListeners,
    [
      ...COMMON('alb'),
      [
        'neither has a listener',
        'alb',
        { balancer: { listeners: [] }, active: [] },
        'unknown',
        /active has no listener/,
      ],
      [
        'one is missing',
        'alb',
        { active: [HTTP, HTTPS, { ...HTTPS, port: 8443 }] },
        'at-risk',
        /alb lacks HTTPS 8443 \(ELBSecurityPolicy-TLS13-1-3-2021-06\)\.$/,
      ],
      [
        'a policy differs',
        'alb',
        { active: [HTTP, { ...HTTPS, sslPolicy: 'old' }] },
        'at-risk',
        /lacks HTTPS 443 \(old\)\. active does not have HTTPS 443/,
      ],
      [
        'the active one is gone',
        'alb',
        { active: null },
        'unknown',
        /nothing to compare with\. .* no longer has/,
      ],
    ],
  ],
];

describeChecks('Load balancers', { all: elbv2.checks, cases: CASES, judge });

it('judges load balancers of AWS, and endpoints behind them', () => {
  const applying = (name: string) =>
    elbv2.checks.filter(check => judge(check, name)).map(({ id }) => id);
  expect(applying('alb')).toHaveLength(elbv2.checks.length);
  expect(applying('tls')).toEqual([tls13Only.id]);
  expect(applying('f5')).toEqual([]);
  expect(applying('other-tls')).toEqual([]);
});
