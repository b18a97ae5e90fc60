import path from 'node:path';
import { runLogged } from '../setup/children.mjs';
import { fromRoot } from '../setup/paths.mjs';

const cli = fromRoot('node_modules/@backstage/cli/bin/backstage-cli');

/**
 * Each check counts as one test. The order matters in one place: "types"
 * writes the declarations to `dist-types`, which "API reports" reads.
 */
const CHECKS = [
  ['dependency rule', [fromRoot('scripts/check-dependencies.mjs')]],
  ['licences', [fromRoot('scripts/check-licences.mjs')]],
  [
    'formatting',
    [fromRoot('node_modules/prettier/bin-prettier.js'), '--check', '.'],
  ],
  [
    'types',
    [fromRoot('node_modules/typescript/bin/tsc'), '--incremental', 'false'],
  ],
  ['API reports', [fromRoot('scripts/testing/api-reports.mjs'), '--ci']],
  ['lint', [cli, 'repo', 'lint']],
  [
    'example builds',
    [cli, 'package', 'build'],
    fromRoot('docs/examples/dr-status-backend-module-healthz'),
  ],
];

export async function runChecks({ node, results, report }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, args, cwd] of CHECKS) {
    report(name);
    const started = Date.now();
    const log = path.join(results, `check-${name.replace(/\W+/g, '-')}.log`);
    const { code, tail } = await runLogged(node, args, {
      log,
      cwd,
      env: { CI: 'true' },
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (code === 0) {
      counts.passed += 1;
      console.log(`  ✔ ${name} (${seconds} s)`);
    } else {
      counts.failed += 1;
      console.error(
        `  ✖ ${name} (${seconds} s)\n    ${tail.slice(-40).join('\n    ')}`,
      );
    }
  }
  return counts;
}
