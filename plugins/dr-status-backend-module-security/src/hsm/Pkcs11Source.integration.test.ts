import { mockServices } from '@backstage/backend-test-utils';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pkcs11Source, type Pkcs11Options } from './Pkcs11Source';
import { conditionOf, parseTokens } from './tokens';

jest.setTimeout(30_000);

const MODULE = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
].find(existsSync);
const installed =
  MODULE !== undefined &&
  spawnSync('softhsm2-util', ['--version']).status === 0 &&
  !spawnSync('pkcs11-tool', ['--help']).error;
if (!installed) {
  process.stderr.write(
    'Skipped HSM tests against a real PKCS#11 library: no softhsm2 or opensc\n',
  );
}
const describeIfInstalled = installed ? describe : describe.skip;

describeIfInstalled('Pkcs11Source and a real library', () => {
  let folder: string;
  let environment: Record<string, string>;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'dr-status-hsm-'));
    const tokens = path.join(folder, 'tokens');
    mkdirSync(tokens);
    const file = path.join(folder, 'softhsm2.conf');
    writeFileSync(
      file,
      `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    );
    environment = { SOFTHSM2_CONF: file };
    for (const label of ['hsm-1', 'hsm-2']) {
      execFileSync(
        'softhsm2-util',
        [
          ...['--init-token', '--free', '--label', label],
          ...['--so-pin', '12345678', '--pin', '1234'],
        ],
        { env: { ...process.env, ...environment }, stdio: 'ignore' },
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ask = async (options: Partial<Pkcs11Options> = {}) => {
    const source = new Pkcs11Source(
      {
        id: 'hsm:test',
        kind: 'hsm',
        name: 'test',
        title: 'HSM',
        entityRefs: ['resource:default/hsm'],
        intervalSeconds: 1,
        timeoutSeconds: 5,
        key: 'drStatus.sources.security[0]',
      },
      {
        module: MODULE!,
        tool: 'pkcs11-tool',
        tokens: ['hsm-1', 'hsm-2', 'hsm-3'],
        environment,
        ...options,
      },
    );
    const [{ value }] = await source.observe({
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
      now: Date.now,
    });
    return value;
  };

  it('reads tokens without a PIN, and misses the one that is not there', async () => {
    await expect(ask()).resolves.toEqual({
      units: [
        { name: 'hsm-1', state: 'answers', condition: 'Operational' },
        { name: 'hsm-2', state: 'answers', condition: 'Operational' },
        {
          name: 'hsm-3',
          state: 'down',
          error: 'No slot has a token called hsm-3.',
        },
      ],
    });
  });

  it('says which key is wrong', async () => {
    await expect(ask({ module: '/nowhere.so' })).rejects.toMatchObject({
      kind: 'misconfigured',
      hint: expect.stringMatching(/security\[0\]\.pkcs11\.module/),
    });
    await expect(ask({ tool: '/nowhere' })).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'The program /nowhere cannot be started (ENOENT).',
    });
  });
});

describe('Pkcs11Source and a library that misbehaves', () => {
  const source = (tool: string) =>
    new Pkcs11Source(
      {
        id: 'hsm:test',
        kind: 'hsm',
        name: 'test',
        title: 'HSM',
        entityRefs: ['resource:default/hsm'],
        intervalSeconds: 1,
        // Of which 0.9 are no whole milliseconds.
        timeoutSeconds: 1.1,
        key: 'drStatus.sources.security[0]',
      },
      { module: 'x', tool, tokens: ['hsm-1'], environment: {} },
    );
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'dr-status-hsm-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['hangs', 'exec sleep 60', 'timed-out'],
    ['crashes', 'kill -SEGV $$', 'malformed'],
    ['talks nonsense', 'echo nonsense', 'malformed'],
    ['never stops talking', 'exec yes', 'malformed'],
  ])('%s', async (name, script, kind) => {
    const tool = path.join(folder, name.replace(/ /g, '-'));
    writeFileSync(tool, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await expect(
      source(tool).observe({
        signal: new AbortController().signal,
        logger: mockServices.logger.mock(),
        now: Date.now,
      }),
    ).rejects.toMatchObject({ name: 'SourceFailure', kind });
  });
});

it('reads what the flags of a token say', () => {
  const slot = (label: string, flags: string) =>
    `Slot 0 (0x1): A slot\n  token label        : ${label}\n  token flags        : ${flags}\n`;
  const listing = `Available slots:\n${slot(
    'one',
    'login required, rng, token initialized, PIN initialized',
  )}${slot('two', 'login required, token initialized, user PIN locked')}${slot(
    'three',
    'login required',
  )}Slot 3 (0x4): A slot\n  token state:   uninitialized\n`;
  const tokens = parseTokens(listing)!;
  expect(tokens.map(each => [each.label, conditionOf(each)])).toEqual([
    ['one', 'Operational'],
    ['two', 'Locked'],
    ['three', 'Unprovisioned'],
  ]);
  expect(parseTokens('Available slots:\n')).toEqual([]);
  expect(parseTokens('nonsense')).toBeUndefined();
});
