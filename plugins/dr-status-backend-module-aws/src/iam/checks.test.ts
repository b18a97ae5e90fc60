import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeAmong } from '../testing/estate';
import { iam } from './index';
import { narrowTrust, oidcProvider, roleTrust } from './irsa';
import { IRSA, type Irsa, type IrsaRole, type Trust } from './signals';

const ENTITIES = [
  entity('irsa', 'identity', { site: 'there' }),
  entity('directory', 'identity', { site: 'cellar' }),
];

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/B';
const ELSEWHERE = 'oidc.eks.eu-central-1.amazonaws.com/id/A';
const TRUST: Trust = {
  issuer: ISSUER,
  subjects: ['system:serviceaccount:shop:api'],
  audiences: ['sts.amazonaws.com'],
};
const ROLE: IrsaRole = {
  name: 'shop-api',
  serviceAccount: 'shop/api',
  missing: false,
  trust: [{ ...TRUST, issuer: ELSEWHERE }, TRUST],
  notUnderstood: null,
};

interface Situation {
  irsa?: Partial<Irsa>;
  role?: Partial<IrsaRole>;
  trust?: Partial<Trust>;
  failing?: boolean;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation) {
  const irsa: Irsa = {
    cluster: 'shop-dr',
    region: 'eu-west-1',
    issuer: ISSUER,
    registered: true,
    roles: [
      { ...ROLE, name: 'shop-web', serviceAccount: null },
      {
        ...ROLE,
        ...(situation.trust && { trust: [{ ...TRUST, ...situation.trust }] }),
        ...situation.role,
      },
    ],
    ...situation.irsa,
  };
  return judgeAmong(ENTITIES, check, name, { [IRSA]: irsa }, situation.failing);
}

const ALWAYS: Row[] = [
  [
    'the cluster has no issuer',
    'irsa',
    { irsa: { issuer: null } },
    'breached',
    /shop-dr in eu-west-1 has no OpenID Connect issuer/,
  ],
  [
    'it cannot be asked',
    'irsa',
    { failing: true },
    'unknown',
    /asks to slow down/,
  ],
];

describeChecks<Situation>('IAM checks', {
  all: iam.checks,
  judge,
  cases: [
    [
      oidcProvider,
      [
        ['it is registered', 'irsa', {}, 'met', /provider for oidc\.eks/],
        [
          'it is not',
          'irsa',
          { irsa: { registered: false } },
          'breached',
          /IAM has no provider for .*id\/B/,
        ],
        ...ALWAYS,
      ],
    ],
    [
      roleTrust,
      [
        ['all trust it', 'irsa', {}, 'met', /All 2 roles .* shop-dr/],
        [
          'a wildcard covers it',
          'irsa',
          { trust: { subjects: ['system:serviceaccount:shop:*'] } },
          'met',
          /All 2 roles/,
        ],
        [
          'one trusts the other region alone',
          'irsa',
          { role: { trust: [{ ...TRUST, issuer: ELSEWHERE }] } },
          'breached',
          /shop-api does not trust .*id\/B/,
        ],
        [
          'one lets in another service account',
          'irsa',
          { trust: { subjects: ['system:serviceaccount:shop:apis'] } },
          'breached',
          /not its service account shop\/api/,
        ],
        [
          'one is gone',
          'irsa',
          { role: { missing: true, trust: [] } },
          'breached',
          /no role called shop-api/,
        ],
        [
          'one cannot be read',
          'irsa',
          {
            role: { trust: [], notUnderstood: 'its trust policy is no JSON' },
          },
          'unknown',
          /is unknown: its trust policy is no JSON/,
        ],
        [
          'one denies as well',
          'irsa',
          { role: { notUnderstood: 'a Deny statement' } },
          'unknown',
          /a Deny statement, which is not evaluated/,
        ],
        ...ALWAYS,
      ],
    ],
    [
      narrowTrust,
      [
        ['all are exact', 'irsa', {}, 'met', /All 2 roles/],
        [
          'one has a wildcard',
          'irsa',
          { trust: { subjects: ['system:serviceaccount:*:*'] } },
          'at-risk',
          /whatever matches system:serviceaccount:\*:\*/,
        ],
        [
          'one names no service account',
          'irsa',
          { trust: { subjects: [] } },
          'at-risk',
          /every service account of shop-dr/,
        ],
        [
          'one names no audience',
          'irsa',
          { trust: { audiences: [] } },
          'at-risk',
          /any audience/,
        ],
        ...ALWAYS,
      ],
    ],
  ],
});

describe('IAM checks', () => {
  it('leave alone what is not in AWS', () => {
    expect(judge(roleTrust, 'directory', {})).toBeUndefined();
  });
});
