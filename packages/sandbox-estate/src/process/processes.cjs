// What the operating system says about processes. Plain CommonJS, because the
// guard (guard.cjs) runs it without any transform.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

const LINUX = process.platform === 'linux';

/**
 * Fields of /proc/<pid>/stat after the command name, which may contain spaces.
 * @param {number} pid
 * @returns {string[] | undefined}
 */
function statOf(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/**
 * @param {string[]} args
 * @returns {string}
 */
function ps(args) {
  try {
    return execFileSync('ps', args, { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/**
 * When the process started, in words that differ for any two processes that
 * ever bore this number; undefined when there is none. A zombie is none.
 * @param {number} pid
 * @returns {string | undefined}
 */
function startOf(pid) {
  if (LINUX) {
    const stat = statOf(pid);
    return !stat || stat[0] === 'Z' || stat[0] === 'X' ? undefined : stat[19];
  }
  const [state, ...start] = ps(['-o', 'stat=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/);
  return !state || state.startsWith('Z') ? undefined : start.join(' ');
}

/**
 * @param {number} pid
 * @returns {number[]} children that are alive
 */
function childrenOf(pid) {
  if (LINUX) {
    return fs
      .readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(candidate => {
        const stat = statOf(candidate);
        return stat && stat[0] !== 'Z' && Number(stat[1]) === pid;
      });
  }
  return ps(['-A', '-o', 'pid=,ppid='])
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone in the meantime, which is what most signals want anyway.
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Kills a process and its children, as the loss of their machine would. The
 * list of children is taken while the parent still ties them together.
 * @param {number} pid
 * @returns {number[]} all that were killed
 */
function killTree(pid) {
  const all = [pid, ...childrenOf(pid)];
  for (const one of all) signal(one, 'SIGKILL');
  return all;
}

module.exports = { startOf, childrenOf, signal, killTree };
