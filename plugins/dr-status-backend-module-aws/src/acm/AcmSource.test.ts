import { ConfigReader } from '@backstage/config';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { isFor } from './AcmSource';
import { acm } from './index';

testMisbehaviour(
  'ACM',
  at => acm.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const arn = (id: string) =>
  `arn:aws:acm:eu-west-1:111122223333:certificate/${id}`;
const summary = (id: string, DomainName: string, more: object = {}) => ({
  CertificateArn: arn(id),
  DomainName,
  SubjectAlternativeNameSummaries: [DomainName],
  ...more,
});
const END = '2027-05-01T00:00:00.000Z';
const ANSWERS = {
  ListCertificates: ({ Includes, NextToken }: any) => {
    // Without it ACM would not show the elliptic ones.
    expect(Includes.keyTypes).toContain('EC_prime256v1');
    return NextToken
      ? {
          CertificateSummaryList: [
            summary('c2', 'other.example'),
            summary('c3', 'many.example', {
              HasAdditionalSubjectAlternativeNames: true,
            }),
          ],
        }
      : {
          CertificateSummaryList: [summary('c1', '*.example.com')],
          NextToken: 'more',
        };
  },
  DescribeCertificate: ({ CertificateArn }: any) => ({
    Certificate: {
      CertificateArn,
      DomainName: 'Example.com',
      SubjectAlternativeNames: ['Example.com', '*.example.com'],
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      NotAfter: Date.parse(END) / 1000,
      RenewalEligibility: 'ELIGIBLE',
      RenewalSummary: { RenewalStatus: 'SUCCESS' },
      InUseBy: ['arn:1', 'arn:2'],
      Serial: 'not for the portal',
    },
  }),
};

describe('AcmSource', () => {
  it('reads all certificates over pages', async () => {
    const { observations } = await askAgainst(acm, {}, ANSWERS);
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: 'aws.acm.certificates',
        value: {
          region: 'eu-west-1',
          certificates: ['c1', 'c2', 'c3'].map(id => ({
            id,
            domain: 'Example.com',
            names: ['example.com', '*.example.com'],
            status: 'ISSUED',
            type: 'AMAZON_ISSUED',
            notAfter: END,
            renewalEligibility: 'ELIGIBLE',
            renewalStatus: 'SUCCESS',
            usedBy: 2,
          })),
        },
      },
    ]);
  });

  it('leaves out what is for other hosts, once all names are seen', async () => {
    const { observations, operations } = await askAgainst(
      acm,
      { domains: ['www.example.com'] },
      {
        ...ANSWERS,
        DescribeCertificate: (request: any) =>
          request.CertificateArn === arn('c3')
            ? {
                Certificate: {
                  CertificateArn: arn('c3'),
                  DomainName: 'many.example',
                  SubjectAlternativeNames: ['more.example'],
                  Status: 'ISSUED',
                },
              }
            : ANSWERS.DescribeCertificate(request),
      },
    );
    const { certificates } = observations[0].value as any;
    expect(certificates.map(({ id }: any) => id)).toEqual(['c1']);
    // The summary of the second shows that it is none of them.
    expect(operations.filter(each => each.startsWith('Desc'))).toHaveLength(2);
  });

  it('does not describe certificates without end', async () => {
    await expect(
      askAgainst(
        acm,
        {},
        {
          ListCertificates: {
            CertificateSummaryList: Array.from({ length: 51 }, (_, index) =>
              summary(`c${index}`, 'a.example'),
            ),
          },
        },
      ),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'ACM in eu-west-1 has 51 certificates; at most 50 are followed.',
      hint: expect.stringContaining('drStatus.sources.aws[0].domains'),
    });
  });

  it('does not believe a certificate without its status', async () => {
    await expect(
      askAgainst(
        acm,
        {},
        { ...ANSWERS, DescribeCertificate: { Certificate: {} } },
      ),
    ).rejects.toMatchObject({ kind: 'malformed' });
  });
});

it.each([
  ['example.com', 'example.com', true],
  ['example.com', 'EXAMPLE.com', true],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', '*.example.com', true],
  ['*.example.com', 'a.b.example.com', false],
  ['*.example.com', 'example.com', false],
  ['example.com', 'a.example.com', false],
])('knows whether %s is for %s', (name, host, expected) => {
  expect(isFor(name, host)).toBe(expected);
});
