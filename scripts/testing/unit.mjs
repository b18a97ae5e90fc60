import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runLogged } from '../setup/children.mjs';
import { fromRoot } from '../setup/paths.mjs';
import { startTestPostgres } from './postgres.mjs';

/** All jest projects of the repository in one run, against a PostgreSQL of our own. */
export async function runUnitTests({ node, results, report }) {
  const postgres = await startTestPostgres(node, results);
  try {
    const output = path.join(results, 'jest.json');
    const { tail } = await runLogged(
      node,
      [
        fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
        'repo',
        'test',
        '--json',
        `--outputFile=${output}`,
        '--maxWorkers=2',
      ],
      {
        log: path.join(results, 'jest.log'),
        env: {
          CI: 'true',
          BACKSTAGE_TEST_DISABLE_DOCKER: '1',
          BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: postgres.url,
        },
        onLine: line => {
          if (/^(PASS|FAIL)\b/.test(line))
            console.log(`  ${line.slice(0, 120)}`);
          report(line.slice(0, 70));
        },
      },
    );
    const text = await readFile(output, 'utf8').catch(() => undefined);
    if (text === undefined) {
      throw new Error(
        `jest gave no result:\n    ${tail.slice(-30).join('\n    ')}`,
      );
    }
    return summarise(JSON.parse(text));
  } finally {
    await postgres.stop();
  }
}

function summarise(run) {
  let brokenFiles = 0;
  for (const file of run.testResults) {
    const failed = file.assertionResults.filter(
      ({ status }) => status === 'failed',
    );
    // A file that failed before any of its tests could.
    if (file.status === 'failed' && failed.length === 0) brokenFiles += 1;
    if (file.status !== 'failed') continue;
    console.error(`\n  ✖ ${path.relative(fromRoot(), file.name)}`);
    for (const { fullName, failureMessages } of failed) {
      console.error(
        `    ${fullName}\n      ${failureMessages
          .join('\n')
          .split('\n')
          .slice(0, 25)
          .join('\n      ')}`,
      );
    }
    if (failed.length === 0) {
      console.error(
        `      ${String(file.message)
          .split('\n')
          .slice(0, 25)
          .join('\n      ')}`,
      );
    }
  }
  return {
    passed: run.numPassedTests,
    failed: run.numFailedTests + brokenFiles,
    skipped: run.numPendingTests + run.numTodoTests,
  };
}
