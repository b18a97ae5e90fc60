import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import path from 'node:path';
import { readJson, writePrivate } from './files';

// Below the ranges from which Linux and macOS take ports for outgoing
// connections, so that none of those can sit on a port of ours.
const FIRST = 20_000;
const LAST = 29_999;
const ATTEMPTS = 50;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
    });
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Loopback ports by name, remembered over restarts as long as they are free. */
export class Ports {
  readonly #file: string;
  readonly #known: Map<string, number>;
  readonly #handedOut = new Map<string, Promise<number>>();
  #saved: Promise<void> = Promise.resolve();

  private constructor(file: string, known: Map<string, number>) {
    this.#file = file;
    this.#known = known;
  }

  static async load(dir: string): Promise<Ports> {
    const file = path.join(dir, 'ports.json');
    const known = (await readJson<Record<string, number>>(file)) ?? {};
    return new Ports(file, new Map(Object.entries(known)));
  }

  get(name: string): Promise<number> {
    let port = this.#handedOut.get(name);
    if (!port) {
      port = this.#choose(name);
      this.#handedOut.set(name, port);
    }
    return port;
  }

  async #choose(name: string): Promise<number> {
    const remembered = this.#known.get(name);
    if (remembered && (await isFree(remembered))) return remembered;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const port = randomInt(FIRST, LAST + 1);
      const taken = [...this.#known.values()].includes(port);
      if (!taken && (await isFree(port))) {
        this.#known.set(name, port);
        await this.#save();
        return port;
      }
    }
    throw new Error(
      `No free loopback port between ${FIRST} and ${LAST} for ${name}`,
    );
  }

  #save(): Promise<void> {
    // One after the other, so that the last one written knows all.
    this.#saved = this.#saved.then(() => {
      const all = Object.fromEntries([...this.#known].sort());
      return writePrivate(this.#file, `${JSON.stringify(all, null, 2)}\n`);
    });
    return this.#saved;
  }
}
