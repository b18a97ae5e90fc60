import type { SslPolicy } from '@aws-sdk/client-elastic-load-balancing-v2';

export const TLS13_ONLY = 'ELBSecurityPolicy-TLS13-1-3-2021-06';
/** All versions from 1.0 on. */
export const TLS10_ON = 'ELBSecurityPolicy-TLS13-1-0-2021-06';

const TLS13_CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];
const TLS12_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

const policy = (
  Name: string,
  SslProtocols: string[],
  ciphers: string[],
): SslPolicy => ({
  Name,
  SslProtocols,
  Ciphers: ciphers.map((cipher, index) => ({
    Name: cipher,
    Priority: index + 1,
  })),
  SupportedLoadBalancerTypes: ['application', 'network'],
});

/** Some of the policies that AWS predefines, with the protocols that they allow. */
export const SSL_POLICIES: SslPolicy[] = [
  policy(TLS13_ONLY, ['TLSv1.3'], TLS13_CIPHERS),
  policy(
    'ELBSecurityPolicy-TLS13-1-2-2021-06',
    ['TLSv1.2', 'TLSv1.3'],
    [...TLS13_CIPHERS, ...TLS12_CIPHERS],
  ),
  policy(
    TLS10_ON,
    ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    [...TLS13_CIPHERS, ...TLS12_CIPHERS],
  ),
  policy('ELBSecurityPolicy-TLS-1-2-2017-01', ['TLSv1.2'], TLS12_CIPHERS),
  policy(
    'ELBSecurityPolicy-2016-08',
    ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
    TLS12_CIPHERS,
  ),
];
