import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate, type SaidOf } from '../testing/estate';
import { kms } from './index';
import { kmsCopies } from './kmsCopies';
import { kmsRotation, kmsUsable } from './kmsKeys';
import { KMS_KEYS, type KmsKey, type PresentKey } from './signals';

const ENTITIES = [
  entity('keys', 'key-store', {
    site: 'here',
    replicates: [{ to: 'resource:keys-dr', mode: 'asynchronous' }],
  }),
  entity('keys-dr', 'key-store', { site: 'there' }),
  entity('hsm', 'key-store', { site: 'cellar' }),
];

const KEY: PresentKey = {
  name: 'alias/data',
  missing: false,
  id: 'mrk-1',
  state: 'Enabled',
  deletionDate: null,
  multiRegion: 'PRIMARY',
  primaryRegion: 'eu-central-1',
  replicaRegions: ['eu-west-1'],
  rotation: { enabled: true, periodDays: 365 },
  customStore: null,
};
const OTHER: PresentKey = { ...KEY, name: 'alias/files', id: 'mrk-2' };
const GONE: KmsKey = { name: 'alias/data', missing: true };

interface Situation {
  here?: KmsKey[];
  there?: KmsKey[];
  failing?: string;
}
type Row = CheckCase<Situation>;

function judge(check: Check, name: string, situation: Situation) {
  const { here = [KEY, OTHER], there = [KEY, OTHER], failing } = situation;
  const said: SaidOf = {
    keys: { [KMS_KEYS]: { region: 'eu-central-1', keys: here } },
    'keys-dr': { [KMS_KEYS]: { region: 'eu-west-1', keys: there } },
  };
  return judgeEstate(ENTITIES, check, name, said, failing);
}

const here = (change: Partial<PresentKey>): Situation => ({
  here: [{ ...KEY, ...change }, OTHER],
});
const there = (change: Partial<PresentKey>): Situation => ({
  there: [{ ...KEY, ...change }, OTHER],
});
const CANNOT_ASK: Row = [
  'it cannot be asked',
  'keys',
  { failing: 'keys' },
  'unknown',
  /asks to slow down/,
];

describeChecks<Situation>('KMS checks', {
  all: kms.checks,
  judge,
  cases: [
    [
      kmsUsable,
      [
        ['all is well', 'keys', {}, 'met', /All 2 keys in eu-central-1/],
        ['the replicas are well', 'keys-dr', {}, 'met', /eu-west-1/],
        ['one key is well', 'keys', { here: [KEY] }, 'met', /data .* Enabled/],
        [
          'a key is disabled',
          'keys',
          here({ state: 'Disabled' }),
          'breached',
          /alias\/data in eu-central-1 is Disabled/,
        ],
        [
          'a replica is to be deleted',
          'keys-dr',
          there({
            state: 'PendingDeletion',
            deletionDate: '2026-12-01T00:00:00.000Z',
          }),
          'breached',
          /PendingDeletion until 2026-12-01/,
        ],
        [
          'a key is not there',
          'keys-dr',
          { there: [GONE, OTHER] },
          'breached',
          /eu-west-1 has no key alias\/data/,
        ],
        [
          'a key is being changed',
          'keys',
          here({ state: 'Updating' }),
          'at-risk',
          /Updating/,
        ],
        [
          'its store is cut off',
          'keys',
          here({ customStore: { id: 'cks-1', connection: 'DISCONNECTED' } }),
          'breached',
          /cks-1 .* DISCONNECTED/,
        ],
        [
          'its store says something new',
          'keys',
          here({ customStore: { id: 'cks-1', connection: 'DREAMING' } }),
          'unknown',
          /DREAMING/,
        ],
        [
          'its store is connected',
          'keys',
          here({ customStore: { id: 'cks-1', connection: 'CONNECTED' } }),
          'met',
          /All 2 keys/,
        ],
        [
          'its state is new',
          'keys',
          here({ state: 'Asleep' }),
          'unknown',
          /not understood: Asleep/,
        ],
        CANNOT_ASK,
      ],
    ],
    [
      kmsCopies,
      [
        [
          'all have replicas',
          'keys',
          {},
          'met',
          /2 of 2 keys of eu-central-1 .* eu-west-1/,
        ],
        [
          'the replica is disabled',
          'keys',
          there({ state: 'Disabled' }),
          'breached',
          /eu-west-1 is Disabled/,
        ],
        [
          'the key has no replica',
          'keys',
          { there: [GONE, OTHER] },
          'breached',
          /no replica of alias\/data/,
        ],
        [
          'the key is of one region',
          'keys',
          {
            here: [{ ...KEY, id: 'k-1', multiRegion: null }, OTHER],
            there: [OTHER],
          },
          'breached',
          /of one region alone/,
        ],
        [
          'DR has a key of its own',
          'keys',
          there({ id: 'mrk-9' }),
          'at-risk',
          /a key of its own/,
        ],
        [
          'DR has a key of its own, disabled',
          'keys',
          there({ id: 'mrk-9', state: 'Disabled' }),
          'breached',
          /Disabled/,
        ],
        [
          'the key itself is gone',
          'keys',
          { here: [GONE, OTHER] },
          'unknown',
          /not there/,
        ],
        [
          'DR cannot be asked',
          'keys',
          { failing: 'keys-dr' },
          'unknown',
          /keys-dr is unknown: .*slow down/,
        ],
        CANNOT_ASK,
      ],
    ],
    [
      kmsRotation,
      [
        ['all are rotated', 'keys', {}, 'met', /at least every 365 days/],
        [
          'there is none any more',
          'keys-dr',
          { there: [GONE] },
          'unknown',
          /no key whose rotation/,
        ],
        [
          'the period is not said',
          'keys-dr',
          {
            there: [{ ...KEY, rotation: { enabled: true, periodDays: null } }],
          },
          'met',
          /The key in eu-west-1 is rotated by KMS/,
        ],
        [
          'one is not',
          'keys',
          here({ rotation: { enabled: false, periodDays: null } }),
          'at-risk',
          /off for alias\/data/,
        ],
        [
          'one cannot be',
          'keys',
          here({ rotation: null }),
          'at-risk',
          /by hand/,
        ],
        CANNOT_ASK,
      ],
    ],
  ],
});

describe('KMS checks', () => {
  it('leave key stores alone that are not in AWS, and copies without a copy', () => {
    expect(judge(kmsUsable, 'hsm', {})).toBeUndefined();
    expect(judge(kmsCopies, 'keys-dr', {})).toBeUndefined();
  });
});
