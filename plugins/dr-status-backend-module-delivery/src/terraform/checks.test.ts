import type { Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  testCheckContext,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import * as checks from './checks';
import { TERRAFORM_PLAN, type TerraformPlan } from './signals';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();

const PLAN: TerraformPlan = {
  outcome: 'no-changes',
  finishedAt: ago(2),
  version: '1.11.4',
  revision: 'abcdef0123456789',
  driftedCount: 0,
  drifted: [],
  resources: { aws_vpc: 1, aws_subnet: 9, aws_dx_connection: 1 },
};
const WITHOUT_DX = { aws_vpc: 1, aws_subnet: 9 };

const stack = (
  name: string,
  annotations = {},
  type = 'infrastructure-as-code',
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name, tags: ['terraform'], annotations },
  spec: { type },
});
const ENTITIES = [
  stack('production'),
  stack('recovery', {
    [checks.REPLICA_OF]: 'resource:default/production',
    [checks.REPLICA_WITHOUT]: 'aws_dx_connection, aws_vpn_connection',
  }),
  stack('other', {}, 'pipeline'),
];

interface Situation {
  production?: Partial<TerraformPlan>;
  recovery?: Partial<TerraformPlan>;
  failing?: string;
}

function judge(check: Check, name: string, situation: Situation) {
  const entity = ENTITIES.find(({ metadata }) => metadata.name === name)!;
  const ref = (each: string) => `resource:default/${each}`;
  const values: Record<string, Record<string, JsonValue>> = {
    [ref('production')]: {
      [TERRAFORM_PLAN]: { ...PLAN, ...situation.production },
    },
    [ref('recovery')]: {
      [TERRAFORM_PLAN]: {
        ...PLAN,
        resources: WITHOUT_DX,
        ...situation.recovery,
      },
    },
  };
  const { failing } = situation;
  const context = testCheckContext({
    entity,
    entities: ENTITIES.filter(each => each !== entity),
    values: failing ? { ...values, [ref(failing)]: {} } : values,
    sources: failing
      ? { [ref(failing)]: { error: { kind: 'failed', message: 'It broke.' } } }
      : {},
    now: NOW,
  });
  return check.appliesTo(entity, context) ? check.evaluate(context) : undefined;
}

const CASES: Array<[Check, CheckCase<Situation>[]]> = [
  [
    checks.noDrift,
    [
      [
        'all is well',
        'production',
        {},
        'met',
        /2 h ago at abcdef012345 found all/,
      ],
      [
        'it has drifted',
        'production',
        {
          production: {
            outcome: 'drift',
            driftedCount: 5,
            drifted: ['aws_vpc.main', 'b', 'c', 'd'],
          },
        },
        'at-risk',
        /drift in 5 places: aws_vpc.main, b, c and 1 more/,
      ],
      [
        'the plan failed',
        'production',
        { production: { outcome: 'error' } },
        'unknown',
        /2 h ago failed/,
      ],
      [
        'the plan is a day old',
        'production',
        { production: { finishedAt: ago(24) } },
        'met',
        /1 d ago/,
      ],
      [
        'the plan is older',
        'production',
        { production: { finishedAt: ago(25) } },
        'unknown',
        /1 d 1 h old/,
      ],
      [
        'it cannot be read',
        'production',
        { failing: 'production' },
        'unknown',
        /It broke/,
      ],
    ],
  ],
  [
    checks.replica,
    [
      ['all is well', 'recovery', {}, 'met', /each of its 2 types/],
      [
        'a number differs',
        'recovery',
        { recovery: { resources: { aws_vpc: 1, aws_subnet: 6 } } },
        'at-risk',
        /aws_subnet \(6, the original has 9\)/,
      ],
      [
        'it has a type of its own',
        'recovery',
        { recovery: { resources: { ...WITHOUT_DX, aws_eip: 1 } } },
        'at-risk',
        /aws_eip \(1, the original has 0\)/,
      ],
      [
        'a type is missing',
        'recovery',
        { recovery: { resources: { aws_vpc: 1 } } },
        'breached',
        /none of aws_subnet/,
      ],
      [
        'no resource is told',
        'recovery',
        { recovery: { resources: {} }, production: { resources: {} } },
        'unknown',
        /no resource of either/,
      ],
      [
        'its plan is of a time to come',
        'recovery',
        { recovery: { finishedAt: ago(-30) } },
        'unknown',
        /to come/,
      ],
      [
        'its plan is old',
        'recovery',
        { recovery: { finishedAt: ago(30) } },
        'unknown',
        /1 d 6 h old/,
      ],
      [
        'the other plan failed',
        'recovery',
        { production: { outcome: 'error' } },
        'unknown',
        /failed/,
      ],
      [
        'the resources are not told',
        'recovery',
        { production: { resources: null } },
        'unknown',
        /not told/,
      ],
      [
        'the other cannot be read',
        'recovery',
        { failing: 'production' },
        'unknown',
        /It broke/,
      ],
    ],
  ],
];

describeChecks('Terraform', {
  all: checks.terraformChecks,
  cases: CASES,
  judge,
});

it.each([
  ['production', ['delivery.terraform.no-drift']],
  ['recovery', ['delivery.terraform.no-drift', 'delivery.terraform.replica']],
  ['other', []],
])('%s is judged by what applies to it', (name, ids) => {
  expect(
    checks.terraformChecks
      .filter(check => judge(check, name, {}))
      .map(({ id }) => id),
  ).toEqual(ids);
});
