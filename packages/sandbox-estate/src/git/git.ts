import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs the machine's Git without any of the user's configuration.
 * @returns standard output
 * @throws with Git's own words when it fails
 */
export async function git(args: string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run('git', args, {
      cwd,
      env: gitEnvironment(),
      maxBuffer: 16 * 1024 * 1024,
      timeout: 30_000,
    });
    return stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`git ${args[0]} failed: ${(stderr || message).trim()}`);
  }
}

export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    // The folder may belong to another user than the one that serves it.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Sandbox estate',
    GIT_AUTHOR_EMAIL: 'sandbox@twinshore.invalid',
    GIT_COMMITTER_NAME: 'Sandbox estate',
    GIT_COMMITTER_EMAIL: 'sandbox@twinshore.invalid',
  };
}
