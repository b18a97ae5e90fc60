import { lstat, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';

describe('the document store of the sandbox', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({ dir: folder.dir, parts: ['storage'] });
  });
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  const canary = () => {
    const { documents } = sandbox.estate.storage as {
      documents: { path: string; canary: string };
    };
    return path.join(documents.path, documents.canary);
  };
  const ageSeconds = async () =>
    (Date.now() - Date.parse((await readFile(canary(), 'utf8')).slice(0, 24))) /
    1000;

  it('has a canary that is fresh', async () => {
    expect(await ageSeconds()).toBeLessThan(15);
  });

  it('lets it grow old when it takes no writes, and renews it', async () => {
    await sandbox.faults.inject('file-share-refuses-writes');
    expect(await ageSeconds()).toBeGreaterThan(1100);
    await sandbox.faults.clear('file-share-refuses-writes');
    expect(await ageSeconds()).toBeLessThan(5);
  });

  it('goes with its site, and can be unmounted meanwhile', async () => {
    await sandbox.faults.inject('unmount-file-share');
    await sandbox.faults.inject('lose-site', 'on-prem');
    await sandbox.faults.clear('unmount-file-share');
    await expect(stat(canary())).rejects.toThrow(/ENOENT/);
    await sandbox.faults.clear('lose-site');
    expect(await ageSeconds()).toBeLessThan(5);
  });

  it('hangs whoever reads it', async () => {
    await sandbox.faults.inject('hang-file-share');
    expect((await lstat(canary())).isFIFO()).toBe(true);
    await sandbox.faults.clear('hang-file-share');
    expect(await ageSeconds()).toBeLessThan(5);
  });
});
