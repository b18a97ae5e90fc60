import { spawnSync } from 'node:child_process';
import { PlainError } from './progress.mjs';

/** The sandbox's Git server is Git itself. */
export function assertGit() {
  const result = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (result.status !== 0) {
    throw new PlainError(
      'The program "git" is missing: the sandbox serves its repositories with it. Install the package git and run this again.',
    );
  }
}
