import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  judgeAlone,
  type CheckCase,
  type Situation,
} from '@twinshore/plugin-dr-status-node/testUtils';
import * as checks from './checks';
import {
  TLS_ENDPOINTS,
  type TlsCertificate,
  type TlsEndpoint,
} from './signals';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const inDays = (days: number) =>
  new Date(NOW + days * 86_400_000).toISOString();

const CERTIFICATE: TlsCertificate = {
  subject: 'www.example.org',
  issuer: 'An authority',
  validTo: inDays(60),
  mistrust: null,
  nameMatches: true,
};
const GOOD: TlsEndpoint = {
  name: 'www',
  cause: null,
  versions: {
    'TLSv1.3': 'accepted',
    'TLSv1.2': 'refused',
    'TLSv1.1': 'refused',
    TLSv1: 'refused',
  },
  certificate: CERTIFICATE,
};
const SILENT: TlsEndpoint = {
  name: 'api',
  cause: 'api (a:443) cannot be reached (ECONNREFUSED).',
  versions: {},
  certificate: null,
};
const see = (...endpoints: Array<Partial<TlsEndpoint>>): Situation => ({
  [TLS_ENDPOINTS]: { endpoints: endpoints.map(each => ({ ...GOOD, ...each })) },
});
const versions = (change: TlsEndpoint['versions']): Situation =>
  see({}, { versions: { ...GOOD.versions, ...change } });
const certificate = (change: Partial<TlsCertificate>): Situation =>
  see({}, { certificate: { ...CERTIFICATE, ...change } });
const COMMON: CheckCase<Situation>[] = [
  ['one cannot be tried', 'site', see({}, SILENT), 'unknown', /api \(a:443\)/],
  ['none can be tried', 'site', 'failing', 'unknown', /It did not answer/],
];

const CASES: Array<[Check, CheckCase<Situation>[]]> = [
  [
    checks.protocol,
    [
      ['all is well', 'site', see({}, {}), 'met', /All 2 endpoints/],
      [
        '1.2 is accepted too',
        'site',
        versions({ 'TLSv1.2': 'accepted' }),
        'at-risk',
        /accepts TLSv1.2 besides/,
      ],
      [
        'old ones are accepted too',
        'site',
        versions({ TLSv1: 'accepted', 'TLSv1.1': 'accepted' }),
        'at-risk',
        /TLSv1.1 and TLSv1 besides/,
      ],
      [
        '1.3 is refused',
        'site',
        versions({ 'TLSv1.3': 'refused', 'TLSv1.2': 'accepted' }),
        'breached',
        /refuses TLSv1.3 and speaks TLSv1.2/,
      ],
      [
        'a version is not told',
        'site',
        versions({ 'TLSv1.2': 'not-told' }),
        'unknown',
        /TLSv1.2 is not known/,
      ],
      ...COMMON,
    ],
  ],
  [
    checks.expiry,
    [
      [
        'all is well',
        'site',
        see({}, {}),
        'met',
        /All 2 certificates have more than 30 days/,
      ],
      [
        'renewal is due',
        'site',
        certificate({ validTo: inDays(30) }),
        'at-risk',
        /ends in 30 d/,
      ],
      [
        'it is a day before',
        'site',
        certificate({ validTo: inDays(31) }),
        'met',
        /All/,
      ],
      [
        'it is not shown',
        'site',
        see({}, { certificate: null }),
        'unknown',
        /only to who has one/,
      ],
      [
        'it is nearly too late',
        'site',
        certificate({ validTo: inDays(7) }),
        'breached',
        /ends in 7 d/,
      ],
      [
        'it has expired',
        'site',
        certificate({ validTo: inDays(-2) }),
        'breached',
        /expired 2 d ago, on 2026-11-21/,
      ],
      ...COMMON,
    ],
  ],
  [
    checks.trust,
    [
      ['all is well', 'site', see({}, {}), 'met', /All 2 certificates/],
      [
        'the name is another',
        'site',
        certificate({ nameMatches: false }),
        'breached',
        /another name/,
      ],
      [
        'the authority is unknown',
        'site',
        certificate({ mistrust: 'SELF_SIGNED_CERT_IN_CHAIN' }),
        'breached',
        /SELF_SIGNED/,
      ],
      [
        'it has only expired',
        'site',
        certificate({ validTo: inDays(-2), mistrust: 'CERT_HAS_EXPIRED' }),
        'met',
        /All/,
      ],
      [
        'one above it has expired',
        'site',
        certificate({ mistrust: 'CERT_HAS_EXPIRED' }),
        'breached',
        /lead from it to An authority .* has expired/,
      ],
      ...COMMON,
    ],
  ],
  [
    checks.standbyTrusted,
    [
      [
        'all is well',
        'site',
        see({}, {}),
        'met',
        /All 2 certificates are trusted/,
      ],
      [
        'renewal is due',
        'site',
        certificate({ validTo: inDays(20) }),
        'at-risk',
        /ends in 20 d/,
      ],
      [
        'it has expired',
        'site',
        certificate({ validTo: inDays(-2), mistrust: 'CERT_HAS_EXPIRED' }),
        'breached',
        /expired 2 d ago/,
      ],
      [
        'one above it has expired',
        'site',
        certificate({ mistrust: 'CERT_HAS_EXPIRED' }),
        'breached',
        /has expired/,
      ],
      [
        'the name is another',
        'site',
        certificate({ nameMatches: false }),
        'breached',
        /another name/,
      ],
      ...COMMON,
    ],
  ],
];

it('holds back a fail-over for the standby alone', () => {
  expect(
    checks.tlsChecks.filter(({ gate }) => gate).map(({ id }) => id),
  ).toEqual(['network.tls.standby-trusted']);
  expect(
    judgeAlone(
      checks.standbyTrusted,
      { type: 'tls-endpoints', resilience: { role: 'active' } },
      see({}),
      NOW,
    ),
  ).toBeUndefined();
});

describeChecks<Situation>('TLS endpoints', {
  all: checks.tlsChecks,
  cases: CASES,
  judge: (check, _, situation) =>
    judgeAlone(
      check,
      { type: 'tls-endpoints', resilience: { role: 'passive' } },
      situation,
      NOW,
    ),
});

it('leaves other entities alone', () => {
  for (const check of checks.tlsChecks) {
    expect(judgeAlone(check, { type: 'certificate' }, {})).toBeUndefined();
  }
});
