import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import { judge, SEQUENCE, TABLE, type Situation } from '../testing/chain';
import { logicalSchema, logicalSequences } from './logicalHop';

const tables = (
  head: Array<Partial<signals.LogicalTable>>,
  cloud: Array<Partial<signals.LogicalTable>> = head,
): Situation => ({
  change: {
    head: {
      [signals.LOGICAL_TABLES]: head.map(each => ({ ...TABLE, ...each })),
    },
    cloud: {
      [signals.LOGICAL_TABLES]: cloud.map(each => ({ ...TABLE, ...each })),
    },
  },
});
const sequences = (
  head: Array<Partial<signals.LogicalSequence>>,
  cloud: Array<Partial<signals.LogicalSequence>>,
): Situation => ({
  change: {
    head: {
      [signals.LOGICAL_SEQUENCES]: head.map(each => ({ ...SEQUENCE, ...each })),
    },
    cloud: {
      [signals.LOGICAL_SEQUENCES]: cloud.map(each => ({
        ...SEQUENCE,
        ...each,
      })),
    },
  },
});

describeChecks('the logical hop', {
  all: [logicalSchema, logicalSequences],
  judge,
  cases: [
    [
      logicalSchema,
      [
        ['all is the same', 'cloud', {}, 'met', /1 tables are the same/],
        [
          'a table is not subscribed to',
          'cloud',
          tables([{}, { name: 'mis.new' }], [{}]),
          'breached',
          /does not subscribe to mis\.new/,
        ],
        ['nothing is published', 'cloud', tables([]), 'breached', /no table/],
        [
          'a column is at one end only',
          'cloud',
          tables([{}], [{ fingerprint: 'b2' }]),
          'at-risk',
          /columns of mis\.cases are not the same at head and cloud/,
        ],
        [
          'a table has no key',
          'cloud',
          tables([{ hasPrimaryKey: false }]),
          'at-risk',
          /updates and deletes .* refused/,
        ],
        [
          'a table has no key, and its whole rows are its identity',
          'cloud',
          tables([{ hasPrimaryKey: false, identity: 'full' }]),
          'met',
          /same/,
        ],
        [
          'many differ',
          'cloud',
          tables(
            ['a', 'b', 'c', 'd', 'e', 'f'].map(name => ({ name })),
            ['a', 'b', 'c', 'd', 'e', 'f'].map(name => ({
              name,
              fingerprint: 'b2',
            })),
          ),
          'at-risk',
          /a, b, c, d and 2 more/,
        ],
        [
          'the copy does not answer',
          'cloud',
          { failing: { cloud: 'unreachable' } },
          'unknown',
          /The source of cloud failed/,
        ],
        [
          'the source does not answer',
          'cloud',
          { failing: { head: 'unreachable' } },
          'unknown',
          /The source of head failed/,
        ],
        [
          'it is not reported',
          'cloud',
          { without: { cloud: [signals.LOGICAL_TABLES] } },
          'unknown',
          /has not reported|no source/,
        ],
      ],
    ],
    [
      logicalSequences,
      [
        ['they stand alike', 'cloud', {}, 'met', /1 sequences/],
        ['there is none', 'cloud', sequences([], []), 'met', /No table/],
        [
          // Beyond what a JavaScript number can tell apart.
          'one is a single step behind',
          'cloud',
          sequences([{}], [{ lastValue: '9007199254740992' }]),
          'at-risk',
          /at 9007199254740992 of 9007199254740993/,
        ],
        [
          'the copy never used its own',
          'cloud',
          sequences([{}], [{ lastValue: null }]),
          'at-risk',
          /at its beginning of/,
        ],
        [
          'the copy has none',
          'cloud',
          sequences([{}], []),
          'at-risk',
          /mis\.cases_id_seq/,
        ],
        [
          'neither was ever used',
          'cloud',
          sequences([{ lastValue: null }], [{ lastValue: null }]),
          'met',
          /1 sequences/,
        ],
        [
          'one may not be seen',
          'cloud',
          sequences([{}], [{ readable: false, lastValue: null }]),
          'unknown',
          /needs SELECT/,
        ],
        ['the source is stale', 'cloud', { stale: ['head'] }, 'unknown', /old/],
      ],
    ],
  ],
});
