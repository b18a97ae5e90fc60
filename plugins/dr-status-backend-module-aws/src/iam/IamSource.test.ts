import { ConfigReader } from '@backstage/config';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst, type Answers } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { xmlError } from '../testing/FakeAws';
import { iam } from './index';
import { IRSA } from './signals';

const ITEM = {
  cluster: 'shop',
  roles: [{ name: 'shop-api', serviceAccount: 'shop/api' }, { name: 'gone' }],
};

testMisbehaviour(
  'IAM',
  at => iam.create(awsSettings(at), new ConfigReader(ITEM)),
  { protocol: 'http' },
);

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/B';
const POLICY = encodeURIComponent(
  JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`,
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${ISSUER}:sub`]: 'system:serviceaccount:shop:api' },
        },
      },
    ],
  }),
);
const providers = (...issuers: string[]) => ({
  body: `<ListOpenIDConnectProvidersResponse><ListOpenIDConnectProvidersResult><OpenIDConnectProviderList>${issuers
    .map(
      issuer =>
        `<member><Arn>arn:aws:iam::111122223333:oidc-provider/${issuer}</Arn></member>`,
    )
    .join(
      '',
    )}</OpenIDConnectProviderList></ListOpenIDConnectProvidersResult></ListOpenIDConnectProvidersResponse>`,
});
const role = (document: string) => ({
  body: `<GetRoleResponse><GetRoleResult><Role><Path>/</Path><RoleName>shop-api</RoleName><RoleId>AROA</RoleId><Arn>a</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${document}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
});
const ANSWERS: Answers = {
  ListOpenIDConnectProviders: providers('other', ISSUER),
  '/clusters/shop': {
    cluster: {
      name: 'shop',
      identity: { oidc: { issuer: `https://${ISSUER}` } },
    },
  },
  GetRole: (body: string) =>
    body.includes('RoleName=gone')
      ? xmlError(404, 'NoSuchEntity', 'The role cannot be found.')
      : role(POLICY),
};

describe('IamSource', () => {
  it('reads the issuer, whether IAM knows it, and whom the roles trust', async () => {
    const { observations } = await askAgainst(iam, ITEM, ANSWERS);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: IRSA,
        value: {
          cluster: 'shop',
          region: 'eu-west-1',
          issuer: ISSUER,
          registered: true,
          roles: [
            {
              name: 'shop-api',
              serviceAccount: 'shop/api',
              missing: false,
              trust: [
                {
                  issuer: ISSUER,
                  subjects: ['system:serviceaccount:shop:api'],
                  audiences: [],
                },
              ],
              notUnderstood: null,
            },
            {
              name: 'gone',
              serviceAccount: null,
              missing: true,
              trust: [],
              notUnderstood: null,
            },
          ],
        },
      },
    ]);
  });

  it('tells an issuer that is not registered, and a cluster without one', async () => {
    const unregistered = await askAgainst(iam, ITEM, {
      ...ANSWERS,
      ListOpenIDConnectProviders: providers('other'),
    });
    expect(unregistered.observations[0].value).toMatchObject({
      issuer: ISSUER,
      registered: false,
    });
    const without = await askAgainst(iam, ITEM, {
      ...ANSWERS,
      '/clusters/shop': { cluster: { name: 'shop' } },
    });
    expect(without.observations[0].value).toMatchObject({
      issuer: null,
      registered: false,
    });
  });

  it('says which key is wrong for a cluster that is not there', async () => {
    await expect(
      askAgainst(iam, ITEM, {
        ...ANSWERS,
        '/clusters/shop': {
          status: 404,
          body: '{"__type": "ResourceNotFoundException", "message": "none"}',
        },
      }),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'EKS in eu-west-1 has no cluster called shop.',
      hint: expect.stringContaining('drStatus.sources.aws[0].cluster'),
    });
  });

  it('names EKS where that is what fails', async () => {
    await expect(
      askAgainst(iam, ITEM, {
        ...ANSWERS,
        '/clusters/shop': {
          status: 403,
          body: '{"__type": "AccessDeniedException", "message": "not eks:DescribeCluster"}',
        },
      }),
    ).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringMatching(/^EKS in eu-west-1 denies access: /),
    });
  });

  it.each([
    ['a cluster', { '/clusters/shop': {} }],
    ['a role', { GetRole: role('') }],
  ])('does not believe %s without its content', async (_what, answers) => {
    await expect(
      askAgainst(iam, ITEM, { ...ANSWERS, ...answers }),
    ).rejects.toMatchObject({ kind: 'malformed' });
  });

  it.each([
    [{ name: 'arn:aws:iam::1:role/a' }, 'name', /neither its path nor its ARN/],
    [{ name: 'a', serviceAccount: 'a' }, 'serviceAccount', /namespace\/name/],
  ])('refuses the role %j', (given, key, said) => {
    const create = () =>
      iam.create(
        awsSettings({ url: 'http://127.0.0.1:1' }),
        new ConfigReader({ cluster: 'shop', roles: [given] }),
      );
    expect(create).toThrow(`drStatus.sources.aws[0].roles[0].${key}'`);
    expect(create).toThrow(said);
  });

  it('refuses an empty list of roles', () => {
    expect(() =>
      iam.create(
        awsSettings({ url: 'http://127.0.0.1:1' }),
        new ConfigReader({ cluster: 'shop', roles: [] }),
      ),
    ).toThrow("Invalid value at 'drStatus.sources.aws[0].roles'");
  });
});
