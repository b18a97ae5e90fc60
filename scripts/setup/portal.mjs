import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startService } from './children.mjs';
import { fromRoot } from './paths.mjs';
import { PlainError } from './progress.mjs';
import { guestToken } from './token.mjs';

const SANDBOX_READY_SECONDS = 120;
const PORTAL_READY_SECONDS = 120;
export const DEFAULT_STATE_DIR = fromRoot('.sandbox');

const lastLines = (lines, count = 4) => lines.slice(-count).join('\n  ');

/**
 * Starts the sandbox estate and resolves when all of it answers.
 * @param {{node: string, dir: string}} options
 */
export async function startSandboxEstate({ node, dir }, report = () => {}) {
  await mkdir(path.join(dir, 'logs'), { recursive: true });
  const lines = [];
  let ready;
  const isReady = new Promise(resolve => {
    ready = resolve;
  });
  const service = startService(
    node,
    [fromRoot('scripts/sandbox.mjs'), 'up', '--dir', dir],
    {
      log: path.join(dir, 'logs/sandbox.log'),
      onLine: line => {
        lines.push(line);
        if (lines.length > 50) lines.shift();
        report(line.slice(0, 70));
        if (/^sandbox ready\b/i.test(line)) ready();
      },
    },
  );
  await waitFor('The sandbox estate', {
    service,
    until: isReady,
    seconds: SANDBOX_READY_SECONDS,
    lines,
    log: path.join(dir, 'logs/sandbox.log'),
  });
  return service;
}

const SOURCES = 'packages/sandbox-estate/sources/';

/**
 * Configuration of the sandbox for a state folder other than the default one:
 * the same files with their includes pointing at that folder.
 */
async function sandboxConfig(dir) {
  const file = fromRoot('app-config.sandbox.yaml');
  if (dir === DEFAULT_STATE_DIR) return file;
  const sources = path.join(dir, 'sources');
  await mkdir(sources, { recursive: true });
  for (const name of await readdir(fromRoot(SOURCES))) {
    const text = await readFile(fromRoot(SOURCES, name), 'utf8');
    await writeFile(
      path.join(sources, name),
      text.replaceAll('../../../.sandbox/', '../'),
    );
  }
  const text = await readFile(file, 'utf8');
  const copy = path.join(dir, 'app-config.sandbox.yaml');
  await writeFile(
    copy,
    text.replaceAll(SOURCES, 'sources/').replaceAll('.sandbox/', ''),
  );
  return copy;
}

/**
 * Starts the portal and resolves when its posture API is up.
 * @param {{node: string, dir: string, port: number, env?: Record<string, string>}} options
 */
export async function startPortal(
  { node, dir, port, env = {} },
  report = () => {},
) {
  const url = `http://localhost:${port}`;
  const log = path.join(dir, 'logs/portal.log');
  await mkdir(path.join(dir, 'portal'), { recursive: true });
  await mkdir(path.join(dir, 'logs'), { recursive: true });
  const lines = [];
  const service = startService(
    node,
    [
      '--require',
      fromRoot('scripts/setup/exit-with-parent.cjs'),
      '--require',
      fromRoot('node_modules/@backstage/cli/config/nodeTransform.cjs'),
      'src/index.ts',
      '--config',
      fromRoot('app-config.yaml'),
      '--config',
      await sandboxConfig(dir),
    ],
    {
      log,
      cwd: fromRoot('packages/backend'),
      env: {
        // What the sandbox is: guests may sign in, and local addresses are no mistake.
        NODE_ENV: 'development',
        APP_CONFIG_app_baseUrl: url,
        APP_CONFIG_backend_baseUrl: url,
        APP_CONFIG_backend_listen_port: String(port),
        APP_CONFIG_backend_cors_origin: url,
        APP_CONFIG_backend_database_connection_directory: path.join(
          dir,
          'portal',
        ),
        ...env,
      },
      onLine: line => {
        lines.push(line);
        if (lines.length > 50) lines.shift();
        report(line.replace(/\u001b\[\d+m/g, '').slice(25, 95));
      },
    },
  );
  await waitFor('The portal', {
    service,
    until: answers(`http://127.0.0.1:${port}/.backstage/health/v1/readiness`),
    seconds: PORTAL_READY_SECONDS,
    lines,
    log,
  });
  return { ...service, url };
}

/** Resolves when the address answers with 200; polls four times a second. */
function answers(address) {
  return new Promise(resolve => {
    const ask = async () => {
      try {
        const reply = await fetch(address, {
          signal: AbortSignal.timeout(2000),
        });
        if (reply.ok) return resolve();
      } catch {
        // Not up yet; the caller's deadline bounds the loop.
      }
      const timer = setTimeout(ask, 250);
      timer.unref?.();
      return undefined;
    };
    ask();
  });
}

async function waitFor(what, { service, until, seconds, lines, log }) {
  let timer;
  const late = new Promise(resolve => {
    timer = setTimeout(() => resolve('late'), seconds * 1000);
  });
  const outcome = await Promise.race([
    until.then(() => 'ready'),
    service.exited.then(() => 'exited'),
    late,
  ]);
  clearTimeout(timer);
  if (outcome === 'ready') return;
  await service.stop();
  const why =
    outcome === 'late'
      ? `was not ready after ${seconds} s`
      : 'stopped while starting';
  throw new PlainError(
    `${what} ${why}. Its last words:\n  ${lastLines(
      lines,
    )}\n  (whole log: ${path.relative(process.cwd(), log)})`,
  );
}

const ANSWERS_SECONDS = 40;
const STEADY_LOOKS = 5;

/**
 * Waits until the catalog has taken the estate in and every check has an
 * answer, so that whoever opens the first page sees all of it.
 * @returns whether that happened in time
 */
export async function awaitAnswers(url, report = () => {}) {
  const deadline = Date.now() + ANSWERS_SECONDS * 1000;
  let token;
  let before = '';
  let steady = 0;
  while (Date.now() < deadline) {
    token ??= await guestToken(url).catch(() => undefined);
    const { entities = [], coverage } = await summary(url, token);
    report(`${entities.length} entities, ${coverage?.fresh ?? 0} answers`);
    const now = `${entities.length} ${coverage?.all}`;
    const complete = coverage?.all > 0 && coverage.fresh === coverage.all;
    steady = complete && now === before ? steady + 1 : 0;
    if (steady >= STEADY_LOOKS) return true;
    before = now;
    await new Promise(resolve => {
      setTimeout(resolve, 300);
    });
  }
  return false;
}

async function summary(url, token) {
  try {
    const reply = await fetch(`${url}/api/dr-status/v1/summary`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
    });
    return reply.ok ? await reply.json() : {};
  } catch {
    return {};
  }
}
