// npm test: set-up, then every check and test there is. The last line is the sum.
// Options: --only checks|unit|browser (several with commas), for a quick look.
import { mkdir, rm } from 'node:fs/promises';
import { runChecks } from './testing/checks.mjs';
import { runBrowserTests } from './testing/browser.mjs';
import { runUnitTests } from './testing/unit.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureNode } from './setup/node.mjs';
import { fromRoot } from './setup/paths.mjs';
import { createProgress, runMain } from './setup/progress.mjs';

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1].split(',')
  : ['checks', 'unit', 'browser'];

const RUNNERS = {
  checks: ['Static checks', runChecks],
  unit: ['Unit, component and integration tests', runUnitTests],
  browser: ['Browser tests', runBrowserTests],
};

await runMain(async () => {
  const progress = createProgress(2 + only.length);
  const node = await progress.step('Checking this machine', async () =>
    ensureNode(),
  );
  await progress.step('Dependencies', report =>
    ensureDependencies(node, report),
  );
  const results = fromRoot('.toolchain/test-results');
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });

  const totals = [];
  for (const name of only) {
    const [title, run] = RUNNERS[name];
    const counts = await progress
      .step(title, report => run({ node, results, report }))
      .catch(error => {
        console.error(`✖ ${title}: ${error.message}`);
        return { passed: 0, failed: 1, skipped: 0 };
      });
    totals.push([title, counts]);
  }

  console.log('');
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [title, counts] of totals) {
    console.log(
      `  ${title}: ${counts.passed} ok, ${counts.failed} not ok, ${counts.skipped} left out`,
    );
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  if (sum.passed + sum.failed === 0) {
    console.error('✖ No test ran.');
    sum.failed = 1;
  }
  console.log(
    `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`,
  );
  process.exitCode = sum.failed === 0 ? 0 : 1;
});
