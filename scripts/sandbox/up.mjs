import { spawn } from 'node:child_process';
import { existsSync, fstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { ensureNode, nodeEnvironment } from '../setup/node.mjs';
import { fromRoot } from '../setup/paths.mjs';
import { PlainError } from '../setup/progress.mjs';

const TRANSFORM = fromRoot(
  'node_modules/@backstage/cli/config/nodeTransform.cjs',
);

/**
 * A pipe at standard input is from whoever started us: when it ends, they are
 * gone. A terminal or /dev/null says nothing of that kind.
 */
function inputIsPipe() {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

/** Runs the estate in this process, or in one of a Node that can. */
export async function up({ dir, only }) {
  const node = ensureNode();
  if (!existsSync(TRANSFORM)) {
    console.log('Installing the dependencies …');
    await ensureDependencies(node);
  }
  if (node !== process.execPath) {
    // An open standard input would keep us here when the estate is gone.
    process.exit(await runWith(node));
  }
  const require = createRequire(import.meta.url);
  require(TRANSFORM);
  const main = require(fromRoot('packages/sandbox-estate/src/main.ts'));
  let code;
  try {
    code = await main.up({ dir, only, untilInputEnds: inputIsPipe() });
  } catch (error) {
    if (process.env.DEBUG) throw error;
    throw new PlainError(`The sandbox did not start: ${error.message}`);
  }
  process.exit(code);
}

/** The same command with another Node; its input is a pipe, so that it goes when we go. */
async function runWith(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: nodeEnvironment(node),
    // What is sent to our group reaches it through us, once.
    detached: true,
  });
  const end = () => child.stdin.end();
  child.stdin.on('error', () => {});
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end);
  if (inputIsPipe()) process.stdin.once('end', end).resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve(code ?? 1));
  });
}
