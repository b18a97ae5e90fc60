import { execFile } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const CANARY = '.twinshore-canary';
const WRITE_SECONDS = 10;

/**
 * A folder that stands for a share of the document store, with the canary that
 * an application server writes there.
 */
export class FileShare {
  /** Where it is mounted, as the portal knows it. */
  readonly folder: string;
  readonly #reasons = {
    /** It is not mounted. */
    gone: new Set<string>(),
    /** Nothing can be written. */
    refuses: new Set<string>(),
  };
  #hung = false;
  #timer?: NodeJS.Timeout;
  #turn: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.folder = folder;
  }

  get #away(): string {
    return `${this.folder}.unmounted`;
  }

  get writable(): boolean {
    return (
      !this.#hung &&
      this.#reasons.gone.size === 0 &&
      this.#reasons.refuses.size === 0
    );
  }

  async start(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await rm(this.#away, { recursive: true, force: true });
    await mkdir(this.folder, { recursive: true });
    await this.#write();
    this.#timer = setInterval(
      () => this.#inTurn(() => this.#write()).catch(() => {}),
      WRITE_SECONDS * 1000,
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn.catch(() => {});
  }

  setMounted(mounted: boolean, reason: string): Promise<void> {
    return this.#inTurn(async () => {
      const { gone } = this.#reasons;
      const before = gone.size > 0;
      if (mounted) gone.delete(reason);
      else gone.add(reason);
      const now = gone.size > 0;
      if (now && !before) await rename(this.folder, this.#away);
      if (!now && before) {
        await rename(this.#away, this.folder);
        await this.#write();
      }
    });
  }

  /** @param newest - of the last write that went well before it */
  refuseWrites(reason: string, newest: Date): Promise<void> {
    return this.#inTurn(async () => {
      await this.#write(newest);
      this.#reasons.refuses.add(reason);
    });
  }

  takeWrites(reason: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#reasons.refuses.delete(reason);
      await this.#write();
    });
  }

  /** Who reads it waits for good: what is opened is a pipe that nobody writes to. */
  setHung(hung: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const canary = path.join(this.folder, CANARY);
      if (hung && this.#reasons.gone.size > 0) {
        throw new Error('The share is not mounted: mend that first');
      }
      if (hung) {
        await rm(canary, { force: true });
        await run('mkfifo', [canary]);
      } else {
        const where = this.#reasons.gone.size > 0 ? this.#away : this.folder;
        await rm(path.join(where, CANARY), { force: true });
      }
      this.#hung = hung;
      await this.#write();
    });
  }

  async #write(at = new Date()): Promise<void> {
    if (!this.writable) return;
    const file = path.join(this.folder, CANARY);
    await writeFile(`${file}.new`, `${at.toISOString()} written by app-1\n`);
    await rename(`${file}.new`, file);
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const result = this.#turn.catch(() => {}).then(change);
    this.#turn = result;
    return result;
  }
}
