import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  testCheckContext,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { POLICY } from '../__testUtils__/FakeHub';
import {
  HUB_ASSESSMENTS,
  HUB_COMPLIANCE,
  HUB_DRIFT,
  HUB_ESTIMATES,
  HUB_POLICIES,
} from '../source/signals';
import { assessed } from './assessed';
import { policyMet } from './compliance';
import { noDrift } from './drift';
import { estimateChecks } from './estimates';
import { resilienceHubChecks } from './index';
import { policyStrictEnough } from './policy';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const hoursAgo = (hours: number) =>
  new Date(NOW - hours * 3_600_000).toISOString();
const DAY_OLD = hoursAgo(23.5);
const OLD = hoursAgo(72);

function entity(
  name: string,
  type: string,
  resilience: JsonObject,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: { type, owner: 'group:a', resilience },
  };
}

const OBJECTIVES = { rpoSeconds: 900, rtoSeconds: 3600, origin: 'design 5.1' };
const DOMAIN: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Domain',
  metadata: { name: 'whole', namespace: 'default' },
  spec: { owner: 'group:a', resilience: { objectives: OBJECTIVES } },
};
const ENTITIES = [
  entity('here', 'site', { site: 'here' }, { 'twinshore.io/aws-region': 'r' }),
  entity('cellar', 'site', { site: 'cellar' }),
  entity('hub', 'assessment', { site: 'here' }),
  entity('own', 'assessment', {
    site: 'here',
    objectives: { rpoSeconds: 60, rtoSeconds: 600, origin: 'its owner' },
  }),
  entity('elsewhere', 'assessment', { site: 'cellar' }),
  entity(
    'other-service',
    'assessment',
    { site: 'here' },
    { 'twinshore.io/assessment-service': 'by hand' },
  ),
  entity('database', 'database', { site: 'here' }),
];

interface Situation {
  /** One entry for each app. */
  apps?: JsonValue[];
  failing?: boolean;
  undeclared?: boolean;
}

function judge(
  check: Check,
  name: string,
  { apps, failing, undeclared }: Situation,
) {
  const judged = ENTITIES.find(({ metadata }) => metadata.name === name)!;
  const ref = `resource:default/${name}`;
  const context = testCheckContext({
    entity: judged,
    entities: [
      ...ENTITIES.filter(each => each !== judged && each !== undefined),
      ...(undeclared ? [] : [DOMAIN]),
    ].filter(each => !undeclared || each.metadata.name !== 'own'),
    values: { [ref]: apps ? { [check.signals[0]]: apps } : {} },
    sources: {
      [ref]: failing
        ? { error: { kind: 'throttled', message: 'It asks to slow down.' } }
        : {},
    },
    now: NOW,
  });
  return check.appliesTo(judged, context) ? check.evaluate(context) : undefined;
}

const UNREAD: CheckCase<Situation>[] = [
  ['it cannot be asked', 'hub', { failing: true }, 'unknown', /slow down/],
  [
    'it has no app',
    'hub',
    { apps: [] },
    'at-risk',
    /no app here: nothing is assessed/,
  ],
];

const ASSESSMENT = {
  app: 'orders',
  schedule: 'daily',
  lastSuccessAt: DAY_OLD,
  newest: { status: 'success', startedAt: DAY_OLD, message: null },
};
const COMPLIANCE = {
  app: 'orders',
  lastSuccessAt: DAY_OLD,
  compliance: 'met',
  scorePercent: 86,
};
const DRIFT = {
  app: 'orders',
  lastSuccessAt: DAY_OLD,
  drift: 'not-detected',
  components: [],
};
const ESTIMATE = {
  app: 'orders',
  lastSuccessAt: DAY_OLD,
  targets: POLICY.targets as JsonObject,
};
const POLICY_OF = {
  app: 'orders',
  policy: { name: 'strict', targets: POLICY.targets as JsonObject },
};
const withTargets = (targets: JsonObject) => ({
  ...POLICY_OF,
  policy: { name: 'loose', targets },
});

