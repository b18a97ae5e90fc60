import path from 'node:path';
import { startService } from '../setup/children.mjs';
import { fromRoot } from '../setup/paths.mjs';

const READY_SECONDS = 60;

/**
 * An empty PostgreSQL of our own for the tests that want one.
 * @returns its connection string, and how to stop it
 */
export async function startTestPostgres(node, results) {
  const lines = [];
  let ready;
  const isReady = new Promise(resolve => {
    ready = resolve;
  });
  const service = startService(
    node,
    [
      '--require',
      fromRoot('node_modules/@backstage/cli/config/nodeTransform.cjs'),
      fromRoot('packages/sandbox-estate/src/testing/postgresServer.ts'),
    ],
    {
      log: path.join(results, 'postgres.log'),
      onLine: line => {
        lines.push(line);
        const [, url] = /^ready (\S+)$/.exec(line) ?? [];
        if (url) ready(url);
      },
    },
  );
  let timer;
  const url = await Promise.race([
    isReady,
    service.exited.then(() => undefined),
    new Promise(resolve => {
      timer = setTimeout(resolve, READY_SECONDS * 1000);
    }),
  ]);
  clearTimeout(timer);
  if (!url) {
    await service.stop();
    throw new Error(
      `PostgreSQL for the tests did not start:\n    ${lines
        .slice(-10)
        .join('\n    ')}`,
    );
  }
  return { url, stop: () => service.stop() };
}
