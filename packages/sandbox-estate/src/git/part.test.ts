import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createServer } from 'node:net';
import path from 'node:path';
import { EstateModel } from '../model';
import type { RunningPart, SandboxContext } from '../part';
import { git } from './git';
import { gitPart } from './part';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

describe('the Git server of the sandbox', () => {
  let dir: string;
  let running: RunningPart;
  let access: {
    url: string;
    repository: string;
    username: string;
    password: string;
  };

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'twinshore-git-test-'));
    const context: SandboxContext = {
      dir,
      port: () => freePort(),
      secret: async () => 's3cret',
      model: new EstateModel(),
      log: () => {},
    };
    running = await gitPart.start(context);
    access = running.describe().git as typeof access;
  });

  afterAll(async () => {
    await running?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const withCredentials = (password: string) =>
    access.repository.replace(
      'http://',
      `http://${access.username}:${password}@`,
    );

  it('takes a branch from an ordinary Git client and shows its commit', async () => {
    const clone = path.join(dir, 'clone');
    await git(
      ['clone', '--quiet', withCredentials(access.password), clone],
      dir,
    );
    expect(
      await readFile(
        path.join(clone, 'manifests/fastapi-backend/base/deployment.yaml'),
        'utf8',
      ),
    ).toContain('kind: Deployment');

    await git(['checkout', '--quiet', '-b', 'change/one'], clone);
    await writeFile(
      path.join(clone, 'note.txt'),
      '<script>alert(1)</script>\n',
    );
    await git(['add', '.'], clone);
    await git(['commit', '--quiet', '-m', 'Add a note'], clone);
    await git(['push', '--quiet', 'origin', 'change/one'], clone);

    const shown = await fetch(`${access.url}/mis-estate/commit/change%2Fone`);
    const html = await shown.text();
    expect(shown.status).toBe(200);
    expect(html).toContain('Add a note');
    // What is in a commit is text, never markup.
    expect(html).not.toContain('<script>');
  });

  it('refuses wrong credentials and unknown repositories', async () => {
    await expect(
      git(['ls-remote', withCredentials('wrong')], dir),
    ).rejects.toThrow(/Authentication failed|401/i);
    const unknown = await fetch(`${access.url}/nothing/commit/main`);
    expect(unknown.status).toBe(404);
  });

  it('keeps revisions out of the command line of git', async () => {
    for (const revision of ['--output=x', 'main..x', 'a;b', '%2e%2e']) {
      const reply = await fetch(
        `${access.url}/mis-estate/commit/${encodeURIComponent(revision)}`,
      );
      expect(reply.status).toBe(404);
    }
  });

  it('refuses everybody while the fault lasts', async () => {
    const fault = running.faults.find(({ id }) => id === 'refuse-git')!;
    const clear = await fault.inject();
    const ask = () =>
      fetch(`${access.repository}/info/refs?service=git-upload-pack`, {
        headers: {
          authorization: `Basic ${Buffer.from(
            `${access.username}:${access.password}`,
          ).toString('base64')}`,
        },
      });
    expect((await ask()).status).toBe(401);
    await clear();
    expect((await ask()).status).toBe(200);
  });
});
