import { covers, readTrustPolicy } from './trustPolicy';

const PROVIDER =
  'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/B';
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/B';

const read = (policy: unknown) =>
  readTrustPolicy(encodeURIComponent(JSON.stringify(policy)));
const statement = (change: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      [`${ISSUER}:sub`]: 'system:serviceaccount:shop:api',
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
    },
  },
  ...change,
});

describe('readTrustPolicy', () => {
  it('reads issuer, subjects and audiences', () => {
    expect(read({ Statement: [statement()] })).toEqual({
      trust: [
        {
          issuer: ISSUER,
          subjects: ['system:serviceaccount:shop:api'],
          audiences: ['sts.amazonaws.com'],
        },
      ],
      notUnderstood: null,
    });
  });

  it('reads a statement that stands alone, lists, and other operators', () => {
    const { trust, notUnderstood } = read({
      Statement: statement({
        Principal: { Federated: [PROVIDER, `${PROVIDER}2`] },
        Action: ['sts:TagSession', 'sts:AssumeRoleWithWebIdentity'],
        Condition: {
          'ForAnyValue:StringLike': {
            [`${ISSUER.toUpperCase()}:SUB`]: ['a', 'b*'],
          },
        },
      }),
    });
    expect(trust[0]).toEqual({
      issuer: ISSUER,
      subjects: ['a', 'b*'],
      audiences: [],
    });
    expect(trust[1].issuer).toBe(`${ISSUER}2`);
    expect(notUnderstood).toMatch(/^the condition ForAnyValue:StringLike on /);
  });

  it('passes over statements for others', () => {
    expect(
      read({
        Statement: [
          statement({
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          }),
          statement({ Principal: { Federated: 'cognito-identity' } }),
          statement({ Principal: '*' }),
        ],
      }),
    ).toEqual({ trust: [], notUnderstood: null });
  });

  it.each([
    ['a Deny', { Effect: 'Deny' }, 'a Deny statement'],
    [
      'a Deny of all but some actions',
      { Effect: 'Deny', Action: undefined, NotAction: 'sts:TagSession' },
      'a statement for all but what it names',
    ],
    [
      'a wildcard where none is looked for',
      {
        Condition: {
          StringEquals: { [`${ISSUER}:sub`]: 'system:serviceaccount:shop:*' },
        },
      },
      'a wildcard in StringEquals, which takes it for the character itself',
    ],
    [
      'another operator',
      { Condition: { StringNotEquals: { [`${ISSUER}:sub`]: 'a' } } },
      `the condition StringNotEquals on ${ISSUER}:sub`,
    ],
    [
      'another key',
      { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } },
      'the condition StringEquals on aws:SourceVpc',
    ],
  ])('says that it does not understand %s', (_what, change, said) => {
    expect(read({ Statement: [statement(change)] }).notUnderstood).toBe(said);
  });

  it.each(['{', '%E0%A4%A', encodeURIComponent('[]')])(
    'does not stumble over %s',
    document => {
      expect(readTrustPolicy(document).trust).toEqual([]);
    },
  );
});

describe('covers', () => {
  it.each([
    ['system:serviceaccount:shop:api', true],
    ['system:serviceaccount:shop:*', true],
    ['system:serviceaccount:*', true],
    ['system:serviceaccount:shop:a??', true],
    ['system:serviceaccount:shop:a?', false],
    ['system:serviceaccount:shop.api', false],
    ['serviceaccount:shop:api', false],
    ['*:api', true],
    ['*s*p*i', true],
    ['system:serviceaccount:shop:api*', true],
    ['system:serviceaccount:shop:apis', false],
    [`${'*a'.repeat(500)}b`, false],
  ])('%s: %s', (pattern, expected) => {
    expect(covers(pattern, 'shop/api')).toBe(expected);
  });
});
