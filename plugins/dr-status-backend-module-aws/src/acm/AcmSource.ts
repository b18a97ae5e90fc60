import {
  DescribeCertificateCommand,
  ListCertificatesCommand,
  type ACMClient,
  type CertificateDetail,
  type CertificateSummary,
  type KeyAlgorithm,
} from '@aws-sdk/client-acm';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import { ACM_CERTIFICATES, type Certificate } from './signals';

export const ACM_ACTIONS = [
  'acm:ListCertificates',
  'acm:DescribeCertificate',
] as const;
const CALLS_AT_ONCE = 4;
const MOST_CERTIFICATES = 50;
/** As many as one certificate can have: a name that is left out would seem to be covered. */
const LISTED_NAMES = 101;
/** Without a filter ACM lists certificates with RSA keys of 2048 bits alone. */
const KEY_TYPES: KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

/** Whether a certificate's name, `*.example.com` perhaps, is for a host. */
export function isFor(name: string, host: string): boolean {
  const [pattern, wanted] = [name.toLowerCase(), host.toLowerCase()];
  return (
    pattern === wanted ||
    (pattern.startsWith('*.') && wanted.replace(/^[^.]+/, '*') === pattern)
  );
}

/** Asks Certificate Manager of one account and region for its certificates. */
export class AcmSource extends AwsSource {
  readonly #domains?: string[];

  /** @param domains - hosts whose certificates are followed; all when absent */
  constructor(settings: AwsSourceSettings, domains?: string[]) {
    super(settings, `ACM in ${settings.region}`, ACM_ACTIONS);
    this.#domains = domains;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region } = this;
    const client = await this.clients.get('acm', region);
    const listed = await allPages(
      NextToken =>
        client.send(
          new ListCertificatesCommand({
            Includes: { keyTypes: KEY_TYPES },
            NextToken,
          }),
          { abortSignal: context.signal },
        ),
      answer => ({
        items: answer.CertificateSummaryList,
        next: answer.NextToken,
      }),
      () => malformed(asked, 'without a list of certificates'),
    );
    const followed = listed.filter(each => this.#mayBeFollowed(each));
    if (followed.length > MOST_CERTIFICATES) {
      throw new SourceFailure(
        'misconfigured',
        `${asked.name} has ${followed.length} certificates; at most ${MOST_CERTIFICATES} are followed.`,
        `Name the hosts that users follow at ${this.key}.domains.`,
      );
    }
    const described = await concurrently(
      followed,
      CALLS_AT_ONCE,
      ({ CertificateArn }) =>
        this.#describe(client, CertificateArn, context, asked),
    );
    const certificates = described
      .filter(({ SubjectAlternativeNames = [], DomainName = '' }) =>
        this.#isFollowed([DomainName, ...SubjectAlternativeNames]),
      )
      .map(toCertificate);
    return [
      {
        entityRef: this.entityRefs[0],
        signal: ACM_CERTIFICATES,
        value: { region, certificates },
      },
    ];
  }

  #isFollowed(names: string[]): boolean {
    return (
      this.#domains?.some(host => names.some(name => isFor(name, host))) ?? true
    );
  }

  /** Whether it is, as far as the summary shows all of its names. */
  #mayBeFollowed({
    DomainName = '',
    SubjectAlternativeNameSummaries: names,
    HasAdditionalSubjectAlternativeNames: hasMore,
  }: CertificateSummary): boolean {
    return !names || hasMore || this.#isFollowed([DomainName, ...names]);
  }

  async #describe(
    client: ACMClient,
    arn: string | undefined,
    context: SourceContext,
    asked: AskedService,
  ): Promise<CertificateDetail> {
    const { Certificate: detail } = await client.send(
      new DescribeCertificateCommand({ CertificateArn: arn }),
      { abortSignal: context.signal },
    );
    if (!detail?.Status) {
      throw malformed(asked, 'without the status of a certificate');
    }
    return detail;
  }
}

function toCertificate(detail: CertificateDetail): Certificate {
  const arn = detail.CertificateArn ?? '';
  const domain = detail.DomainName ?? '';
  return {
    id: arn.slice(arn.lastIndexOf('/') + 1),
    domain,
    names: [...new Set([domain, ...(detail.SubjectAlternativeNames ?? [])])]
      .map(name => name.toLowerCase())
      .slice(0, LISTED_NAMES),
    status: detail.Status ?? '',
    type: detail.Type ?? '',
    notAfter: detail.NotAfter?.toISOString() ?? null,
    renewalEligibility: detail.RenewalEligibility ?? null,
    renewalStatus: detail.RenewalSummary?.RenewalStatus ?? null,
    usedBy: detail.InUseBy?.length ?? 0,
  };
}
