import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate } from '../testing/estate';
import { aclOnLoadBalancers } from './aclOnLoadBalancers';
import { edgeAcl } from './edgeAcl';
import { wafv2 } from './index';
import { sameRules } from './sameRules';
import { WAFV2_EDGE, WAFV2_LOAD_BALANCERS, type WebAcl } from './signals';

const ENTITIES = [
  entity('active', 'web-firewall', {
    site: 'here',
    failsOverTo: ['resource:standby'],
  }),
  entity('standby', 'web-firewall', { site: 'there' }),
  entity(
    'edge',
    'web-firewall',
    { site: 'global' },
    { 'twinshore.io/waf-scope': 'CLOUDFRONT' },
  ),
  entity('own', 'web-firewall', { site: 'cellar' }),
];
const COMMON = { name: 'common', statement: 'AWS/Common', action: 'group' };
const RATE = { name: 'rate', statement: 'rate 2000', action: 'block' };
const ACL: WebAcl = {
  name: 'mis',
  defaultAction: 'allow',
  rules: [COMMON, RATE],
};

interface Situation {
  acls?: Array<Partial<WebAcl> | null>;
  active?: Array<Partial<WebAcl> | null>;
  failing?: string;
}
type Row = CheckCase<Situation>;

const full = (acl: Partial<WebAcl> | null) => acl && { ...ACL, ...acl };
const said = (region: string, acls: Array<Partial<WebAcl> | null>) => ({
  [WAFV2_LOAD_BALANCERS]: {
    region,
    loadBalancers: acls.map((acl, index) => ({
      name: `alb-${index}`,
      acl: full(acl),
    })),
  },
});
const judge = (check: Check, name: string, situation: Situation = {}) =>
  judgeEstate(
    ENTITIES,
    check,
    name,
    {
      standby: said('eu-west-1', situation.acls ?? [{}]),
      active: said('eu-central-1', situation.active ?? [{}]),
      edge: { [WAFV2_EDGE]: (situation.acls ?? [{}]).map(full) },
    },
    situation.failing,
  );
const failing = (entityName: string): Row => [
  'it cannot be asked',
  entityName,
  { failing: entityName },
  'unknown',
  /asks to slow down/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    aclOnLoadBalancers,
    [
      ['all is well', 'standby', {}, 'met', /mis stands before alb-0, with 2/],
      [
        'one rule counts',
        'standby',
        { acls: [{ rules: [COMMON, { ...RATE, action: 'count' }] }] },
        'met',
        /of which 1 only count/,
      ],
      [
        'one has none',
        'standby',
        { acls: [{}, null] },
        'breached',
        /alb-1 in eu-west-1 is public and has no web ACL/,
      ],
      [
        'it has no rules',
        'standby',
        { acls: [{ rules: [] }] },
        'at-risk',
        /lets everything through/,
      ],
      [
        'it has no rules and blocks',
        'standby',
        { acls: [{ rules: [], defaultAction: 'block' }] },
        'met',
        /0 rules/,
      ],
      [
        'no rule blocks',
        'standby',
        {
          acls: [
            {
              rules: [
                { ...RATE, action: 'count' },
                { ...RATE, action: 'allow' },
              ],
            },
          ],
        },
        'at-risk',
        /All 2 rules .* only count or allow/,
      ],
      [
        'all rules count',
        'standby',
        { acls: [{ rules: [{ ...RATE, action: 'count' }] }] },
        'at-risk',
        /nothing is blocked/,
      ],
      [
        'there is no public load balancer',
        'standby',
        { acls: [] },
        'unknown',
        /no public load balancer/,
      ],
      failing('standby'),
    ],
  ],
  [
    sameRules,
    [
      ['all is well', 'standby', {}, 'met', /2 rules .* same in eu-west-1/],
      [
        'one is missing',
        'standby',
        { acls: [{ rules: [COMMON] }] },
        'at-risk',
        /standby lacks rate \(rate 2000, block\)\./,
      ],
      [
        'one only counts here',
        'standby',
        { acls: [{ rules: [COMMON, { ...RATE, action: 'count' }] }] },
        'at-risk',
        /lacks .*block\); it has .*count\), which eu-central-1 has not/,
      ],
      [
        'there is one more',
        'standby',
        { active: [{ rules: [COMMON] }] },
        'at-risk',
        /standby has rate/,
      ],
      [
        'the default differs',
        'standby',
        { acls: [{ defaultAction: 'block' }] },
        'at-risk',
        /lacks otherwise allow/,
      ],
      [
        'there is none',
        'standby',
        { acls: [null] },
        'unknown',
        /eu-west-1 has/,
      ],
      failing('standby'),
      [
        'the active site cannot be asked',
        'standby',
        { failing: 'active' },
        'unknown',
        /of active is unknown/,
      ],
    ],
  ],
  [
    edgeAcl,
    [
      ['all is well', 'edge', {}, 'met', /before the edge/],
      ['there is none', 'edge', { acls: [] }, 'breached', /no web ACL/],
      failing('edge'),
    ],
  ],
];

describeChecks('Web firewall', { all: wafv2.checks, cases: CASES, judge });

it('judges web firewalls of AWS', () => {
  const applying = (name: string) =>
    wafv2.checks.filter(check => judge(check, name)).map(({ id }) => id);
  expect(applying('standby')).toEqual([aclOnLoadBalancers.id, sameRules.id]);
  expect(applying('active')).toEqual([aclOnLoadBalancers.id]);
  expect(applying('edge')).toEqual([edgeAcl.id]);
  expect(applying('own')).toEqual([]);
});
