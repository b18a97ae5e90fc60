import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readJson, writePrivate } from './files';

/** Random secrets by name, the same over restarts, in a file of mode 0600. */
export class Secrets {
  readonly #file: string;
  readonly #known: Map<string, string>;
  #saved: Promise<void> = Promise.resolve();

  private constructor(file: string, known: Map<string, string>) {
    this.#file = file;
    this.#known = known;
  }

  static async load(dir: string): Promise<Secrets> {
    const file = path.join(dir, 'secrets.json');
    const known = (await readJson<Record<string, string>>(file)) ?? {};
    return new Secrets(file, new Map(Object.entries(known)));
  }

  async get(name: string): Promise<string> {
    let secret = this.#known.get(name);
    if (!secret) {
      secret = randomBytes(24).toString('base64url');
      this.#known.set(name, secret);
      const all = Object.fromEntries([...this.#known].sort());
      // One after the other, so that the last one written knows all.
      this.#saved = this.#saved.then(() =>
        writePrivate(this.#file, `${JSON.stringify(all, null, 2)}\n`),
      );
    }
    await this.#saved;
    return secret;
  }
}
