import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A state folder for one test; gone after `remove`. */
export async function temporaryFolder(): Promise<{
  dir: string;
  remove(): Promise<void>;
}> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'twinshore-sandbox-'));
  // As a checkout is: the user that PostgreSQL runs as must get through.
  await chmod(dir, 0o755);
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
