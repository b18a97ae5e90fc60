// npm start: everything from a bare checkout to the portal over the sandbox estate.
import { existsSync } from 'node:fs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureFrontend } from './setup/frontend.mjs';
import { ensureNode } from './setup/node.mjs';
import { fromRoot } from './setup/paths.mjs';
import { assertPortFree } from './setup/ports.mjs';
import {
  awaitAnswers,
  DEFAULT_STATE_DIR,
  startPortal,
  startSandboxEstate,
} from './setup/portal.mjs';
import { createProgress, PlainError, runMain } from './setup/progress.mjs';
import { assertGit } from './setup/git.mjs';

const port = Number(process.env.PORT ?? 3000);
const dir = process.env.TWINSHORE_STATE_DIR ?? DEFAULT_STATE_DIR;

await runMain(async () => {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new PlainError(`PORT=${process.env.PORT} is not a port number.`);
  }
  const services = [];
  let stopping;
  const stop = () => {
    stopping ??= (async () => {
      if (services.length === 0) return;
      console.log('\nStopping …');
      // The portal first: it must not report the end of the sandbox as an outage.
      for (const service of services.reverse()) await service.stop();
      console.log('Stopped.');
    })();
    return stopping;
  };
  const stopped = new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, async () => {
        await stop();
        // Nothing runs yet: what is being set up ends with us.
        if (services.length === 0) process.exit(130);
        resolve();
      });
    }
  });

  try {
    const started = Date.now();
    const progress = createProgress(5);
    const node = await progress.step('Checking this machine', async () => {
      await assertPortFree(port);
      assertGit();
      return ensureNode();
    });
    await progress.step('Dependencies', report =>
      ensureDependencies(node, report),
    );
    // The estate starts while the frontend is built: two cores, two jobs.
    await progress.step('Sandbox estate and frontend', async report => {
      const estate = startSandboxEstate({ node, dir }, report).then(service => {
        services.push(service);
      });
      const frontend = ensureFrontend(node);
      const results = await Promise.allSettled([estate, frontend]);
      const failure = results.find(result => result.status === 'rejected');
      if (failure) throw failure.reason;
    });
    if (stopping) return;
    const portal = await progress.step('Portal', async report => {
      const service = await startPortal({ node, dir, port }, report);
      services.push(service);
      return service;
    });
    await progress.step('First look at the estate', async report => {
      if (!(await awaitAnswers(portal.url, report))) {
        console.log(
          '  Not every check has an answer yet; the readiness page says why.',
        );
      }
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(`
  Twinshore is up at ${portal.url}   (${seconds} s)

  Readiness   ${portal.url}/dr
  Estate      ${portal.url}/estate
  Break it    npm run sandbox -- inject kill-database postgresql-on-prem-primary
  Mend it     npm run sandbox -- clear
  Faults      npm run sandbox -- faults
  Logs        ${
    existsSync(fromRoot('.sandbox')) ? '.sandbox/logs/' : `${dir}/logs/`
  }
  Stop        Ctrl-C
`);
    const ended = await Promise.race([
      stopped.then(() => undefined),
      ...services.map(service => service.exited.then(() => service)),
    ]);
    if (ended && !stopping) {
      throw new PlainError(
        `${
          ended === portal ? 'The portal' : 'The sandbox estate'
        } stopped by itself; its log is in ${dir}/logs.`,
      );
    }
  } finally {
    await stop();
  }
});
process.exit();
