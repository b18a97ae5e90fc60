import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@twinshore/plugin-dr-status-node/testUtils';

/**
 * The first of the programs that this machine has. A test without it is
 * skipped, and says so in one line.
 */
export function findProgram(...names: string[]): string | undefined {
  const found = names.find(
    name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (!found) {
    process.stderr.write(
      `No ${names[0]} on the path: its tests are skipped.\n`,
    );
  }
  return found;
}

/** Waits for something that comes, with a bound. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  seconds = 40,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) {
      throw new Error(`${what} took more than ${seconds} s`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 100);
    });
  }
}

/** Listens on a free port of loopback, and returns it. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** A server that was not written here, in a temporary folder. */
export class RealServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /**
   * Starts it and waits until `/-/ready` answers.
   * @param files - written into its folder, as JSON (which is YAML)
   */
  static async start(options: {
    program: string;
    files: Record<string, unknown>;
    args(at: { folder: string; port: number }): string[];
  }): Promise<RealServer> {
    const { program, files, args } = options;
    const folder = await mkdtemp(path.join(tmpdir(), 'twinshore-server-'));
    const port = await freePort();
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(folder, name), JSON.stringify(content));
    }
    const child = spawn(program, args({ folder, port }), { stdio: 'ignore' });
    const server = new RealServer(`http://127.0.0.1:${port}`, child, folder);
    try {
      await until(`The start of ${program}`, async () => {
        if (child.exitCode !== null) {
          throw new Error(`${program} ended while it started`);
        }
        const reply = await fetch(`${server.url}/-/ready`).catch(
          () => undefined,
        );
        return reply?.ok;
      });
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise(resolve => {
        this.#child.once('exit', resolve);
      });
      this.#child.kill('SIGKILL');
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
