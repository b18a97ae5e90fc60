import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate } from '../testing/estate';
import { iam } from './index';
import { narrowTrust, oidcProvider, roleTrust } from './irsa';
import { SERVICE_ACCOUNT_ROLES } from './usedRoles';
import { IRSA, type Irsa, type IrsaRole, type Trust } from './signals';

const ENTITIES = [
  entity('irsa', 'identity', {
    site: 'there',
    locatedIn: 'resource:cluster',
  }),
  entity('cluster', 'kubernetes-cluster', { site: 'there' }),
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
  /** Role by the service account that takes it, as the cluster says. */
  used?: Record<string, string>;
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
  return judgeEstate(
    ENTITIES,
    check,
    name,
    {
      irsa: { [IRSA]: irsa },
      ...(situation.used && {
        cluster: {
          [SERVICE_ACCOUNT_ROLES]: Object.entries(situation.used).map(
            ([account, role]) => ({
              namespace: account.split('/')[0],
              name: account.split('/')[1],
              roleArn: `arn:aws:iam::111122223333:role/a/path/${role}`,
            }),
          ),
        },
      }),
    },
    situation.failing ? name : undefined,
  );
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
        [
          'it takes tokens for another audience alone',
          'irsa',
          { trust: { audiences: ['vault'] } },
          'unknown',
          /takes tokens of shop-dr for vault alone/,
        ],
        ['all trust it', 'irsa', {}, 'met', /All 2 roles .* shop-dr/],
        [
          'a wildcard covers it',
          'irsa',
          { trust: { subjects: ['system:serviceaccount:shop:*'] } },
          'met',
          /All 2 roles/,
        ],
        [
          'those that the cluster takes trust it as well',
          'irsa',
          { used: { 'shop/api': 'shop-api' } },
          'met',
          /All 2 roles/,
        ],
        [
          'the cluster takes one by another service account',
          'irsa',
          { used: { 'shop/web': 'shop-web' } },
          'breached',
          /shop-web .* not its service account shop\/web/,
        ],
        [
          'the cluster takes one that is not watched',
          'irsa',
          { used: { 'shop/mail': 'shop-mail' } },
          'unknown',
          /shop-mail, which shop\/mail takes, .* not among/,
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
