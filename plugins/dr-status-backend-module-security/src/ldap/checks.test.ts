import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, judge, NOW } from '../testing/judge';
import { ldapInSync, ldapServersUp, ldapTls } from './checks';
import { ldap } from './index';
import { Laggards, type Progress } from './Laggards';
import { newestChanges } from './LdapSource';
import { SERVERS, type LdapServer, type LdapServersValue } from './signals';

type Answering = Extract<LdapServer, { state: 'answers' }>;
const server = (
  name: string,
  changes: Partial<Answering> = {},
): LdapServer => ({
  name,
  state: 'answers',
  tls: 'TLSv1.3',
  newestChanges: { '001': ago(600), '002': ago(900) },
  lacking: [],
  behindSeconds: 0,
  entries: 42,
  synchronized: null,
  globalCatalogReady: null,
  ...changes,
});
const silent = (
  name: string,
  state: 'down' | 'unreadable' = 'down',
): LdapServer => ({ name, state, error: `LDAP server ${name} is gone.` });
const controller = (name: string, changes: Partial<Answering> = {}) =>
  server(name, {
    newestChanges: {},
    entries: null,
    synchronized: true,
    globalCatalogReady: true,
    ...changes,
  });

interface Situation {
  servers?: LdapServer[];
  directory?: LdapServersValue['directory'];
  failing?: boolean;
}
type Row = CheckCase<Situation>;
const rows = (all: Array<[string, Situation, Row[3], RegExp]>): Row[] => [
  ...all.map(
    ([title, situation, verdict, reason]): Row => [
      title,
      'ldap',
      situation,
      verdict,
      reason,
    ],
  ),
  ['it cannot be asked', 'ldap', { failing: true }, 'unknown', /silent/],
];
const servers = (...all: LdapServer[]): Situation => ({ servers: all });
const controllers = (...all: LdapServer[]): Situation => ({
  servers: all,
  directory: 'active-directory',
});

const CASES: Array<[Check, Row[]]> = [
  [
    ldapServersUp,
    rows([
      ['both answer', {}, 'met', /2 of 2 servers answer/],
      [
        'one is down',
        servers(server('a'), silent('b')),
        'at-risk',
        /b is down/,
      ],
      [
        'one cannot be read',
        servers(server('a'), silent('b', 'unreadable')),
        'unknown',
        /b is gone/,
      ],
      ['it is alone', servers(server('a')), 'at-risk', /There is one server/],
    ]),
  ],
  [
    ldapInSync,
    rows([
      ['they have the same', {}, 'met', /same changes and 42 entries/],
      [
        'a change is on its way',
        servers(
          server('a', { entries: 43 }),
          server('b', { lacking: ['001'], behindSeconds: 5 }),
        ),
        'met',
        /b lacks changes of server 001, for at least 5 s \(1 min allowed/,
      ],
      [
        'one is left behind',
        servers(
          server('a'),
          server('b', { lacking: ['001', '002'], behindSeconds: 61 }),
        ),
        'at-risk',
        /b lacks changes of server 001 and 002, for at least 1 min 1 s/,
      ],
      [
        'their counts differ',
        servers(server('a'), server('b', { entries: 41 })),
        'at-risk',
        /a 42 and b 41/,
      ],
      [
        'one does not show it',
        servers(server('a'), server('b', { newestChanges: {} })),
        'unknown',
        /b does not show/,
      ],
      [
        'one is down',
        servers(server('a'), silent('b')),
        'unknown',
        /Only a answers/,
      ],
      [
        'one of three is down',
        servers(server('a'), server('b'), silent('c')),
        'unknown',
        /2 servers have the same changes .* Of c it is unknown: LDAP server c/,
      ],
      [
        'domain controllers are synchronized',
        controllers(controller('a'), controller('b')),
        'met',
        /2 domain controllers/,
      ],
      [
        'a domain controller is not',
        controllers(controller('a'), controller('b', { synchronized: false })),
        'at-risk',
        /b is not synchronized/,
      ],
      [
        'a domain controller has no global catalogue',
        controllers(
          controller('a'),
          controller('b', { globalCatalogReady: false }),
        ),
        'at-risk',
        /global catalogue/,
      ],
      [
        'a domain controller does not say',
        controllers(controller('a'), controller('b', { synchronized: null })),
        'unknown',
        /b does not say/,
      ],
      [
        'a domain controller does not say of the global catalogue',
        controllers(
          controller('a'),
          controller('b', { globalCatalogReady: null }),
        ),
        'unknown',
        /b does not say/,
      ],
    ]),
  ],
  [
    ldapTls,
    rows([
      ['both use it', {}, 'met', /Every server .*\(2\).* TLSv1\.3/],
      [
        'one has an old version',
        servers(server('a'), server('b', { tls: 'TLSv1.2' })),
        'at-risk',
        /b agreed on TLSv1\.2/,
      ],
      [
        'one is not to be had',
        servers(server('a'), silent('b')),
        'unknown',
        /Of b it is unknown/,
      ],
      [
        'one goes without',
        servers(server('a', { tls: null })),
        'breached',
        /a was logged in to without TLS/,
      ],
    ]),
  ],
];

describeChecks('LDAP', {
  all: ldap.checks,
  cases: CASES,
  judge: (check, name, situation: Situation) =>
    judge(
      check,
      name,
      situation.failing
        ? undefined
        : {
            [SERVERS]: {
              directory: situation.directory ?? 'openldap',
              servers: situation.servers ?? [server('a'), server('b')],
            },
          },
    ),
});

it('reads the time of a change and who made it', () => {
  expect(
    newestChanges([
      '20261123115000.123456Z#000000#001#000000',
      '20261123114500Z#000000#00a#000000',
    ]),
  ).toEqual({
    '001': '2026-11-23T11:50:00.123Z',
    '00a': '2026-11-23T11:45:00.000Z',
  });
  expect(() => newestChanges(['yesterday'])).toThrow(/cannot be understood/);
  expect(() =>
    newestChanges(['20261341115000.123456Z#000000#001#000000']),
  ).toThrow(/whose time is none/);
});

describe('Laggards', () => {
  const second = 1000;
  const at = (one: number, two?: number): Progress[] => [
    { name: 'a', newestChanges: { '001': ago(one) } },
    { name: 'b', newestChanges: two === undefined ? {} : { '001': ago(two) } },
  ];

  it('takes no change for late that is on its way after an idle night', () => {
    const laggards = new Laggards();
    expect(laggards.judge(at(36_000, 36_000), NOW)[1].behindSeconds).toBe(0);
    expect(laggards.judge(at(1, 36_000), NOW)).toEqual([
      { lacking: [], behindSeconds: 0 },
      { lacking: ['001'], behindSeconds: 1 },
    ]);
    expect(laggards.judge(at(1, 1), NOW + 5 * second)[1].lacking).toEqual([]);
  });

  it('says at once that one has lacked an old change', () => {
    const [, lag] = new Laggards().judge(at(3600, 3601), NOW);
    expect(lag).toEqual({ lacking: ['001'], behindSeconds: 3600 });
    expect(new Laggards().judge(at(120), NOW)[1].behindSeconds).toBe(120);
  });

  it('counts on while one stays behind in a busy directory', () => {
    const laggards = new Laggards();
    laggards.judge(at(0, 300), NOW);
    const [, lag] = laggards.judge(at(-10, 300), NOW + 10 * second);
    expect(lag.behindSeconds).toBe(310);
  });
});
