import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeAmong } from '../testing/estate';
import { autoscaling } from './index';
import {
  AUTO_SCALING_GROUPS,
  type AutoScalingGroup,
  type AutoScalingGroups,
} from './signals';
import { instancesInService, roomToGrow } from './workerGroups';

const ENTITIES = [
  entity('workers', 'node-group', {
    site: 'here',
    zones: ['resource:a', 'resource:b', 'resource:c'],
  }),
  entity('anywhere', 'node-group', { site: 'there' }),
  entity('own', 'node-group', { site: 'cellar' }),
];

const zone = (letter: string, serving: number, total = serving) => ({
  zone: `eu-west-1${letter}`,
  serving,
  total,
});
const GROUP: AutoScalingGroup = {
  name: 'asg',
  minSize: 3,
  maxSize: 12,
  desiredCapacity: 6,
  status: null,
  suspendedProcesses: [],
  instanceTypes: ['m6i.4xlarge'],
  zones: [zone('a', 2), zone('b', 2), zone('c', 2)],
};

interface Situation {
  groups?: Partial<AutoScalingGroup>[];
  gone?: boolean;
  failing?: boolean;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation) {
  const { groups = [{}], gone, failing } = situation;
  const said: AutoScalingGroups = gone
    ? { sought: 'called asg', region: 'eu-west-1', missing: true }
    : {
        region: 'eu-west-1',
        missing: false,
        groups: groups.map(change => ({ ...GROUP, ...change })),
      };
  return judgeAmong(
    ENTITIES,
    check,
    name,
    { [AUTO_SCALING_GROUPS]: said },
    failing,
  );
}

const with1 = (change: Partial<AutoScalingGroup>): Situation => ({
  groups: [change],
});
const GONE: Row = [
  'it is gone',
  'workers',
  { gone: true },
  'breached',
  /no longer has a group called asg/,
];
const CANNOT_ASK: Row = [
  'it cannot be asked',
  'workers',
  { failing: true },
  'unknown',
  /asks to slow down/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    instancesInService,
    [
      [
        'all is well',
        'workers',
        {},
        'met',
        /6 instances are in service and healthy, in 3 zones \(eu-west-1a 2,/,
      ],
      [
        'each zone has a group of its own',
        'workers',
        {
          groups: ['a', 'b', 'c'].map(letter => ({
            minSize: 1,
            zones: [zone(letter, 1)],
          })),
        },
        'met',
        /3 instances .* in 3 zones/,
      ],
      [
        'a zone is empty',
        'workers',
        with1({ zones: [zone('a', 3), zone('b', 3), zone('c', 0, 2)] }),
        'at-risk',
        /in 2 of 3 zones \(.*eu-west-1c 0\)/,
      ],
      [
        'zones are not declared, and one is missing',
        'anywhere',
        with1({ zones: [zone('a', 3), zone('b', 3)] }),
        'at-risk',
        /2 of 3 zones/,
      ],
      [
        'there are fewer than the minimum',
        'workers',
        with1({ zones: [zone('a', 1), zone('b', 1, 2), zone('c', 0)] }),
        'breached',
        /has 2 instances .* minimum of 3/,
      ],
      [
        'one of two groups is short',
        'workers',
        { groups: [{}, { name: 'gpu', minSize: 1, zones: [] }] },
        'breached',
        /gpu has 0/,
      ],
      [
        'none is wanted',
        'workers',
        with1({ minSize: 0, desiredCapacity: 0, zones: [zone('a', 0)] }),
        'at-risk',
        /No instance is in service/,
      ],
      GONE,
      CANNOT_ASK,
    ],
  ],
  [
    roomToGrow,
    [
      ['all is well', 'workers', {}, 'met', /can grow to 12/],
      [
        'a process is suspended on purpose',
        'workers',
        with1({ suspendedProcesses: ['AZRebalance'] }),
        'met',
        /suspended: AZRebalance/,
      ],
      [
        'nothing is launched',
        'workers',
        with1({ suspendedProcesses: ['Launch'] }),
        'at-risk',
        /launches no instances/,
      ],
      [
        'nothing is replaced',
        'workers',
        with1({ suspendedProcesses: ['ReplaceUnhealthy'] }),
        'at-risk',
        /does not replace/,
      ],
      [
        'it is at its maximum',
        'workers',
        with1({ desiredCapacity: 12 }),
        'at-risk',
        /no more than 12/,
      ],
      [
        'it is being deleted',
        'workers',
        with1({ status: 'Delete in progress' }),
        'breached',
        /Delete in progress/,
      ],
      GONE,
      CANNOT_ASK,
    ],
  ],
];

describeChecks('Auto Scaling', {
  all: autoscaling.checks,
  cases: CASES,
  judge,
});

it('says nothing of node groups outside AWS', () => {
  expect(autoscaling.checks.filter(check => judge(check, 'own', {}))).toEqual(
    [],
  );
});
