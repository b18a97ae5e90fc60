import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startOf } from '../process/processes.cjs';
import { readJson, writePrivate } from './files';

interface Holder {
  pid: number;
  /** Tells the process apart from a later one of the same number. */
  start: string;
}

/** Lets one sandbox at a time use a state folder. */
export class SandboxLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  static async acquire(dir: string): Promise<SandboxLock> {
    const file = path.join(dir, 'sandbox.lock');
    const holder = await readJson<Holder>(file).catch(() => undefined);
    if (holder && startOf(holder.pid) === holder.start) {
      throw new Error(
        `A sandbox already runs in ${dir} (process ${holder.pid}). Stop it first: npm run sandbox -- down`,
      );
    }
    const own: Holder = { pid: process.pid, start: startOf(process.pid) ?? '' };
    await writePrivate(file, `${JSON.stringify(own)}\n`);
    return new SandboxLock(file);
  }

  async release(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
