import { spawn } from 'node:child_process';

const END_MILLISECONDS = 200;
const MOST_BYTES = 1 << 20;

export interface ChildResult {
  /** Exit code; null when it could not be started or was ended by a signal. */
  code: number | null;
  /** Why it could not be started: `ENOENT`. */
  failedToStart?: string;
  stdout: string;
  stderr: string;
}

/** A program that runs. */
export interface ChildRun {
  /** Undefined when the signal was aborted first. */
  done: Promise<ChildResult | undefined>;
  /** Whether the process is still there: one that hangs in the kernel cannot be ended. */
  hangs(): boolean;
}

/**
 * Runs a program whose calls may hang or crash, apart from the portal; it is
 * ended when the signal is aborted, and when it says too much.
 */
export function runChild(
  program: string,
  args: string[],
  { env, signal }: { env: Record<string, string>; signal: AbortSignal },
): ChildRun {
  const child = spawn(program, args, {
    cwd: '/',
    // Nothing of what the portal itself is told to load.
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let gone = false;
  const done = new Promise<ChildResult | undefined>(resolve => {
    const said = { stdout: '', stderr: '' };
    let failedToStart: string | undefined;
    const kill = () => {
      child.kill('SIGKILL');
    };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        said[stream] += chunk;
        if (said[stream].length > MOST_BYTES) kill();
      });
    }
    const end = () => {
      kill();
      child.unref();
      // It is gone at once, unless the call that hangs keeps it.
      setTimeout(() => resolve(undefined), END_MILLISECONDS).unref();
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      failedToStart = error.code ?? 'unknown';
    });
    child.once('close', code => {
      gone = true;
      signal.removeEventListener('abort', end);
      resolve(
        signal.aborted
          ? undefined
          : {
              ...said,
              code: failedToStart === undefined ? code : null,
              failedToStart,
            },
      );
    });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  return { done, hangs: () => !gone };
}
