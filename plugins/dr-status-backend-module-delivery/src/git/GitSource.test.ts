import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  askOnce,
  configuredSource,
  HostileServer,
  RecordedServer,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { deliveryFamily } from '../systems';
import { readAdvertisement } from './advertisement';
import type { GitRepositories } from './signals';

const hasGit = spawnSync('git', ['http-backend', '--help']).error === undefined;
const describeWithGit = hasGit ? describe : describe.skip;
if (!hasGit) {
  process.stderr.write('No git on the path: its tests are skipped.\n');
}

const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'A test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

/** Git's own `http-backend`, by CGI, behind basic authentication. */
function serveGit(folder: string): Server {
  return createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${btoa('reader:pw')}`) {
      response.writeHead(401).end();
      return;
    }
    const { pathname, search } = new URL(request.url!, 'http://git');
    const child = spawn('git', ['http-backend'], {
      env: {
        ...environment,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
      },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    child.on('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const status = /^Status: (\d+)/m.exec(all.toString('latin1', 0, end));
      response.writeHead(Number(status?.[1] ?? 200)).end(all.subarray(end + 4));
    });
  });
}

describeWithGit('GitSource asking Git itself', () => {
  let folder: string;
  let server: Server;
  let url: string;

  const git = (cwd: string, ...args: string[]) =>
    new Promise<string>((resolve, reject) => {
      execFile(
        'git',
        args,
        { cwd: path.join(folder, cwd), env: environment },
        (error, stdout) => (error ? reject(error) : resolve(stdout.trim())),
      );
    });

  async function commit(text: string): Promise<string> {
    await writeFile(path.join(folder, 'work', 'file'), text);
    await git('work', 'add', '.');
    await git('work', 'commit', '--quiet', '-m', text);
    await git('work', 'push', '--quiet', '../own.git', 'main');
    return git('work', 'rev-parse', 'HEAD');
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'twinshore-git-'));
    for (const bare of ['own.git', 'mirror.git']) {
      await git(
        '.',
        'init',
        '--quiet',
        '--bare',
        '--initial-branch=main',
        bare,
      );
    }
    await git('.', 'init', '--quiet', '--initial-branch=main', 'work');
    server = serveGit(folder);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await new Promise(resolve => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const login = { username: 'reader', password: 'pw' };
  const item = () => ({
    name: 'own',
    system: 'git',
    entityRef: 'resource:default/estate',
    timeout: 5,
    url: `${url}/own.git`,
    ...login,
    mirrors: [{ name: 'mirror', url: `${url}/mirror.git`, ...login }],
  });
  const read = async (
    source = sourceOf(deliveryFamily, item()),
    now?: () => number,
  ) => {
    const [{ value }] = await askOnce(source, now);
    return value as GitRepositories;
  };

  it('sees the head of the branch, and whether the mirror has followed', async () => {
    const first = await commit('one');
    await git('work', 'push', '--quiet', '../mirror.git', 'main');
    const source = sourceOf(deliveryFamily, item());
    const start = Date.parse('2026-11-23T12:00:00Z');
    const since = new Date(start).toISOString();
    expect(await read(source, () => start)).toEqual({
      branch: 'main',
      copies: [
        { name: 'own', revision: first, seenSince: since, cause: null },
        { name: 'mirror', revision: first, seenSince: since, cause: null },
      ],
    });
    const second = await commit('two');
    const [own, mirror] = (await read(source, () => start + 60_000)).copies;
    expect(own).toMatchObject({
      revision: second,
      seenSince: new Date(start + 60_000).toISOString(),
    });
    expect(mirror).toMatchObject({ revision: first, seenSince: since });
    await source.close?.();
  });

  it('sees an empty repository and a branch that is not there', async () => {
    await commit('one');
    const { copies } = await read();
    expect(copies.map(({ revision }) => revision === null)).toEqual([
      false,
      true,
    ]);
    const other = await read(
      sourceOf(deliveryFamily, { ...item(), branch: 'release' }),
    );
    expect(other.copies[0].revision).toBeNull();
  });

  it('goes on while one of several answers', async () => {
    const revision = await commit('one');
    const { copies } = await read(
      sourceOf(deliveryFamily, {
        ...item(),
        mirrors: [{ name: 'mirror', url: `${url}/mirror.git` }],
      }),
    );
    expect(copies).toEqual([
      expect.objectContaining({ revision }),
      expect.objectContaining({
        revision: null,
        cause: expect.stringMatching(
          /Git own, mirror, refuses the credentials/,
        ),
      }),
    ]);
  });
});

describe('GitSource', () => {
  it('does not wait for a copy that hangs longer than it may', async () => {
    const hung = await HostileServer.start('hung');
    const server = await RecordedServer.start();
    server.replies.set('GET /own.git/info/refs?service=git-upload-pack', {
      text: `001e# service=git-upload-pack\n0000003d${'a'.repeat(
        40,
      )} refs/heads/main\n0000`,
    });
    const source = sourceOf(deliveryFamily, {
      name: 'own',
      system: 'git',
      entityRef: 'estate',
      timeout: 1,
      url: `${server.url}/own.git`,
      mirrors: [{ name: 'mirror', url: `${hung.url}/own.git` }],
    });
    try {
      const [{ value }] = await askOnce(source);
      expect((value as GitRepositories).copies).toMatchObject([
        { revision: 'a'.repeat(40), cause: null },
        { revision: null, cause: expect.stringMatching(/within 0.8 s/) },
      ]);
    } finally {
      await source.close?.();
      await hung.close();
      await server.stop();
    }
  });
});

describe('readAdvertisement', () => {
  const line = (text: string) =>
    `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, '0')}${text}`;
  const id = 'a'.repeat(40);
  const head = `${line('# service=git-upload-pack\n')}0000`;

  it('reads refs, the first with capabilities', () => {
    expect(
      readAdvertisement(
        `${head}${line(`${id} HEAD\0multi_ack agent=git/2\n`)}${line(
          `${id} refs/heads/grün\n`,
        )}0000`,
      ),
    ).toEqual(
      new Map([
        ['HEAD', id],
        ['refs/heads/grün', id],
      ]),
    );
  });

  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html>'],
    ['a line that breaks off', `${head}00ff${id}`],
    ['a length that is none', `${head}0002`],
    ['another service', `${line('# service=git-receive-pack\n')}0000`],
    ['a line that is no ref', `${head}${line('hello\n')}0000`],
  ])('takes no %s', (_, text) => {
    expect(readAdvertisement(text)).toBeUndefined();
  });
});

it.each([
  [{ url: 'nowhere' }, /delivery\[0\]\.url/],
  [{ mirrors: [{ name: 'm', url: 'x' }] }, /delivery\[0\]\.mirrors\[0\]\.url/],
])('names the key of what is wrong: %j', (change, message) => {
  expect(
    configuredSource(deliveryFamily, {
      name: 'own',
      system: 'git',
      entityRef: 'estate',
      url: 'https://git.example.org/a.git',
      ...change,
    }),
  ).toMatch(message);
});

testMisbehaviour(
  'the Git source',
  ({ url }) =>
    sourceOf(deliveryFamily, {
      name: 'own',
      system: 'git',
      entityRef: 'estate',
      timeout: 1,
      url: `${url}/own.git`,
      username: 'reader',
      password: TEST_SECRET,
      mirrors: [{ name: 'mirror', url: `${url}/m.git`, token: TEST_SECRET }],
    }),
  { protocol: 'http' },
);
