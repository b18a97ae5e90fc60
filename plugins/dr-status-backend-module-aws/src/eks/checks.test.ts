import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeEstate } from '../testing/estate';
import { eksAccess, eksControlPlane, eksVersion } from './eksCluster';
import { eksDrCapacity, eksNodeGroups } from './eksNodeGroups';
import { eks } from './index';
import {
  EKS_CLUSTER,
  EKS_NODE_GROUPS,
  type EksCluster,
  type EksNodeGroup,
} from './signals';

const ENTITIES = [
  entity('k8s', 'kubernetes-cluster', {
    site: 'here',
    failsOverTo: ['resource:k8s-dr'],
  }),
  entity('k8s-dr', 'kubernetes-cluster', { site: 'there' }),
  entity('own', 'kubernetes-cluster', {
    site: 'cellar',
    failsOverTo: ['resource:k8s-dr'],
  }),
];

type PresentCluster = Extract<EksCluster, { missing: false }>;
const CLUSTER: PresentCluster = {
  name: 'k8s',
  region: 'eu-central-1',
  missing: false,
  status: 'ACTIVE',
  version: '1.34',
  issues: [],
  support: { status: 'STANDARD_SUPPORT', standardEndsAt: ago(-90 * 86_400) },
  access: {
    authenticationMode: 'API',
    privateEndpoint: true,
    publicEndpoint: true,
    publicCidrs: ['198.51.100.0/28'],
  },
};
const GROUP: EksNodeGroup = {
  name: 'workers',
  status: 'ACTIVE',
  version: '1.34',
  minSize: 3,
  maxSize: 12,
  desiredSize: 6,
  instanceTypes: ['m6i.4xlarge'],
  autoScalingGroups: ['eks-workers-1'],
  issues: [],
};
const SMALL: EksNodeGroup = {
  ...GROUP,
  name: 'standby',
  desiredSize: 3,
  instanceTypes: ['m6i.2xlarge'],
};
const ISSUE = { code: 'SubnetNotFound', message: 'It is gone.' };

interface Situation {
  cluster?: Partial<PresentCluster>;
  gone?: boolean;
  here?: EksNodeGroup[];
  there?: EksNodeGroup[];
  failing?: string;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation) {
  const { here = [GROUP], there = [SMALL], failing } = situation;
  const cluster = situation.gone
    ? { name: 'k8s', region: 'eu-central-1', missing: true }
    : { ...CLUSTER, ...situation.cluster };
  return judgeEstate(
    ENTITIES,
    check,
    name,
    {
      k8s: { [EKS_CLUSTER]: cluster, [EKS_NODE_GROUPS]: here },
      'k8s-dr': { [EKS_CLUSTER]: cluster, [EKS_NODE_GROUPS]: there },
    },
    failing,
  );
}

const cannotAsk = (name: string): Row => [
  'it cannot be asked',
  name,
  { failing: name },
  'unknown',
  /asks to slow down/,
];
const access = (change: Partial<PresentCluster['access']>): Situation => ({
  cluster: { access: { ...CLUSTER.access, ...change } },
});
const support = (
  status: string,
  standardEndsAt: string | null = null,
): Situation => ({ cluster: { support: { status, standardEndsAt } } });
const group = (change: Partial<EksNodeGroup>): Situation => ({
  here: [{ ...GROUP, ...change }],
});