const estimateCases = (disruption: string): CheckCase<Situation>[] => {
  const of = (
    rto: number | null,
    rpo: number | null,
    change: JsonObject = {},
  ) => ({
    ...ESTIMATE,
    estimates: {
      [disruption]: {
        compliance: 'met',
        estimatedRtoSeconds: rto,
        estimatedRpoSeconds: rpo,
      },
    },
    ...change,
  });
  return [
    [
      'within the policy',
      'hub',
      { apps: [of(120, 0)] },
      'met',
      /^Estimated for .*: RTO 2 min of at most .*, RPO 0 s of at most/,
    ],
    [
      'to the very second',
      'hub',
      {
        apps: [
          of(
            POLICY.targets[disruption as 'AZ']!.rtoSeconds,
            POLICY.targets[disruption as 'AZ']!.rpoSeconds,
          ),
        ],
      },
      'met',
      /of at most/,
    ],
    ['a longer RTO', 'hub', { apps: [of(7200, 0)] }, 'breached', /RTO 2 h of/],
    ['a longer RPO', 'hub', { apps: [of(1, 3601)] }, 'breached', /RPO 1 h of/],
    [
      'no RPO',
      'hub',
      { apps: [of(120, null)] },
      'unknown',
      /no estimate of the RPO/,
    ],
    [
      'the worst of two apps',
      'hub',
      { apps: [of(1, 1), { ...of(99_999, 1), app: 'payments' }] },
      'breached',
      /payments/,
    ],
    [
      'two apps',
      'hub',
      { apps: [of(1, 1), of(1, 1)] },
      'met',
      /estimates of all 2 apps/,
    ],
    [
      'nothing said of it',
      'hub',
      { apps: [{ ...ESTIMATE, estimates: {} }] },
      'unknown',
      /says nothing of/,
    ],
    [
      'no target for it',
      'hub',
      { apps: [of(1, 1, { targets: {} })] },
      'at-risk',
      /policy of orders says nothing of/,
    ],
    [
      'no policy',
      'hub',
      { apps: [of(1, 1, { targets: null })] },
      'at-risk',
      /no resiliency policy/,
    ],
    [
      'an old assessment',
      'hub',
      { apps: [of(1, 1, { lastSuccessAt: OLD })] },
      'unknown',
      /3 d ago/,
    ],
    ...UNREAD,
  ];
};

