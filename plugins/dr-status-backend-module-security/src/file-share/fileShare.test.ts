import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Check, Source } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ago, judge } from '../testing/judge';
import { fileShareSpace, fileShareWritten } from './checks';
import { readCanary } from './FileShareSource';
import { fileShare } from './index';
import { FILE_SHARE, type FileShareValue } from './signals';

const GIB = 2 ** 30;
const VALUE: FileShareValue = {
  totalBytes: 5000 * GIB,
  availableBytes: 2500 * GIB,
  totalFiles: 1000,
  availableFiles: 900,
  canary: { state: 'read', writtenAt: ago(20) },
};

type Row = CheckCase<Partial<FileShareValue> | undefined>;
const rows = (
  all: Array<[string, Partial<FileShareValue>, Row[3], RegExp]>,
): Row[] => [
  ...all.map(
    ([title, changes, verdict, reason]): Row => [
      title,
      'nas',
      changes,
      verdict,
      reason,
    ],
  ),
  ['it cannot be asked', 'nas', undefined, 'unknown', /silent/],
];
const canary = (value: FileShareValue['canary']) => ({ canary: value });

const CASES: Array<[Check, Row[]]> = [
  [
    fileShareWritten,
    rows([
      ['it is fresh', {}, 'met', /20 s ago \(5 min expected, 15 min allowed\)/],
      [
        'it is late',
        canary({ state: 'read', writtenAt: ago(300) }),
        'at-risk',
        /5 min ago/,
      ],
      [
        'it is old',
        canary({ state: 'read', writtenAt: ago(900) }),
        'breached',
        /15 min ago/,
      ],
      [
        'it comes from the future',
        canary({ state: 'read', writtenAt: ago(-120) }),
        'unknown',
        /2 min in the future/,
      ],
      ['it is missing', canary({ state: 'missing' }), 'breached', /not there/],
      ['it is garbled', canary({ state: 'garbled' }), 'breached', /not say/],
    ]),
  ],
  [
    fileShareSpace,
    rows([
      [
        'there is room',
        {},
        'met',
        /2500 GiB of 5000 GiB are free \(50 %; 90 %/,
      ],
      ['it fills up', { availableBytes: 450 * GIB }, 'at-risk', /9 %/],
      ['it is full', { availableBytes: 0 }, 'breached', /0 GiB of/],
      ['it has no place for files', { availableFiles: 10 }, 'breached', /1 %/],
      [
        'it counts no files',
        { totalFiles: 0, availableFiles: 0 },
        'met',
        /50 %\)/,
      ],
      ['it does not say', { totalBytes: 0 }, 'unknown', /does not say/],
    ]),
  ],
];

describeChecks('File share', {
  all: fileShare.checks,
  cases: CASES,
  judge: (check, name, changes: Partial<FileShareValue> | undefined) =>
    judge(check, name, changes && { [FILE_SHARE]: { ...VALUE, ...changes } }),
});

it('reads the time that the canary begins with', () => {
  expect(readCanary('2026-11-23T11:59:00Z written by app-1\n')).toEqual({
    state: 'read',
    writtenAt: '2026-11-23T11:59:00.000Z',
  });
  expect(readCanary('yesterday')).toEqual({ state: 'garbled' });
  expect(readCanary(null)).toEqual({ state: 'missing' });
});

describe('FileShareSource and a real folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'dr-status-share-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const create = (at = folder) =>
    fileShare.create(
      {
        id: 'file-share:test',
        kind: 'file-share',
        name: 'test',
        title: 'Share',
        entityRefs: ['resource:default/nas'],
        intervalSeconds: 1,
        // Of which 0.9 are no whole milliseconds.
        timeoutSeconds: 2.2,
        key: 'drStatus.sources.security[0]',
      },
      new ConfigReader({ path: at }),
    ) as Extract<Source, { observe: unknown }>;
  const ask = async (source = create()) => {
    const [{ value }] = await source.observe({
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
      now: Date.now,
    });
    return value as unknown as FileShareValue;
  };

  it('reads space and canary', async () => {
    await expect(ask()).resolves.toMatchObject({
      canary: { state: 'missing' },
    });
    writeFileSync(
      path.join(folder, '.twinshore-canary'),
      '2026-11-23T11:59:00Z\n',
    );
    const value = await ask();
    expect(value.canary).toEqual({
      state: 'read',
      writtenAt: '2026-11-23T11:59:00.000Z',
    });
    expect(value.totalBytes).toBeGreaterThan(value.availableBytes);
    expect(value.availableBytes).toBeGreaterThan(0);
  });

  it('says that nothing is mounted there', async () => {
    await expect(ask(create(path.join(folder, 'gone')))).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/cannot be read \(ENOENT\)\.$/),
    });
  });

  // To open a pipe that nobody writes to hangs, as a dead file server does.
  it('is not held up by a share that hangs, and recovers', async () => {
    const pipe = path.join(folder, '.twinshore-canary');
    execFileSync('mkfifo', [pipe]);
    const source = create();
    await expect(ask(source)).rejects.toMatchObject({
      kind: 'timed-out',
      message: expect.stringMatching(/within 2.2 s\.$/),
    });
    unlinkSync(pipe);
    writeFileSync(pipe, '2026-11-23T11:59:00Z');
    await expect(ask(source)).resolves.toMatchObject({
      canary: { state: 'read' },
    });
  });
});
