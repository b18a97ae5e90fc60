import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { VULNERABILITIES, type Vulnerabilities } from '../signals';
import {
  CANNOT_ASK,
  ago,
  checksIn,
  judge,
  type Situation,
} from '../testing/estate';
import * as module from './vulnerabilities';

const { runningImagesScanned } = module;

const found = (change: Partial<Vulnerabilities> = {}) => ({
  [VULNERABILITIES]: {
    reports: 3,
    unread: 0,
    critical: 0,
    high: 2,
    worst: [],
    oldestReportAt: ago(3600),
    ...change,
  },
});
const both = (change: Partial<Vulnerabilities>): Situation => ({
  values: found(change),
  twin: found(),
});

describeChecks('checks of scans', {
  all: checksIn(module),
  judge,
  cases: [
    [
      runningImagesScanned,
      [
        ['all is well', 'scanner', both({}), 'met', /0 critical, 2 high/],
        [
          'there is a critical finding',
          'scanner',
          both({
            critical: 1,
            worst: [{ image: 'api:1', critical: 1, high: 0 }],
          }),
          'at-risk',
          /1 critical.*worst in api:1/,
        ],
        [
          'the reports are old',
          'scanner',
          both({ oldestReportAt: ago(9 * 86_400) }),
          'at-risk',
          /9 d old/,
        ],
        [
          'some do not say what they found',
          'scanner',
          both({ unread: 2 }),
          'unknown',
          /2 of 3 reports do not say/,
        ],
        [
          'there is no report',
          'scanner',
          both({ reports: 0, oldestReportAt: '' }),
          'unknown',
          /there is no report/,
        ],
        [
          'reports are hidden',
          'scanner',
          {
            ...both({}),
            collections: {
              'vulnerabilityreports.aquasecurity.github.io': 'refused',
            },
          },
          'unknown',
          /may not read vulnerabilityreports/,
        ],
        CANNOT_ASK('scanner'),
      ],
    ],
  ],
});

it('asks only the clusters that have the operator', () => {
  const outcome = judge(runningImagesScanned, 'scanner', {
    collections: {
      'vulnerabilityreports.aquasecurity.github.io': 'not-installed',
    },
    twin: found(),
  });
  expect(outcome).toMatchObject({
    verdict: 'met',
    reason: expect.stringContaining('twin'),
  });
});
