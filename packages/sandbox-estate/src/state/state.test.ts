import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { temporaryFolder } from '../testing/temporaryFolder';
import { Ports } from './Ports';
import { SandboxLock } from './SandboxLock';
import { Secrets } from './Secrets';

describe('what the sandbox remembers', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('gives each name a port of its own, the same after a restart', async () => {
    const ports = await Ports.load(folder.dir);
    const names = ['a', 'b', 'c', 'd'];
    const given = await Promise.all(names.map(name => ports.get(name)));
    expect(new Set(given).size).toBe(4);
    const again = await Ports.load(folder.dir);
    expect(await Promise.all(names.map(name => again.get(name)))).toEqual(
      given,
    );
  });

  it('gives another port when somebody has taken it meanwhile', async () => {
    const first = await (await Ports.load(folder.dir)).get('a');
    const squatter = createServer();
    await new Promise<void>(resolve => {
      squatter.listen(first, '127.0.0.1', resolve);
    });
    const second = await (await Ports.load(folder.dir)).get('a');
    squatter.close();
    expect(second).not.toBe(first);
  });

  it('keeps secrets to itself, the same after a restart', async () => {
    const secrets = await Secrets.load(folder.dir);
    const [a, b] = await Promise.all([secrets.get('a'), secrets.get('b')]);
    expect(a).not.toBe(b);
    expect(a).toMatch(/^[\w-]{32}$/);
    const { mode } = await stat(path.join(folder.dir, 'secrets.json'));
    expect(mode % 0o1000).toBe(0o600);
    const again = await Secrets.load(folder.dir);
    expect(await again.get('a')).toBe(a);
    expect(await again.get('b')).toBe(b);
  });

  it('locks out a second sandbox, and not after a crash', async () => {
    const lock = await SandboxLock.acquire(folder.dir);
    await expect(SandboxLock.acquire(folder.dir)).rejects.toThrow(
      /already runs/,
    );
    // A process of our number that started at another time is not the holder.
    const file = path.join(folder.dir, 'sandbox.lock');
    const holder = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...holder, start: 'long ago' }));
    await SandboxLock.acquire(folder.dir);
    await lock.release();
  });

  it('says which file to remove when one is broken', async () => {
    await writeFile(path.join(folder.dir, 'ports.json'), '{');
    await expect(Ports.load(folder.dir)).rejects.toThrow(/ports\.json is not/);
  });
});
