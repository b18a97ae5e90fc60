import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';
import { nodeEnvironment } from './node.mjs';

/**
 * Runs a program to its end with its output in a log file.
 * @returns exit code and the last lines of output
 */
export async function runLogged(
  node,
  args,
  { log, cwd = root, env = {}, onLine = () => {} },
) {
  const out = createWriteStream(log);
  const child = spawn(node, args, {
    cwd,
    env: { ...nodeEnvironment(node), FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      out.write(`${line}\n`);
      tail.push(line);
      if (tail.length > 60) tail.shift();
      onLine(line);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status => resolve(status ?? 1));
  });
  out.end();
  return { code, tail };
}

/**
 * Starts a long-running program in a process group of its own, so that a
 * Ctrl-C reaches it only through us and in our order. Its standard input is a
 * pipe from us: when we die, whatever way, it sees the end of it and stops
 * (see exit-with-parent.cjs).
 */
export function startService(
  node,
  args,
  { log, cwd = root, env = {}, onLine },
) {
  const out = createWriteStream(log, { flags: 'a' });
  const child = spawn(node, args, {
    cwd,
    env: { ...nodeEnvironment(node), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      out.write(`${line}\n`);
      onLine?.(line);
    });
  }
  const exited = new Promise(resolve => {
    child.once('error', error => resolve({ error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid,
    exited,
    /** Asks it to stop, then insists. */
    async stop(graceSeconds = 15) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It went in the meantime.
        }
      }, graceSeconds * 1000);
      await exited;
      clearTimeout(timer);
    },
  };
}
