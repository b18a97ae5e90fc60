// Type-checks the given workspaces only: node scripts/typecheck.mjs plugins/dr-status …
// Without arguments, the whole repository.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dirs = process.argv.slice(2).map(dir => dir.replace(/\/$/, ''));
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

let args = ['--noEmit', '--incremental', 'false'];
if (dirs.length > 0) {
  const cache = path.join(root, 'node_modules/.cache/typecheck');
  mkdirSync(cache, { recursive: true });
  const name = dirs.join('-').replace(/[^a-z0-9]+/gi, '-');
  const file = path.join(cache, `${name}.json`);
  const up = path.relative(cache, root);
  writeFileSync(
    file,
    JSON.stringify({
      extends: `${up}/tsconfig.json`,
      include: dirs.flatMap(dir =>
        ['src', 'dev', 'e2e-tests', 'config.d.ts'].map(
          part => `${up}/${dir}/${part}`,
        ),
      ),
      compilerOptions: { rootDir: up, noEmit: true },
    }),
  );
  args = ['-p', file, ...args];
}
const result = spawnSync(process.execPath, [tsc, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = result.status ?? 1;
