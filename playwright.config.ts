import { defineConfig } from '@playwright/test';

/** Run by `npm test`, which starts the portal and its sandbox estate first. */
export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  outputDir: '.toolchain/test-results/browser',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  // The tests share one estate and break it on purpose.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: [['list'], ['json']],
  use: {
    baseURL: process.env.PLAYWRIGHT_URL ?? 'http://localhost:3000',
    browserName: 'chromium',
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.TWINSHORE_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
