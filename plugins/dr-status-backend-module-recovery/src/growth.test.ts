import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { databaseGrowth, documentGrowth } from './growth';
import { judge, type Situation } from './testing/estate';

describeChecks<Situation>('checks of growth', {
  all: [databaseGrowth, documentGrowth],
  judge,
  cases: [
    [
      databaseGrowth,
      [
        [
          'all well',
          'growth',
          {},
          'met',
          /db-house holds 300.0 GB of 1.1 TB declared, enough for 3.9 years at 200 GB a year. db-main holds 12 MB/,
        ],
        [
          'less than a year',
          'growth',
          { 'db-house': { 'postgresql.database.sizeBytes': 900e9 } },
          'at-risk',
          /enough for 10 months/,
        ],
        [
          'full',
          'growth',
          { 'db-house': { 'postgresql.database.sizeBytes': 1100e9 } },
          'breached',
          /it is full/,
        ],
        ['no answer', 'growth', { 'db-main': 'failing' }, 'unknown', /answer/],
        [
          'never reported',
          'growth',
          { 'db-main': { 'postgresql.database.sizeBytes': undefined } },
          'unknown',
          /no source reports it/,
        ],
      ],
    ],
    [
      documentGrowth,
      [
        [
          'all well',
          'growth',
          {},
          'met',
          /files holds 1.1 TB of 2.0 TB there, enough for 4.5 years/,
        ],
        [
          'less than a year',
          'growth',
          {
            files: {
              'storage.fileShare': { totalBytes: 2e12, availableBytes: 1e11 },
            },
          },
          'at-risk',
          /enough for 6 months/,
        ],
        [
          'days',
          'growth',
          {
            files: {
              'storage.fileShare': { totalBytes: 2e12, availableBytes: 2e10 },
            },
          },
          'at-risk',
          /enough for 36 days/,
        ],
        ['no answer', 'growth', { files: 'failing' }, 'unknown', /answer/],
      ],
    ],
  ],
});
