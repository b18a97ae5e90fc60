import { ChildProcess, spawn } from 'node:child_process';
import { startOf } from './processes.cjs';

/**
 * Sees to it that servers die with the sandbox, whatever way it dies: a small
 * process at the other end of a pipe kills them when the pipe breaks.
 */
export class ProcessGuard {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static start(): ProcessGuard {
    const child = spawn(
      process.execPath,
      [require.resolve('./guard.cjs')],
      // Apart from our group, so that what is sent to the group spares it.
      { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
    );
    child.unref();
    child.stdin!.on('error', () => {});
    (child.stdin as unknown as { unref?: () => void }).unref?.();
    return new ProcessGuard(child);
  }

  watch(pid: number): void {
    const start = startOf(pid);
    if (start) this.#child.stdin!.write(`+${pid} ${start}\n`);
  }

  forget(pid: number): void {
    this.#child.stdin!.write(`-${pid}\n`);
  }

  /** Ends the guard; what it still watches dies. */
  stop(): Promise<void> {
    return new Promise(resolve => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        resolve();
        return;
      }
      this.#child.ref();
      this.#child.once('exit', () => resolve());
      this.#child.stdin!.end();
    });
  }
}
