import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fromRoot } from '../setup/paths.mjs';

const ENTITIES = [100, 1000, 10_000];
const SECONDS = 60;

/**
 * Collect → evaluate → store over synthetic estates of growing size, five
 * observations for each entity and minute, each size in a process of its own.
 */
export async function measureCollector({ node }) {
  const dir = fromRoot('.toolchain/bench/collector');
  const rows = [];
  for (const entities of ENTITIES) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    rows.push(await run(node, entities, path.join(dir, 'posture.sqlite')));
    console.log(JSON.stringify(rows.at(-1)));
  }
  const [, smaller, larger] = rows;
  console.log(
    `  ${larger.entities / smaller.entities} times the entities cost ${(
      larger.cpuSecondsPerMinute / smaller.cpuSecondsPerMinute
    ).toFixed(1)} times the processor time`,
  );
  return rows;
}

function run(node, entities, file) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      node,
      [
        '--require',
        fromRoot('node_modules/@backstage/cli/config/nodeTransform.cjs'),
        fromRoot('plugins/dr-status-backend/dev/collectorBenchmark.ts'),
        String(entities),
        String(SECONDS),
        file,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let text = '';
    child.stdout.on('data', chunk => (text += chunk));
    child.on('error', reject);
    child.on('exit', code =>
      code === 0
        ? resolve(JSON.parse(text.trim().split('\n').at(-1)))
        : reject(new Error(`The collector benchmark ended with ${code}`)),
    );
  });
}
