// npm run bench [-- summary|fault-to-screen|start|round|collector …]: measures, prints, and
// keeps the figures in .toolchain/bench/. Nothing here is a test; what was
// measured for the record stands in docs/benchmarks.md.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureFrontend } from './setup/frontend.mjs';
import { ensureNode } from './setup/node.mjs';
import { fromRoot } from './setup/paths.mjs';
import { assertPortFree } from './setup/ports.mjs';
import {
  awaitAnswers,
  startPortal,
  startSandboxEstate,
} from './setup/portal.mjs';
import { PlainError, runMain } from './setup/progress.mjs';

const PORT = 3120;
const BENCHMARKS = [
  'summary',
  'fault-to-screen',
  'start',
  'round',
  'collector',
];
/** These need no portal. */
const ALONE = ['start', 'collector'];

await runMain(async () => {
  const wanted = process.argv.slice(2).filter(arg => !arg.startsWith('-'));
  for (const name of wanted) {
    if (!BENCHMARKS.includes(name)) {
      throw new PlainError(
        `There is no benchmark "${name}"; there are ${BENCHMARKS.join(', ')}.`,
      );
    }
  }
  const names = wanted.length > 0 ? wanted : BENCHMARKS;
  const node = ensureNode();
  await ensureDependencies(node);
  await assertPortFree(PORT);
  const [cpu] = os.cpus();
  console.log(
    `${os.cpus().length} × ${cpu.model}, ${(os.totalmem() / 2 ** 30).toFixed(
      0,
    )} GiB, ${os.type()} ${os.release()}`,
  );

  const dir = fromRoot('.toolchain/bench/estate');
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const results = {};
  if (names.includes('start')) {
    const { measureStarts } = await import('./bench/start.mjs');
    results.start = await measureStarts({ node, port: PORT });
  }
  if (names.includes('collector')) {
    const { measureCollector } = await import('./bench/collector.mjs');
    results.collector = await measureCollector({ node });
  }
  const others = names.filter(name => !ALONE.includes(name));
  if (others.length > 0) {
    await ensureFrontend(node);
    const services = [];
    try {
      services.push(await startSandboxEstate({ node, dir }));
      const portal = await startPortal({ node, dir, port: PORT });
      services.push(portal);
      await awaitAnswers(portal.url);
      const context = {
        node,
        dir,
        url: `http://127.0.0.1:${PORT}`,
        page: `http://localhost:${PORT}`,
      };
      if (others.includes('summary')) {
        const { measureSummary } = await import('./bench/summary.mjs');
        results.summary = await measureSummary(context);
      }
      if (others.includes('round')) {
        const { measureRound } = await import('./bench/round.mjs');
        results.round = await measureRound(context);
      }
      if (others.includes('fault-to-screen')) {
        const { measureFaultToScreen } = await import(
          './bench/faultToScreen.mjs'
        );
        results.faultToScreen = await measureFaultToScreen(context);
      }
    } finally {
      for (const service of services.reverse()) await service.stop();
    }
  }
  const file = fromRoot('.toolchain/bench/results.json');
  await writeFile(file, JSON.stringify(results, null, 2));
  console.log(`\nAll figures: ${file}`);
});
process.exit();