const CASES: Array<[Check, Row[]]> = [
  [
    eksControlPlane,
    [
      ['all is well', 'k8s', {}, 'met', /k8s \(1\.34\) is ACTIVE/],
      [
        'it is updated',
        'k8s',
        { cluster: { status: 'UPDATING' } },
        'at-risk',
        /UPDATING/,
      ],
      [
        'its issues are not told',
        'k8s',
        { cluster: { issues: null } },
        'unknown',
        /does not say whether it has issues/,
      ],
      [
        'it has an issue',
        'k8s',
        { cluster: { issues: [ISSUE] } },
        'at-risk',
        /a health issue: SubnetNotFound \(It is gone\)\./,
      ],
      [
        'it has failed',
        'k8s',
        { cluster: { status: 'FAILED' } },
        'breached',
        /FAILED/,
      ],
      ['it is gone', 'k8s', { gone: true }, 'breached', /no longer has/],
      [
        'its status is new',
        'k8s',
        { cluster: { status: 'DREAMING' } },
        'unknown',
        /DREAMING/,
      ],
      cannotAsk('k8s'),
    ],
  ],
  [
    eksNodeGroups,
    [
      [
        'issues of a group are not told',
        'k8s',
        group({ issues: null }),
        'unknown',
        /workers is ACTIVE, and EKS does not say whether/,
      ],
      ['all is well', 'k8s', {}, 'met', /workers is ACTIVE with 6 nodes/],
      [
        'several are well',
        'k8s',
        { here: [GROUP, SMALL] },
        'met',
        /All 2 node groups/,
      ],
      [
        'one is degraded',
        'k8s',
        {
          here: [
            GROUP,
            {
              ...SMALL,
              status: 'DEGRADED',
              issues: [{ code: 'InsufficientFreeAddresses', message: '' }],
            },
          ],
        },
        'at-risk',
        /standby is DEGRADED .*InsufficientFreeAddresses\./,
      ],
      [
        'it is degraded without a word',
        'k8s',
        group({ status: 'DEGRADED' }),
        'at-risk',
        /DEGRADED/,
      ],
      [
        'it is updated',
        'k8s',
        group({ status: 'UPDATING' }),
        'at-risk',
        /UPDATING/,
      ],
      [
        'it could not be made',
        'k8s',
        group({ status: 'CREATE_FAILED' }),
        'breached',
        /CREATE_FAILED/,
      ],
      ['there is none', 'k8s', { here: [] }, 'breached', /no managed node/],
      ['its status is new', 'k8s', group({ status: 'X' }), 'unknown', /X/],
      cannotAsk('k8s'),
    ],
  ],
  [
    eksDrCapacity,
    [
      [
        'production has no node group',
        'k8s-dr',
        { here: [] },
        'unknown',
        /no node group whose size/,
      ],
      [
        'all is well',
        'k8s-dr',
        {},
        'met',
        /can grow to 12 nodes \(m6i\.2xlarge\); k8s wants 6/,
      ],
      [
        'they cannot be compared',
        'k8s-dr',
        { there: [{ ...SMALL, maxSize: 7, instanceTypes: ['c7g.large'] }] },
        'met',
        /7 nodes/,
      ],
      [
        'they are fewer',
        'k8s-dr',
        { there: [{ ...SMALL, maxSize: 5 }] },
        'breached',
        /5 nodes/,
      ],
      [
        'they are enough, but smaller',
        'k8s-dr',
        { there: [{ ...SMALL, maxSize: 9 }] },
        'at-risk',
        /75 % of the capacity/,
      ],
      [
        'there are none',
        'k8s-dr',
        { there: [] },
        'breached',
        /grow to 0 nodes/,
      ],
      [
        'a size is not told',
        'k8s-dr',
        { there: [{ ...SMALL, maxSize: null }] },
        'unknown',
        /does not give the sizes/,
      ],
      [
        'production cannot be asked',
        'k8s-dr',
        { failing: 'k8s' },
        'unknown',
        /slow down/,
      ],
      cannotAsk('k8s-dr'),
    ],
  ],
  [
    eksVersion,
    [
      ['all is well', 'k8s', {}, 'met', /ends in 90 d/],
      [
        'no end is told',
        'k8s',
        support('STANDARD_SUPPORT'),
        'unknown',
        /does not say for how long/,
      ],
      [
        'support ends soon',
        'k8s',
        support('STANDARD_SUPPORT', ago(-86_400)),
        'at-risk',
        /ends in 1 d/,
      ],
      [
        'support is extended',
        'k8s',
        support('EXTENDED_SUPPORT'),
        'at-risk',
        /extended/,
      ],
      ['support is over', 'k8s', support('UNSUPPORTED'), 'breached', /longer/],
      ['support is new', 'k8s', support('LOVED'), 'unknown', /LOVED/],
      [
        'support is not told',
        'k8s',
        { cluster: { support: null } },
        'unknown',
        /does not say/,
      ],
      ['it is gone', 'k8s', { gone: true }, 'breached', /no longer has/],
      cannotAsk('k8s'),
    ],
  ],
  [
    eksAccess,
    [
      ['all is well', 'k8s', {}, 'met', /from 198\.51\.100\.0\/28/],
      [
        'it is private',
        'k8s',
        access({ publicEndpoint: false, publicCidrs: ['0.0.0.0/0'] }),
        'met',
        /VPC alone/,
      ],
      [
        'it does not say whom it lets in',
        'k8s',
        access({ publicCidrs: [] }),
        'unknown',
        /whom its public endpoint takes/,
      ],
      [
        'it does not say which endpoints it has',
        'k8s',
        access({ publicEndpoint: null }),
        'unknown',
        /which endpoints it has/,
      ],
      [
        'everybody may come',
        'k8s',
        access({ publicCidrs: ['0.0.0.0/0'] }),
        'at-risk',
        /from everywhere/,
      ],
      [
        'there is no private way, nor access entries',
        'k8s',
        access({ privateEndpoint: false, authenticationMode: 'CONFIG_MAP' }),
        'at-risk',
        /private endpoint is off and it knows no access entries/,
      ],
      [
        'it does not say how to log in',
        'k8s',
        access({ authenticationMode: null }),
        'unknown',
        /authenticates/,
      ],
      cannotAsk('k8s'),
    ],
  ],
];

describeChecks('EKS', { all: eks.checks, cases: CASES, judge });

it.each([
  ['k8s', eks.checks.map(({ id }) => id).filter(id => !/dr-capacity/.test(id))],
  ['k8s-dr', eks.checks.map(({ id }) => id)],
  ['own', []],
])('%s is judged by what applies to it', (name, ids) => {
  expect(
    eks.checks.filter(check => judge(check, name, {})).map(({ id }) => id),
  ).toEqual(ids);
});
