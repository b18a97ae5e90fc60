import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

/**
 * From a clean checkout to the portal answering, then once more. Package
 * caches are as warm as they are on this machine.
 */
export async function measureStarts({ port }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinshore-start-'));
  try {
    const clone = spawnSync('git', ['clone', '--quiet', root, folder], {
      encoding: 'utf8',
    });
    if (clone.status !== 0) throw new Error(clone.stderr);
    const firstSeconds = await start(folder, port);
    console.log(
      `First start from a clean checkout: ${firstSeconds.toFixed(1)} s`,
    );
    const secondSeconds = await start(folder, port);
    console.log(`Second start: ${secondSeconds.toFixed(1)} s`);
    return { firstSeconds, secondSeconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(folder, port) {
  const began = Date.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that it can be stopped as Ctrl-C stops it.
    detached: true,
  });
  const closed = new Promise(resolve => {
    child.once('close', resolve);
  });
  const up = new Promise(resolve => {
    child.stdout.on('data', chunk => {
      if (String(chunk).includes('Twinshore is up')) resolve(true);
    });
  });
  const ready = await Promise.race([up, closed.then(() => false)]);
  const seconds = (Date.now() - began) / 1000;
  if (!ready) throw new Error('npm start ended before the portal was up');
  process.kill(-child.pid, 'SIGINT');
  await closed;
  return seconds;
}
