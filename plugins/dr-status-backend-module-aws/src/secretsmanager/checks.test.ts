import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeEstate, type SaidOf } from '../testing/estate';
import { secretsmanager } from './index';
import { secretsReadable, secretsReplicated } from './secretCopies';
import { secretRotation } from './secretRotation';
import { SECRETS, type Secret } from './signals';

const ENTITIES = [
  entity('secrets', 'secret-store', {
    site: 'here',
    replicates: [{ to: 'resource:secrets-dr', mode: 'asynchronous' }],
  }),
  entity('secrets-dr', 'secret-store', { site: 'there' }),
  entity('vault', 'secret-store', { site: 'cellar' }),
];

const ahead = (days: number) => ago(-days * 86_400);
const inDr = (status: string, message: string | null = null) => ({
  replication: [{ region: 'eu-west-1', status, message }],
});
const SECRET: Secret = {
  name: 'shop/database',
  primaryRegion: 'eu-central-1',
  ...inDr('InSync'),
  rotation: { lastAt: ago(12 * 86_400), dueAt: ahead(18) },
  deletedAt: null,
};
const OTHER: Secret = { ...SECRET, name: 'shop/mail', rotation: null };
const copy = (secret: Secret): Secret => ({ ...secret, replication: [] });

interface Situation {
  here?: Secret[];
  there?: Secret[];
  failing?: string;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation) {
  const {
    here = [SECRET, OTHER],
    there = [copy(SECRET), copy(OTHER)],
    failing,
  } = situation;
  const said: SaidOf = {
    secrets: { [SECRETS]: { region: 'eu-central-1', secrets: here } },
    'secrets-dr': { [SECRETS]: { region: 'eu-west-1', secrets: there } },
  };
  return judgeEstate(ENTITIES, check, name, said, failing);
}

const here = (change: Partial<Secret>): Situation => ({
  here: [{ ...SECRET, ...change }, OTHER],
});
const ALL_GONE: Row = [
  'all are gone',
  'secrets',
  { here: [] },
  'breached',
  /eu-central-1 no longer has any/,
];
const CANNOT_ASK: Row = [
  'it cannot be asked',
  'secrets',
  { failing: 'secrets' },
  'unknown',
  /asks to slow down/,
];

describeChecks<Situation>('Secrets Manager checks', {
  all: secretsmanager.checks,
  judge,
  cases: [
    [
      secretsReplicated,
      [
        ALL_GONE,
        ['all are in sync', 'secrets', {}, 'met', /All 2 .* eu-west-1/],
        [
          'one is on its way',
          'secrets',
          here(inDr('InProgress')),
          'at-risk',
          /shop\/database is on its way/,
        ],
        [
          'one has failed',
          'secrets',
          here(inDr('Failed', 'Access to the key is denied')),
          'breached',
          /Failed \(Access to the key is denied\)/,
        ],
        [
          'one was never replicated',
          'secrets',
          here({ replication: [], primaryRegion: null }),
          'breached',
          /no copy in eu-west-1/,
        ],
        [
          'one is replicated to somewhere else alone',
          'secrets',
          here({
            replication: [
              { region: 'us-east-1', status: 'InSync', message: null },
            ],
          }),
          'breached',
          /no copy in eu-west-1/,
        ],
        [
          'one has a new status',
          'secrets',
          here(inDr('Resting')),
          'unknown',
          /not understood: Resting/,
        ],
        CANNOT_ASK,
      ],
    ],
    [
      secretsReadable,
      [
        [
          'all of the originals are gone',
          'secrets-dr',
          { here: [] },
          'unknown',
          /are all is unknown\. .* no longer has any/,
        ],
        ALL_GONE,
        ['all are there', 'secrets', {}, 'met', /All 2 secrets in eu-central/],
        ['the copies are there', 'secrets-dr', {}, 'met', /all 2 secrets of/],
        [
          'one is marked for deletion',
          'secrets',
          here({ deletedAt: '2026-11-20T08:00:00.000Z' }),
          'breached',
          /shop\/database in eu-central-1 .* deletion \(2026-11-20\)/,
        ],
        [
          'a copy is missing',
          'secrets-dr',
          { there: [copy(OTHER)] },
          'breached',
          /eu-west-1 does not have shop\/database/,
        ],
        [
          'what is deleted there need not be here',
          'secrets-dr',
          {
            here: [{ ...SECRET, deletedAt: ago(60) }, OTHER],
            there: [copy(OTHER)],
          },
          'met',
          /eu-west-1 has all/,
        ],
        [
          'the originals cannot be asked',
          'secrets-dr',
          { failing: 'secrets' },
          'unknown',
          /Whether the 2 secrets in eu-west-1 are all is unknown/,
        ],
        CANNOT_ASK,
      ],
    ],
    [
      secretRotation,
      [
        ALL_GONE,
        [
          'it is not told when',
          'secrets',
          here({ rotation: { lastAt: null, dueAt: null } }),
          'unknown',
          /does not say when shop\/database/,
        ],
        ['none is overdue', 'secrets', {}, 'met', /1 of 2 secrets/],
        [
          'one is overdue',
          'secrets',
          here({
            rotation: { lastAt: ago(40 * 86_400), dueAt: ago(10 * 86_400) },
          }),
          'at-risk',
          /10 d overdue \(last on 2026-10-14\)/,
        ],
        [
          'one was never rotated',
          'secrets',
          here({ rotation: { lastAt: null, dueAt: ago(3600) } }),
          'at-risk',
          /1 h overdue \(there was none yet\)/,
        ],
        CANNOT_ASK,
      ],
    ],
  ],
});

describe('Secrets Manager checks', () => {
  it('leave alone what is not in AWS, and the rotation of copies', () => {
    expect(judge(secretsReadable, 'vault', {})).toBeUndefined();
    expect(judge(secretsReplicated, 'secrets-dr', {})).toBeUndefined();
    expect(judge(secretRotation, 'secrets-dr', {})).toBeUndefined();
  });
});
