import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runLogged } from './children.mjs';
import { fromRoot, root, yarn } from './paths.mjs';
import { PlainError } from './progress.mjs';

const STAMP = fromRoot('node_modules/.twinshore-installed');
const NEEDED_GIB = 4;

async function manifests() {
  const found = [fromRoot('package.json'), fromRoot('yarn.lock')];
  for (const group of ['packages', 'plugins', 'docs/examples']) {
    for (const name of await readdir(fromRoot(group))) {
      const file = fromRoot(group, name, 'package.json');
      if (existsSync(file)) found.push(file);
    }
  }
  return found.sort();
}

async function fingerprint(node) {
  const hash = createHash('sha256').update(node);
  for (const file of await manifests()) {
    hash.update(path.relative(root, file)).update(await readFile(file));
  }
  return hash.digest('hex');
}

/** Free space in GiB where the checkout stands. */
async function freeGiB() {
  const { bavail, bsize } = await statfs(root);
  return (bavail * bsize) / 2 ** 30;
}

/**
 * Installs what the lockfile names, once for each state of the manifests.
 * @param {string} node path of the Node to use
 * @returns whether anything had to be installed
 */
export async function ensureDependencies(node, report = () => {}) {
  const wanted = await fingerprint(node);
  const installed = await readFile(STAMP, 'utf8').catch(() => '');
  if (installed === wanted) {
    return false;
  }
  const free = await freeGiB();
  if (free < NEEDED_GIB) {
    throw new PlainError(
      `The disk that holds ${root} has ${free.toFixed(
        1,
      )} GiB left; the dependencies need about ${NEEDED_GIB} GiB. Free some space and run this again.`,
    );
  }
  const log = fromRoot('.toolchain/install.log');
  await mkdir(path.dirname(log), { recursive: true });
  const { code, tail } = await runLogged(
    node,
    [yarn, 'install', '--immutable'],
    {
      log,
      onLine: line => report(line.replace(/^➤ YN\d+: /, '').slice(0, 70)),
    },
  );
  if (code !== 0) {
    // What Yarn says last is only that something went wrong.
    const cause =
      tail
        .filter(
          line =>
            /\bYN00(01|28|35|41|82)\b|ENOSPC|\bError\b/.test(line) &&
            !/Failed with errors/.test(line),
        )
        .pop() ??
      tail.at(-1) ??
      '';
    if (/ENOSPC/.test(cause)) {
      throw new PlainError(
        'The disk is full: free some space and run this again.',
      );
    }
    throw new PlainError(
      `Installing the dependencies failed: ${cause
        .replace(/^\W*YN\d+:\W*/, '')
        .trim()} (whole log: ${path.relative(process.cwd(), log)})`,
    );
  }
  await writeFile(STAMP, wanted);
  return true;
}
