import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from '@playwright/test';

const KILLS = 20;
const ENTITY = 'postgresql-on-prem-primary';

/**
 * Seconds from the moment at which PostgreSQL is killed to the moment at which
 * an open readiness page shows the breach, over 20 kills.
 */
export async function measureFaultToScreen({ dir, page: url }) {
  const { admin } = JSON.parse(
    await readFile(path.join(dir, 'estate.json'), 'utf8'),
  );
  const sandbox = async (method, route, body) => {
    const reply = await fetch(`${admin.url}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${admin.token}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    if (!reply.ok)
      throw new Error(
        `${method} ${route}: ${reply.status} ${await reply.text()}`,
      );
    return reply;
  };
  const browser = await chromium.launch({
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
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
    });
    await page.goto(`${url}/dr`);
    await page.getByRole('button', { name: /enter/i }).click();
    const blocker = page
      .getByRole('region', { name: 'What blocks us' })
      .getByRole('listitem')
      .filter({ hasText: 'Primary accepts writes' })
      .filter({ hasText: 'Breached' })
      .first();
    const seconds = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await blocker.waitFor({ state: 'detached', timeout: 120_000 });
      const began = Date.now();
      await sandbox('POST', '/faults', {
        fault: 'kill-database',
        target: ENTITY,
      });
      await blocker.waitFor({ state: 'visible', timeout: 60_000 });
      seconds.push((Date.now() - began) / 1000);
      console.log(`  kill ${kill}: ${seconds.at(-1).toFixed(2)} s`);
      await sandbox('DELETE', '/faults');
    }
    const sorted = [...seconds].sort((a, b) => a - b);
    const at = share => sorted[Math.ceil(share * sorted.length) - 1];
    const result = {
      kills: KILLS,
      p50: at(0.5),
      p95: at(0.95),
      max: at(1),
      seconds,
    };
    console.log(
      `Fault to screen: p50 ${result.p50} s, p95 ${result.p95} s, worst ${result.max} s`,
    );
    return result;
  } finally {
    await browser.close();
  }
}
