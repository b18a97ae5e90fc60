import {
  DescribeCertificateCommand,
  ListCertificatesCommand,
  ResourceNotFoundException$,
  type CertificateDetail,
} from '@aws-sdk/client-acm';
import { REGIONS } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { AWS_SITES, type AwsSite } from '../../sites';
import { balancerArn } from '../elbv2/LoadBalancers';
import { ZONE_NAME } from '../route53/estate';
import type { Certificates } from './Certificates';

export { Certificates } from './Certificates';

const DOMAIN = ZONE_NAME.replace(/\.$/, '');
const KEY_ALGORITHM = 'EC_prime256v1';

function describe(
  certificates: Certificates,
  site: AwsSite,
  { accountId }: Call,
): CertificateDetail {
  const wrong = certificates.wrong(site);
  const notBefore = certificates.notBefore(site);
  return {
    CertificateArn: certificates.arn(site, accountId),
    DomainName: DOMAIN,
    SubjectAlternativeNames: [DOMAIN, `*.${DOMAIN}`],
    Status: certificates.expired(site) ? 'EXPIRED' : 'ISSUED',
    Type: 'AMAZON_ISSUED',
    KeyAlgorithm: KEY_ALGORITHM,
    SignatureAlgorithm: 'SHA256WITHRSA',
    Issuer: 'Amazon',
    Subject: `CN=${DOMAIN}`,
    CreatedAt: notBefore,
    IssuedAt: notBefore,
    NotBefore: notBefore,
    NotAfter: certificates.notAfter(site),
    InUseBy: [balancerArn(site, accountId)],
    RenewalEligibility: 'ELIGIBLE',
    ...(wrong && {
      RenewalSummary: {
        RenewalStatus: wrong === 'expiring' ? 'PENDING_VALIDATION' : 'FAILED',
        RenewalStatusReason: 'DOMAIN_NOT_ALLOWED',
        UpdatedAt: notBefore,
        DomainValidationOptions: [
          {
            DomainName: DOMAIN,
            ValidationMethod: 'DNS',
            ValidationStatus:
              wrong === 'expiring' ? 'PENDING_VALIDATION' : 'FAILED',
          },
        ],
      },
    }),
    Options: { CertificateTransparencyLoggingPreference: 'ENABLED' },
  };
}

/** Certificate Manager: the certificate of the region's load balancer. */
export function acmService(certificates: Certificates): Service {
  const all = (call: Call) =>
    AWS_SITES.filter(site => REGIONS[site] === call.region).map(site =>
      describe(certificates, site, call),
    );
  return {
    signingName: 'acm',
    actionPrefix: 'acm',
    apiVersion: '2015-12-08',
    xmlNamespace: '',
    shapeNamespace: 'com.amazonaws.acm',
    targetPrefix: 'CertificateManager',
    protocols: ['json-1.1'],
    regions: region => [region],
    operations: operations([
      operation(ListCertificatesCommand, (input, call) => {
        // Without this filter ACM shows those with RSA keys of 2048 bits alone.
        const types = input.Includes?.keyTypes ?? ['RSA_1024', 'RSA_2048'];
        const { items, next } = paginate(
          all(call).filter(
            each =>
              types.includes(each.KeyAlgorithm!) &&
              (!input.CertificateStatuses?.length ||
                input.CertificateStatuses.includes(each.Status!)),
          ),
          each => each.CertificateArn!,
          pageSize(input.MaxItems, 'MaxItems', {
            min: 1,
            max: 1000,
            standard: 1000,
          }),
          input.NextToken,
        );
        return {
          NextToken: next,
          CertificateSummaryList: items.map(each => ({
            CertificateArn: each.CertificateArn,
            DomainName: each.DomainName,
            SubjectAlternativeNameSummaries: each.SubjectAlternativeNames,
            HasAdditionalSubjectAlternativeNames: false,
            Status: each.Status,
            Type: each.Type,
            KeyAlgorithm: each.KeyAlgorithm,
            InUse: true,
            RenewalEligibility: each.RenewalEligibility,
            NotBefore: each.NotBefore,
            NotAfter: each.NotAfter,
            CreatedAt: each.CreatedAt,
            IssuedAt: each.IssuedAt,
          })),
        };
      }),

      operation(DescribeCertificateCommand, ({ CertificateArn }, call) => {
        const found = all(call).find(
          each => each.CertificateArn === CertificateArn,
        );
        if (!found) {
          throw AwsError.modeled(
            ResourceNotFoundException$,
            `Could not find certificate ${CertificateArn}.`,
          );
        }
        return { Certificate: found };
      }),
    ]),
  };
}
