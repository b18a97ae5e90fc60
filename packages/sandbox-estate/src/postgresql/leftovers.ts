import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { childrenOf, signal, startOf } from '../process/processes.cjs';
import { until } from '../process/until';
import { execFileSync } from 'node:child_process';

/**
 * Processes that work in a data folder, whoever started them: PostgreSQL's all
 * have it as their working directory. Where the system does not tell that
 * (macOS), the process named in the folder's pid file, if its command line
 * names the folder, and its children.
 */
export function processesIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const real = realpathSync(folder);
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(pid => {
        try {
          return (
            readlinkSync(`/proc/${pid}/cwd`) === real &&
            path.basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres'
          );
        } catch {
          return false;
        }
      });
  }
  try {
    const pidFile = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8');
    const pid = Number(pidFile.split('\n')[0]);
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    const ours = command.includes(folder) || command.includes(real);
    return ours ? [pid, ...childrenOf(pid)] : [];
  } catch {
    return [];
  }
}

/**
 * Ends what a former run may have left behind in a data folder, as a sudden
 * loss would; the next start recovers from its log.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const found = processesIn(folder);
  for (const pid of found) signal(pid, 'SIGKILL');
  await until(
    `Ending the servers that a former run left in ${folder}`,
    () => processesIn(folder).length === 0 && !found.some(startOf),
    { seconds: 10 },
  );
  // Nobody works here any more; the number in this file may be another's now,
  // at the sight of which PostgreSQL would refuse to start.
  await rm(path.join(folder, 'postmaster.pid'), { force: true });
}
