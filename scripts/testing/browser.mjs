import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runLogged } from '../setup/children.mjs';
import { ensureFrontend } from '../setup/frontend.mjs';
import { fromRoot } from '../setup/paths.mjs';
import { assertPortFree } from '../setup/ports.mjs';
import {
  awaitAnswers,
  startPortal,
  startSandboxEstate,
} from '../setup/portal.mjs';

const PORT = Number(process.env.TWINSHORE_TEST_PORT ?? 3110);
const BROWSERS = [
  process.env.TWINSHORE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].filter(Boolean);

/** The journeys in a real browser, over a portal and a sandbox estate of their own. */
export async function runBrowserTests({ node, results, report }) {
  const executable = BROWSERS.find(file => existsSync(file));
  if (!executable) {
    console.log(
      '  The browser tests are skipped: no Chromium found. Install the package chromium, or name one with TWINSHORE_CHROMIUM.',
    );
    return { passed: 0, failed: 0, skipped: 1 };
  }
  await assertPortFree(PORT);
  const dir = fromRoot('.toolchain/browser-tests');
  await rm(dir, { recursive: true, force: true });
  const services = [];
  try {
    report('frontend');
    await ensureFrontend(node, report);
    report('sandbox estate');
    services.push(await startSandboxEstate({ node, dir }, report));
    report('portal');
    const portal = await startPortal({ node, dir, port: PORT }, report);
    services.push(portal);
    if (!(await awaitAnswers(portal.url, report))) {
      throw new Error(
        `Not every check has an answer; see ${dir}/logs and /dr/sources`,
      );
    }

    const output = path.join(results, 'browser.json');
    const { code, tail } = await runLogged(
      node,
      [fromRoot('node_modules/@playwright/test/cli.js'), 'test'],
      {
        log: path.join(results, 'browser.log'),
        env: {
          CI: 'true',
          PLAYWRIGHT_URL: `http://localhost:${PORT}`,
          PLAYWRIGHT_JSON_OUTPUT_NAME: output,
          TWINSHORE_CHROMIUM: executable,
          TWINSHORE_STATE_DIR: dir,
        },
        onLine: line => {
          if (/^\s*[✓✘-]\s+\d+ /.test(line))
            console.log(`  ${line.trim().slice(0, 140)}`);
          report(line.trim().slice(0, 70));
        },
      },
    );
    const text = await readFile(output, 'utf8').catch(() => undefined);
    if (text === undefined) {
      throw new Error(
        `Playwright gave no result:\n    ${tail.slice(-30).join('\n    ')}`,
      );
    }
    const { stats, errors = [] } = JSON.parse(text);
    if (code !== 0) console.error(`    ${tail.slice(-60).join('\n    ')}`);
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    };
  } finally {
    for (const service of services.reverse()) await service.stop();
  }
}
