import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runLogged } from './children.mjs';
import { fromRoot, root } from './paths.mjs';
import { PlainError } from './progress.mjs';

const STAMP = fromRoot('packages/app/dist/.twinshore-built');
const FRONTEND_ROLES = [
  'frontend-plugin',
  'frontend-plugin-module',
  'web-library',
  'common-library',
];

async function sourceFolders() {
  const folders = ['packages/app/src', 'packages/app/public'];
  for (const name of await readdir(fromRoot('plugins'))) {
    const manifest = fromRoot('plugins', name, 'package.json');
    if (!existsSync(manifest)) continue;
    const { backstage } = JSON.parse(await readFile(manifest, 'utf8'));
    if (FRONTEND_ROLES.includes(backstage?.role))
      folders.push(`plugins/${name}/src`);
  }
  return folders.sort();
}

async function fingerprint() {
  const hash = createHash('sha256');
  const add = async file => {
    hash.update(path.relative(root, file)).update(await readFile(file));
  };
  await add(fromRoot('yarn.lock'));
  await add(fromRoot('app-config.yaml'));
  await add(fromRoot('packages/app/package.json'));
  for (const folder of await sourceFolders()) {
    const entries = await readdir(fromRoot(folder), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries
      .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map(entry => path.join(entry.parentPath ?? entry.path, entry.name))
      .sort();
    for (const file of files) await add(file);
  }
  return hash.digest('hex');
}

/** Builds the frontend when its sources changed since the last build. */
export async function ensureFrontend(node, report = () => {}) {
  const wanted = await fingerprint();
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === wanted) return false;
  const log = fromRoot('.toolchain/frontend-build.log');
  await mkdir(path.dirname(log), { recursive: true });
  const { code, tail } = await runLogged(
    node,
    [
      fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
      '--config',
      fromRoot('app-config.yaml'),
    ],
    {
      log,
      cwd: fromRoot('packages/app'),
      onLine: line => report(line.slice(0, 70)),
    },
  );
  if (code !== 0) {
    const cause = tail.find(line => /error/i.test(line)) ?? tail.at(-1) ?? '';
    throw new PlainError(
      `Building the frontend failed: ${cause.trim()} (whole log: ${path.relative(
        process.cwd(),
        log,
      )})`,
    );
  }
  await writeFile(STAMP, wanted);
  return true;
}
