import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RELEASES } from '../kubernetes/seed/workloads';
import { git } from './git';
import { MainBranch } from './MainBranch';
import { ensureRepository } from './repository';

describe('the main branch', () => {
  let dir: string;
  let bare: string;
  let main: MainBranch;
  let changes = 0;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'twinshore-main-test-'));
    bare = path.join(dir, 'estate.git');
    await ensureRepository(bare);
    main = await MainBranch.open(bare, () => {
      changes += 1;
    });
  });

  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  it('begins with the releases that the clusters run', async () => {
    expect(main.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(main.tags).toEqual(RELEASES);
  });

  it('is read anew when somebody has pushed', async () => {
    const clone = path.join(dir, 'clone');
    const file = path.join(
      clone,
      'manifests/fastapi-backend/base/deployment.yaml',
    );
    await git(['clone', '--quiet', bare, clone], dir);
    const before = await readFile(file, 'utf8');
    await writeFile(
      file,
      before.replace(`:${RELEASES['fastapi-backend']}`, ':9.9.9'),
    );
    await writeFile(
      path.join(clone, 'manifests/external-sinks/base/deployment.yaml'),
      'no: [yaml',
    );
    await git(['commit', '--quiet', '-a', '-m', 'Release 9.9.9'], clone);
    await git(['push', '--quiet', 'origin', 'main'], clone);
    const former = main.revision;
    await main.refresh();
    expect(main.revision).not.toBe(former);
    expect(main.tags).toEqual({
      'fastapi-backend': '9.9.9',
      'react-spa': RELEASES['react-spa'],
    });
    expect(changes).toBe(1);
  });

  it('takes a commit that changes no file, and tells only of what moved', async () => {
    const former = main.revision;
    const { tags } = main;
    await main.commit('Release to some');
    expect(changes).toBe(2);
    const parents = await git(['log', '-1', '--format=%P %s', 'main'], bare);
    expect(parents.trim()).toBe(`${former} Release to some`);
    expect(main.tags).toEqual(tags);
    await main.refresh();
    expect(changes).toBe(2);
  });
});