describeChecks<Situation>('checks on Resilience Hub', {
  all: resilienceHubChecks,
  judge,
  cases: [
    [
      assessed,
      [
        ['lately', 'hub', { apps: [ASSESSMENT] }, 'met', /23 h 30 min ago/],
        [
          'several',
          'hub',
          { apps: [ASSESSMENT, ASSESSMENT] },
          'met',
          /All 2 apps/,
        ],
        [
          'a little late',
          'hub',
          { apps: [{ ...ASSESSMENT, lastSuccessAt: hoursAgo(24.5) }] },
          'at-risk',
          /is late/,
        ],
        [
          'long ago',
          'hub',
          { apps: [{ ...ASSESSMENT, lastSuccessAt: OLD }] },
          'unknown',
          /assessed 3 d ago, longer than 1 d/,
        ],
        [
          'never',
          'hub',
          { apps: [{ ...ASSESSMENT, lastSuccessAt: null, newest: null }] },
          'unknown',
          /never been assessed/,
        ],
        [
          'the newest failed',
          'hub',
          {
            apps: [
              {
                ...ASSESSMENT,
                newest: { status: 'failed', startedAt: null, message: 'No.' },
              },
            ],
          },
          'at-risk',
          /failed \(No\); the one before it/,
        ],
        [
          'by hand only',
          'hub',
          { apps: [{ ...ASSESSMENT, schedule: 'disabled' }] },
          'at-risk',
          /schedule is disabled/,
        ],
        [
          'on a schedule of tomorrow',
          'hub',
          { apps: [{ ...ASSESSMENT, schedule: 'unrecognised' }] },
          'at-risk',
          /not understood/,
        ],
        ...UNREAD,
      ],
    ],
    [
      policyMet,
      [
        [
          'met',
          'hub',
          { apps: [COMPLIANCE] },
          'met',
          /By the estimates orders meets its policy, score 86/,
        ],
        [
          'no score',
          'hub',
          { apps: [{ ...COMPLIANCE, scorePercent: null }] },
          'met',
          /policy\.$/,
        ],
        [
          'breached',
          'hub',
          { apps: [COMPLIANCE, { ...COMPLIANCE, compliance: 'breached' }] },
          'breached',
          /breaches/,
        ],
        [
          'changed',
          'hub',
          { apps: [{ ...COMPLIANCE, compliance: 'changes-detected' }] },
          'at-risk',
          /has changed since/,
        ],
        [
          'never assessed',
          'hub',
          {
            apps: [
              {
                ...COMPLIANCE,
                compliance: 'not-assessed',
                lastSuccessAt: null,
              },
            ],
          },
          'unknown',
          /has not been assessed/,
        ],
        [
          'without policy',
          'hub',
          { apps: [{ ...COMPLIANCE, compliance: 'missing-policy' }] },
          'at-risk',
          /no resiliency policy/,
        ],
        [
          'a word of tomorrow',
          'hub',
          { apps: [{ ...COMPLIANCE, compliance: 'unrecognised' }] },
          'unknown',
          /not understood/,
        ],
        [
          'met long ago',
          'hub',
          { apps: [{ ...COMPLIANCE, lastSuccessAt: OLD }] },
          'unknown',
          /not of now/,
        ],
        ...UNREAD,
      ],
    ],
    ...estimateChecks.map((check): [Check, CheckCase<Situation>[]] => [
      check,
      estimateCases(
        {
          az: 'AZ',
          hardware: 'Hardware',
          region: 'Region',
          software: 'Software',
        }[check.id.split('.').at(-1)!]!,
      ),
    ]),
    [
      noDrift,
      [
        ['none', 'hub', { apps: [DRIFT] }, 'met', /have not moved/],
        [
          'detected',
          'hub',
          {
            apps: [{ ...DRIFT, drift: 'detected', components: ['compute'] }],
          },
          'at-risk',
          /has drifted from what it could do before: compute/,
        ],
        [
          'not checked',
          'hub',
          { apps: [{ ...DRIFT, drift: 'not-checked' }] },
          'unknown',
          /has not been checked/,
        ],
        [
          'a word of tomorrow',
          'hub',
          { apps: [{ ...DRIFT, drift: 'unrecognised' }] },
          'unknown',
          /not understood/,
        ],
        [
          'none, long ago',
          'hub',
          { apps: [{ ...DRIFT, lastSuccessAt: OLD }] },
          'unknown',
          /not of now/,
        ],
        ...UNREAD,
      ],
    ],
    [
      policyStrictEnough,
      [
        [
          'as strict as the whole',
          'hub',
          { apps: [POLICY_OF] },
          'met',
          /wants at least what the estate does \(design 5\.1\): RTO 1 h, RPO 15 min/,
        ],
        [
          'looser than the whole',
          'hub',
          {
            apps: [
              withTargets({
                Region: { rtoSeconds: 14_400, rpoSeconds: 900 },
                Software: { rtoSeconds: 3600, rpoSeconds: 901 },
              }),
            ],
          },
          'at-risk',
          /Software RPO 15 min 1 s where 15 min is wanted, Region RTO 4 h where 1 h/,
        ],
        [
          'looser than its own objectives',
          'own',
          { apps: [POLICY_OF] },
          'at-risk',
          /\(its owner\).*where 10 min is wanted/,
        ],
        [
          'nothing for a lost region',
          'hub',
          {
            apps: [withTargets({ AZ: { rtoSeconds: 1, rpoSeconds: 1 } })],
          },
          'at-risk',
          /nothing of a lost region/,
        ],
        [
          'a target without a figure',
          'hub',
          {
            apps: [
              withTargets({ Region: { rtoSeconds: null, rpoSeconds: 1 } }),
            ],
          },
          'unknown',
          /no figure for Region RTO/,
        ],
        [
          'no policy',
          'hub',
          { apps: [{ app: 'orders', policy: null }] },
          'at-risk',
          /held to nothing/,
        ],
        [
          'no objectives',
          'hub',
          { apps: [POLICY_OF], undeclared: true },
          'unknown',
          /declares no RTO and RPO/,
        ],
        ...UNREAD,
      ],
    ],
  ],
});

describe('what Resilience Hub assesses', () => {
  it.each([
    ['hub', true],
    ['own', true],
    ['elsewhere', false],
    ['other-service', false],
    ['database', false],
    ['here', false],
  ])('%s: %p', (name, applies) => {
    const outcome = judge(noDrift, name, { apps: [DRIFT] });
    expect(outcome !== undefined).toBe(applies);
  });

  it('names the signals that are reported', () => {
    expect(
      [
        ...new Set(resilienceHubChecks.flatMap(({ signals }) => signals)),
      ].sort(),
    ).toEqual(
      [
        HUB_ASSESSMENTS,
        HUB_COMPLIANCE,
        HUB_DRIFT,
        HUB_ESTIMATES,
        HUB_POLICIES,
      ].sort(),
    );
  });
});
