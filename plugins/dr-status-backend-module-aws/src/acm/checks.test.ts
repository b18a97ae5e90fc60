import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeEstate } from '../testing/estate';
import { certificatesValid } from './certificatesValid';
import { acm } from './index';
import { sameNames } from './sameNames';
import {
  ACM_CERTIFICATES,
  type Certificate,
  type Certificates,
} from './signals';

const ENTITIES = [
  entity('active', 'certificate', {
    site: 'here',
    failsOverTo: ['resource:standby'],
  }),
  entity('standby', 'certificate', { site: 'there' }),
  entity('own', 'certificate', { site: 'cellar' }),
];

const DAY = 86_400;
const CERTIFICATE: Certificate = {
  id: 'c1',
  domain: 'example.com',
  names: ['example.com', '*.example.com'],
  status: 'ISSUED',
  type: 'AMAZON_ISSUED',
  notAfter: ago(-200 * DAY),
  renewalEligibility: 'ELIGIBLE',
  renewalStatus: null,
  usedBy: 1,
};

interface Situation {
  /** Of the judged entity; of the active one too unless `active` says otherwise. */
  certificates?: Array<Partial<Certificate>>;
  active?: Array<Partial<Certificate>>;
  failing?: string;
}
type Row = CheckCase<Situation>;

const said = (list: Array<Partial<Certificate>>) => ({
  [ACM_CERTIFICATES]: {
    region: 'eu-west-1',
    certificates: list.map(each => ({ ...CERTIFICATE, ...each })),
  } satisfies Certificates,
});
const judge = (check: Check, name: string, situation: Situation = {}) =>
  judgeEstate(
    ENTITIES,
    check,
    name,
    {
      standby: said(situation.certificates ?? [{}]),
      active: said(situation.active ?? [{}]),
    },
    situation.failing,
  );

const valid = (
  title: string,
  certificates: Array<Partial<Certificate>>,
  verdict: Row[3],
  reason: RegExp,
): Row => [title, 'standby', { certificates }, verdict, reason];

const CASES: Array<[Check, Row[]]> = [
  [
    certificatesValid,
    [
      valid('all is well', [{}], 'met', /example.com is valid for 200 d more/),
      valid(
        'an unused one has expired',
        [{}, { usedBy: 0, status: 'EXPIRED' }],
        'met',
        /200 d/,
      ),
      valid(
        'one ends soon',
        [{ notAfter: ago(-29 * DAY), renewalStatus: 'PENDING_VALIDATION' }],
        'at-risk',
        /29 d more, less than 30 days; renewal: PENDING_VALIDATION/,
      ),
      valid(
        'the renewal has failed',
        [{ renewalStatus: 'FAILED' }],
        'at-risk',
        /renewal has failed/,
      ),
      valid(
        'it was imported',
        [{ renewalEligibility: 'INELIGIBLE' }],
        'at-risk',
        /not renew it by itself/,
      ),
      valid(
        'it is not issued',
        [{ status: 'PENDING_VALIDATION', notAfter: null }],
        'at-risk',
        /not issued yet/,
      ),
      valid(
        'it has expired by its date',
        [{ notAfter: ago(3600) }],
        'breached',
        /expired 1 h ago/,
      ),
      valid(
        'it has expired by its status',
        [{ status: 'EXPIRED' }],
        'breached',
        /is expired/,
      ),
      valid(
        'it is revoked',
        [{}, { domain: 'b.example', status: 'REVOKED' }],
        'breached',
        /b.example is revoked/,
      ),
      valid('none is in use', [{ usedBy: 0 }], 'breached', /No certificate/),
      valid(
        'it has a new status',
        [{ status: 'DREAMING' }],
        'unknown',
        /not understood: DREAMING/,
      ),
      valid('its end is not told', [{ notAfter: null }], 'unknown', /end/),
      [
        'it cannot be asked',
        'standby',
        { failing: 'standby' },
        'unknown',
        /asks to slow down/,
      ],
    ],
  ],
  [
    sameNames,
    [
      valid('all is well', [{}], 'met', /all 2 names/),
      valid(
        'a wildcard covers a name',
        [{ names: ['*.example.com', 'example.com'] }],
        'met',
        /in use/,
      ),
      valid(
        'a name is missing',
        [{ names: ['example.com'] }],
        'breached',
        /no certificate in use for \*\.example\.com/,
      ),
      valid('it is not in use', [{ usedBy: 0 }], 'breached', /example.com/),
      [
        'the active site has none',
        'standby',
        { active: [] },
        'unknown',
        /uses no certificate/,
      ],
      [
        'it cannot be asked',
        'standby',
        { failing: 'standby' },
        'unknown',
        /of standby is unknown/,
      ],
      [
        'the active site cannot be asked',
        'standby',
        { failing: 'active' },
        'unknown',
        /of active is unknown/,
      ],
    ],
  ],
];

describeChecks('Certificates', { all: acm.checks, cases: CASES, judge });

it('judges certificates of AWS, the standby’s beside the active ones', () => {
  const applying = (name: string) =>
    acm.checks.filter(check => judge(check, name)).map(({ id }) => id);
  expect(applying('standby')).toHaveLength(2);
  expect(applying('active')).toEqual([certificatesValid.id]);
  expect(applying('own')).toEqual([]);
});
